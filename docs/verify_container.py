"""Say whether an evidence container proves a signed record, or name the first thing that is wrong.

This file stands alone: Python 3.11, `cryptography`, `asn1crypto`, no network. See verify.md.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from base64 import b64decode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku

NEEDED = {"container.json", "record.json", "manifest.json", "signature.p7s", "trust.pem"}
OPTIONAL = {"README.txt", "timestamp.tst", "stamps.pem", "ocsp.der", "audit.json"}
HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
KNOWN = (x509.KeyUsage, x509.BasicConstraints, x509.ExtendedKeyUsage)
SLACK = timedelta(minutes=5)  # between the clocks of a CA and of whoever signed


class Wrong(Exception):
    """The first thing that is not as it must be."""


def must(held: object, what: str) -> None:
    if not held:
        raise Wrong(what)


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes of content whose names are ASCII and that has no floats."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def packed(files: dict[str, bytes]) -> bytes:
    """Return the one archive of these files: stored, sorted, without dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def verify(data: bytes, roots: set[str], at: datetime, crls: bytes = b"", logs: Any = ()) -> str:
    """Return what the container proves, in words; Wrong names the first thing that is not so."""
    try:
        return _verify(data, roots, at, crls, logs)
    except Wrong:
        raise
    except Exception as error:  # hostile bytes make parsers raise anything
        raise Wrong(f"container: cannot be read ({type(error).__name__}: {error})") from error


