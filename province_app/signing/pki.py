"""The folder of the demo's public key infrastructure, made once and kept between runs.

ca/root.key, ca/issuing.key, ca/trust.pem     the CAs; `trust.pem` is EXCHANGE_TRUST_FILE
heads/<stem>.p12                              the signers' keystores, all with the one PIN
seals/H40.p12, seals/H40.pin, seals.json      the agencies' seals and their fingerprints
seals/H40-receipts.p12                        the province's seal of receipts,
department-seals.json                         by which a department knows the province
keys/H40-1.pem, jwks.json                     the integration keys `H40/1`, `G01/1` (Ed25519)
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from province_app.signing.demo_authority import (
    DemoAuthority,
    Identity,
    private_pem,
    write_private,
)
from province_app.signing.keystore import KeystoreRefused, keystore_certificate

__all__ = ["AGENCIES", "DemoAuthority", "DemoPki", "Identity", "make_demo_pki"]

PROVINCE, DEPARTMENT = "H40", "H40.16"
AGENCIES = {
    PROVINCE: "Sở Nội vụ tỉnh Nam Định (trình diễn)",
    "G01": "Nút quốc gia (trình diễn)",
    DEPARTMENT: "Sở Giáo dục và Đào tạo Nam Định (trình diễn)",
}
RECEIPTS = f"{PROVINCE}-receipts"  # made without a person: never the seal that approves


@dataclass(frozen=True)
class DemoPki:
    """What was made or found, and where each node's settings find it."""

    authority: DemoAuthority
    trust_file: Path  # EXCHANGE_TRUST_FILE
    seals_file: Path  # EXCHANGE_PEER_SEALS_FILE
    jwks_file: Path  # EXCHANGE_PEER_KEYS_FILE
    heads: dict[str, Identity]  # by file stem
    head_files: dict[str, Path]
    seal_files: dict[str, Path]  # by agency: EXCHANGE_SEAL_FILE
    seal_pin_files: dict[str, Path]  # by agency: EXCHANGE_SEAL_PIN_FILE
    key_files: dict[str, Path]  # by agency: EXCHANGE_KEY_FILE of `<agency>/1`
    department_seals_file: Path  # EXCHANGE_PEER_SEALS_FILE of a department
    receipt_seal_file: Path  # EXCHANGE_RECEIPT_SEAL_FILE of the province
    receipt_seal_pin_file: Path


def make_demo_pki(directory: Path, heads: Iterable[tuple[str, str]], pin: str) -> DemoPki:
    """Make what the folder lacks and return all; `heads` are (file stem, common name).

    A keystore that is there already is kept when the PIN opens it and this CA issued it.
    """
    authority = DemoAuthority.load_or_create(directory / "ca")
    people = dict(heads)
    head_files = {stem: directory / "heads" / f"{stem}.p12" for stem in people}
    seal_files = {agency: directory / "seals" / f"{agency}.p12" for agency in AGENCIES}
    pin_files = {agency: directory / "seals" / f"{agency}.pin" for agency in AGENCIES}
    key_files = {agency: directory / "keys" / f"{agency}-1.pem" for agency in AGENCIES}
    for name in ("heads", "seals", "keys"):
        (directory / name).mkdir(exist_ok=True)
    identities = {
        stem: _kept_or_issued(authority, path, people[stem], pin)
        for stem, path in head_files.items()
    }
    seals = {
        agency: _kept_or_issued(authority, path, AGENCIES[agency], _seal_pin(pin_files[agency]))
        for agency, path in seal_files.items()
    }
    _write_json(
        directory / "seals.json",
        {agency: [seal.certificate_sha256] for agency, seal in seals.items()},
    )
    receipts, receipts_pin = (directory / "seals" / f"{RECEIPTS}.{kind}" for kind in ("p12", "pin"))
    name = f"Biên nhận, {AGENCIES[PROVINCE]}"
    mark = _kept_or_issued(authority, receipts, name, _seal_pin(receipts_pin)).certificate_sha256
    _write_json(directory / "department-seals.json", {PROVINCE: [mark]})
    jwks = [_public_jwk(f"{agency}/1", path) for agency, path in key_files.items()]
    _write_json(directory / "jwks.json", {"keys": jwks})
    return DemoPki(
        authority,
        directory / "ca" / "trust.pem",
        directory / "seals.json",
        directory / "jwks.json",
        identities,
        head_files,
        seal_files,
        pin_files,
        key_files,
        directory / "department-seals.json",
        receipts,
        receipts_pin,
    )


def _kept_or_issued(authority: DemoAuthority, path: Path, name: str, pin: str) -> Identity:
    if path.exists():
        p12 = path.read_bytes()
        try:
            der, fingerprint = keystore_certificate(p12, pin)
        except KeystoreRefused:  # another PIN than last time
            der = b""
        if der and authority.has_issued(der):
            return Identity(der, fingerprint, p12)
    identity = authority.issue(name, pin)
    write_private(path, identity.p12)
    return identity


def _seal_pin(path: Path) -> str:
    if not path.exists():
        write_private(path, token_urlsafe(16).encode())
    return path.read_text()


def _public_jwk(key_id: str, path: Path) -> dict[str, str]:
    """Return the public half of the integration key in the file, which is made when absent."""
    if not path.exists():
        write_private(path, private_pem(Ed25519PrivateKey.generate()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} must hold an Ed25519 key")
    public = urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "kid": key_id, "x": public}


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")
