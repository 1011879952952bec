"""The demo's PKI folder and the command that makes it."""

import json
import stat
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from province_app.cli.pki import demo_pki
from province_app.signing.demo_authority import FIRST_DAY, LAST_DAY, DemoAuthority
from province_app.signing.keystore import keystore_certificate, sign_with_keystore
from province_app.signing.pki import AGENCIES, DemoPki, make_demo_pki
from province_app.signing.trust import TrustList
from province_app.signing.verifier import verify_detached
from tests.signing.authority import AT, PIN
from tests.signing.forgery import CONTENT, Cms
from tests.signing.refusals import refusal

HEADS = [("h40-01", "Nguyễn Văn Đức"), ("h40-02", "Phạm Thị Ánh")]


def made(folder: Path) -> DemoPki:
    return make_demo_pki(folder, HEADS, PIN)


def test_heads_sign_and_the_folders_trust_list_verifies(tmp_path: Path) -> None:
    pki = made(tmp_path / "new" / "pki")
    trust = TrustList.load(pki.trust_file)
    for stem, identity in pki.heads.items():
        der = sign_with_keystore(CONTENT, pki.head_files[stem].read_bytes(), PIN)
        verified = verify_detached(CONTENT, der, trust, AT)
        assert verified.certificate_sha256 == identity.certificate_sha256
        assert verified.subject == dict(HEADS)[stem]


def test_certificates_run_from_2020_to_2040_and_name_no_number(tmp_path: Path) -> None:
    certificate = x509.load_der_x509_certificate(made(tmp_path).heads["h40-01"].certificate_der)
    assert certificate.not_valid_before_utc == FIRST_DAY
    assert certificate.not_valid_after_utc == LAST_DAY
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert [one.value for one in certificate.subject] == ["VN", "Nguyễn Văn Đức"]


def test_the_seals_are_registered_by_their_fingerprints(tmp_path: Path) -> None:
    pki = made(tmp_path)
    seals = json.loads(pki.seals_file.read_bytes())
    assert set(seals) == set(AGENCIES) == {"H40", "G01", "H40.16"}
    for agency, fingerprints in seals.items():
        pin = pki.seal_pin_files[agency].read_text()
        _, fingerprint = keystore_certificate(pki.seal_files[agency].read_bytes(), pin)
        assert fingerprints == [fingerprint]


def test_the_jwks_holds_the_public_halves(tmp_path: Path) -> None:
    pki = made(tmp_path)
    keys = {key["kid"]: key for key in json.loads(pki.jwks_file.read_bytes())["keys"]}
    assert set(keys) == {"H40/1", "G01/1", "H40.16/1"}
    for agency, path in pki.key_files.items():
        jwk = keys[f"{agency}/1"]
        assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
        public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(jwk["x"] + "="))
        private = load_pem_private_key(path.read_bytes(), password=None)
        public.verify(private.sign(b"x"), b"x")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    made(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = make_demo_pki(tmp_path, [*HEADS, ("h40-03", "Vũ Văn Mới")], PIN)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    new = again.head_files["h40-03"]
    assert after == before | {new: again.heads["h40-03"].p12}


def test_another_pin_or_another_ca_makes_new_keystores(tmp_path: Path) -> None:
    first = made(tmp_path).heads["h40-01"]
    other_pin = make_demo_pki(tmp_path, HEADS, "another").heads["h40-01"]
    assert other_pin.certificate_sha256 != first.certificate_sha256
    (tmp_path / "ca" / "trust.pem").unlink()
    other_ca = make_demo_pki(tmp_path, HEADS, "another")
    der = sign_with_keystore(CONTENT, other_ca.heads["h40-01"].p12, "another")
    assert verify_detached(CONTENT, der, TrustList.load(other_ca.trust_file), AT)


def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    pki = made(tmp_path)
    public = {pki.trust_file, pki.seals_file, pki.jwks_file, pki.department_seals_file}
    private = {path for path in tmp_path.rglob("*") if path.is_file()} - public
    assert len(private) == 2 + len(HEADS) + 3 * len(AGENCIES) + 2  # the seal of receipts
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_a_revocation_is_kept_in_the_folder(tmp_path: Path) -> None:
    pki = made(tmp_path)
    one, other = pki.heads.values()
    authority = DemoAuthority.load_or_create(tmp_path / "ca")
    authority.revoke(one.certificate_der, AT)
    authority.revoke(pki.authority.issue("Người khác", PIN).certificate_der, AT)
    authority.save(tmp_path / "ca")
    trust = TrustList.load(pki.trust_file)
    assert refusal(Cms(one).der(), trust) == ("signer_not_authorised", "revoked")
    assert verify_detached(CONTENT, Cms(other).der(), trust, AT)
    assert len(DemoAuthority.load_or_create(tmp_path / "ca").issuing.crl) == 2


def test_the_command_makes_the_folder_and_says_what_it_wrote(tmp_path: Path) -> None:
    names = ("--head", "Đỗ Thị Ước", "--head", "Trần An", "--pin", PIN)
    result = CliRunner().invoke(demo_pki, [str(tmp_path), *names])
    assert result.exit_code == 0, result.output
    signers = {path.name for path in (tmp_path / "heads").iterdir()}
    assert signers == {"do-thi-uoc.p12", "tran-an.p12"}
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    unnamed = {path for path in written if str(path) not in result.output}
    assert {path.name for path in unnamed} == {"root.key", "issuing.key"}
    assert keystore_certificate((tmp_path / "heads" / "tran-an.p12").read_bytes(), PIN)


@pytest.mark.parametrize("names", [("Trần An", "Tran An"), ("???",)])
def test_the_command_refuses_names_that_make_no_file(tmp_path: Path, names) -> None:
    options = [part for name in names for part in ("--head", name)]
    result = CliRunner().invoke(demo_pki, [str(tmp_path), *options])
    assert result.exit_code != 0
    assert "name" in result.output