def _verify(data: bytes, roots: set[str], at: datetime, crls: bytes, logs: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    must(NEEDED <= set(files), f"container: lacks {sorted(NEEDED - set(files))}")
    must(set(files) <= NEEDED | OPTIONAL, "container: holds a file that is none of its own")
    must(packed(files) == data, "container: not the canonical archive of its files")
    record, digest = _record(files["record.json"])
    manifest = _manifest(files["manifest.json"], record, digest)
    marks = {one: _sha256(files[one]) for one in files if one != "container.json"}
    facts = {"schema": "cbccvc-proof/1", "manifest_id": manifest["manifest_id"], "files": marks}
    facts |= {name: record[name] for name in ("record_id", "version")}
    must(canonical(facts) == files["container.json"], "container.json: does not fit the files")
    place = "signature.p7s"
    signer, certificate = _signed(files[place], files["manifest.json"], "data", place)
    mark = certificate.fingerprint(HASHES["sha256"]).hex()
    must(mark == manifest["signer"]["certificate_sha256"], f"{place}: not by the one it names")
    how = "judged, without a time-stamp, at"
    if "timestamp.tst" in files:
        how, at = "time-stamped", _stamp(files, signer, roots, crls)
    usage = _extension(certificate, x509.KeyUsage)
    must(usage and (usage.digital_signature or usage.content_commitment), "certificate: no signer")
    bits = getattr(certificate.public_key(), "key_size", 0)  # of P-256, or of RSA
    must(bits == 256 or bits >= 2048, "certificate: of a key that the contract does not allow")
    _climb(certificate, files["trust.pem"] + crls, roots, at, files.get("ocsp.der"))
    log = "NOT PROVEN: the event was under no checkpoint yet when this was exported"
    if "audit.json" in files:
        log = _audit(files["audit.json"], manifest["manifest_id"], logs)
    return (
        f"record {record['record_id']} version {record['version']}\n"
        f"period {manifest['period']}, unit {manifest['unit']}\n"
        f"signed by {certificate.subject.rfc4514_string()}\n{how} {at.isoformat()}\nlog: {log}"
    )


def _record(data: bytes) -> tuple[dict[str, Any], str]:
    """Return the disclosed record and its version digest (exchange contract §1)."""
    record = json.loads(data)
    must(canonical(record) == data, "record.json: not in canonical form")
    digests = dict(record["withheld"])
    for name, section in record["sections"].items():
        must(name not in digests, f"record.json: {name} is both disclosed and withheld")
        digests[name] = _sha256(bytes.fromhex(section["salt"]) + canonical(section["content"]))
    tree = {"record_id": record["record_id"], "version": record["version"], "sections": digests}
    return record, _sha256(canonical({"schema": "cbccvc-record/1", **tree}))


def _manifest(data: bytes, record: dict[str, Any], digest: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(data)
    must(canonical(manifest) == data, "manifest.json: not in canonical form")
    must(manifest["schema"] == "cbccvc-manifest/1", "manifest.json: another schema")
    items = [one for one in manifest["items"] if one["record_id"] == record["record_id"]]
    must(len(items) == 1, "manifest.json: does not name the record once")
    must(items[0]["version"] == record["version"], "manifest.json: names another version")
    must(items[0]["digest"] == digest, "record.json: differs from what was signed")
    must(manifest["signer"]["person"] != record["record_id"], "manifest.json: signed by its person")
    return manifest


def _signed(der: bytes, content: bytes, kind: str, place: str) -> tuple[Any, x509.Certificate]:
    """Return SignerInfo and certificate after the signature over the content was verified."""
    info = cms.ContentInfo.load(der, strict=True)
    must(info["content_type"].native == "signed_data", f"{place}: no SignedData")
    must(len(info["content"]["signer_infos"]) == 1, f"{place}: not exactly one signer")
    wrapped, signer = info["content"]["encap_content_info"], info["content"]["signer_infos"][0]
    must(kind != "data" or wrapped["content"].native is None, f"{place}: content is attached")
    digest = signer["digest_algorithm"]["algorithm"].native
    must(digest in HASHES and (kind != "data" or digest == "sha256"), f"{place}: weak digest")
    attributes = {}
    for one in signer["signed_attrs"]:
        name = one["type"].native
        must(name not in attributes and len(one["values"]) == 1, f"{place}: {name} given twice")
        attributes[name] = one["values"][0]
    must(attributes["content_type"].native == kind, f"{place}: signed as another kind of content")
    made = hashlib.new(digest, content).digest()
    must(attributes["message_digest"].native == made, f"{place}: signed over other content")
    certificate = _named(info["content"]["certificates"], attributes, kind, place)
    to_sign = b"\x31" + signer["signed_attrs"].dump()[1:]  # as a SET, not as [0]
    _check(certificate, signer["signature"].native, to_sign, HASHES[digest], place)
    return signer, certificate


def _named(given: Any, attributes: dict[str, Any], kind: str, place: str) -> x509.Certificate:
    """Return the attached certificate that the signed attributes name."""
    hasher, ess = "sha1", attributes.get("signing_certificate")
    if ess is None or kind == "data":
        ess = attributes["signing_certificate_v2"]
        hasher = ess["certs"][0]["hash_algorithm"]["algorithm"].native
    for der in (one.chosen.dump() for one in given):
        if hashlib.new(hasher, der).digest() == ess["certs"][0]["cert_hash"].native:
            return x509.load_der_x509_certificate(der)
    raise Wrong(f"{place}: the signer's certificate is not attached")


def _stamp(files: dict[str, bytes], signer: Any, roots: set[str], crls: bytes) -> datetime:
    """Return the instant that the time-stamp vouches for."""
    place, token = "timestamp.tst", files["timestamp.tst"]
    attached = [value.dump() for one in signer["unsigned_attrs"] for value in one["values"]]
    must(token in attached, f"{place}: is not the one of the signature")
    content = bytes(cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"])
    _, certificate = _signed(token, content, "tst_info", place)
    stamp = tsp.TSTInfo.load(content)
    imprint = stamp["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    must(name in HASHES, f"{place}: weak digest")
    wanted = hashlib.new(name, signer["signature"].native).digest()
    must(imprint["hashed_message"].native == wanted, f"{place}: stamps another signature")
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    must(usage.critical and list(usage.value) == [Eku.TIME_STAMPING], f"{place}: by no service")
    instant: datetime = stamp["gen_time"].native
    _climb(certificate, files["stamps.pem"] + crls, roots, instant)
    return instant


def _check(by: x509.Certificate, signature: bytes, data: bytes, digest: Any, place: str) -> None:
    key: Any = by.public_key()
    must(isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey), f"{place}: a strange key")
    how = (padding.PKCS1v15(), digest) if isinstance(key, rsa.RSAPublicKey) else (ec.ECDSA(digest),)
    try:
        key.verify(signature, data, *how)
    except InvalidSignature:
        raise Wrong(f"{place}: the signature is wrong") from None


def _climb(one: Any, bundle: bytes, roots: set[str], at: datetime, answer: bytes = b"") -> None:
    """Climb to a root of yours; all must be in force at the instant, and none revoked."""
    mark = b"-----BEGIN X509 CRL-----"
    lists = [x509.load_pem_x509_crl(mark + part) for part in bundle.split(mark)[1:]]
    authorities = x509.load_pem_x509_certificates(bundle)
    for below in range(6):
        name = f"certificate {one.subject.rfc4514_string()}"
        odd = (each for each in one.extensions if each.critical)
        must(all(isinstance(each.value, KNOWN) for each in odd), f"{name}: unknown extension")
        must(one.not_valid_before_utc <= at <= one.not_valid_after_utc, f"{name}: not in force")
        must(getattr(one.signature_hash_algorithm, "name", 0) in HASHES, f"{name}: weak digest")
        if below and one.subject == one.issuer:
            mine = one.fingerprint(HASHES["sha256"]).hex()
            return must(mine in roots, f"{name}: root {mine} is none that you trust")
        issuer = next((ca for ca in authorities if _issued(ca, one)), None)
        must(issuer, f"{name}: issued by nobody in the container")
        usage, limits = (_extension(issuer, kind) for kind in KNOWN[:2])
        able = limits and limits.ca and usage and usage.key_cert_sign
        room = able and (limits.path_length is None or limits.path_length >= below)
        must(room, f"{name}: its issuer is no such CA")
        good = not below and answer and _good(answer, one, issuer, at)
        for each in lists:
            if each.issuer == issuer.subject and each.is_signature_valid(issuer.public_key()):
                entry = each.get_revoked_certificate_by_serial_number(one.serial_number)
                must(entry is None or entry.revocation_date_utc > at, f"{name}: revoked")
                until = each.next_update_utc or each.last_update_utc
                good = good or each.last_update_utc - SLACK <= at <= until
        must(good, f"{name}: no revocation list of {at.isoformat()}")
        one = issuer
    raise Wrong("trust.pem: the chain does not end")


def _good(answer: bytes, one: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    """Tell that the CA answered good; Wrong when it said anything else, or somebody else did."""
    said = ocsp.load_der_ocsp_response(answer)
    must(said.serial_number == one.serial_number, "ocsp.der: about another certificate")
    by = next((each for each in said.certificates if each != issuer), issuer)
    responder = by is issuer or Eku.OCSP_SIGNING in (_extension(by, x509.ExtendedKeyUsage) or ())
    must(responder and (by is issuer or _issued(issuer, by)), "ocsp.der: by no responder of the CA")
    _check(by, said.signature, said.tbs_response_bytes, said.signature_hash_algorithm, "ocsp.der")
    must(said.certificate_status is ocsp.OCSPCertStatus.GOOD, "ocsp.der: does not say good")
    until = said.next_update_utc or said.this_update_utc
    must(said.this_update_utc - SLACK <= at <= until + SLACK, "ocsp.der: of another time")
    return True


def _audit(data: bytes, manifest_id: str, logs: Any) -> str:
    """Return which checkpoint holds the event of the signature (RFC 9162 §2.1.3.2)."""
    proof = json.loads(data)
    must(canonical(proof) == data, "audit.json: not in canonical form")
    event, (text, _, signed) = json.loads(proof["event"]), proof["checkpoint"].partition("\n\n")
    right = event["event"] == "manifest.signed" and event["subject"] == manifest_id
    must(right, "audit.json: the event is of another signature")
    (name, size, root), number = text.split("\n")[:3], proof["index"]
    must(0 <= number <= (last := int(size) - 1), "audit.json: no such place in the log")
    value = _sha256(b"\0" + proof["event"].encode())
    for other in proof["path"]:
        must(last, "audit.json: the path is too long")
        left = number & 1 or number == last
        pair = bytes.fromhex(other + value if left else value + other)
        while left and not number & 1 and number:
            number, last = number >> 1, last >> 1
        value, number, last = _sha256(b"\1" + pair), number >> 1, last >> 1
    must(not last and value == b64decode(root).hex(), "audit.json: not in that checkpoint")
    for by, _, encoded in (key.split("+", 2) for key in logs):
        public = ed25519.Ed25519PublicKey.from_public_bytes(b64decode(encoded)[1:])
        for line in (one for one in signed.splitlines() if one.startswith(f"\u2014 {by} ")):
            with suppress(InvalidSignature):
                public.verify(b64decode(line.split(" ")[2])[4:], f"{text}\n".encode())
                return f"in the signed checkpoint of {size} events of {name}"
    must(not logs, "audit.json: the checkpoint is signed by no --log-key of yours")
    return f"in the checkpoint of {size} events of {name}, WHOSE SIGNATURE WAS NOT CHECKED"


def _issued(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    with suppress(ValueError, TypeError, InvalidSignature):
        return one.verify_directly_issued_by(issuer) is None
    return False


def _extension(one: x509.Certificate, kind: Any) -> Any:
    return next((each.value for each in one.extensions if isinstance(each.value, kind)), None)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> int:
    """Print VALID and what is proven (0), or NOT VALID and the first thing that is wrong (1)."""
    parser = argparse.ArgumentParser(description="Verify an evidence container.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", action="append", required=True, help="SHA-256 of a trusted root")
    parser.add_argument("--at", type=datetime.fromisoformat, help="without a time-stamp: when")
    parser.add_argument("--crls", type=Path, help="PEM of later revocation lists")
    parser.add_argument("--log-key", action="append", default=[], help="of the log")
    given = parser.parse_args()
    roots = {one.replace(":", "").lower() for one in given.root}
    crls = b"\n" + given.crls.read_bytes() if given.crls else b""
    at, status = given.at or datetime.now(UTC), 0
    try:
        words = f"VALID: {verify(given.file.read_bytes(), roots, at, crls, given.log_key)}"
    except Wrong as wrong:
        words, status = f"NOT VALID: {wrong}", 1
    sys.stdout.write(f"{words}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
