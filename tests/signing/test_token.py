"""The token signer, on SoftHSM: a key that never leaves its token (PKCS#11)."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.signing import SigningServices
from province_app.models.records import SignerCertificate
from province_app.signing.demo_authority import Identity
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.token import Token
from province_app.signing.verifier import SignatureRefused, verify_detached
from tests.desks import FACILITY
from tests.provinces import load_province
from tests.signing.authority import AT, PIN, authority, head, rsa_head, trust
from tests.signing.certificates import expired
from tests.signing.forgery import CONTENT, certificates_of, key_of
from tests.web import Site

FOLDERS = map(Path, ("/usr/lib/softhsm", "/usr/lib64/softhsm"))
MODULE = next((one for folder in FOLDERS if (one := folder / "libsofthsm2.so").exists()), None)
USER_PIN, LABEL = "135790", "lanh-dao"

pytestmark = pytest.mark.skipif(
    MODULE is None, reason="SoftHSM (Debian: softhsm2) is not installed"
)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    """A token with a P-256 and an RSA key. The library reads its folder once a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    _run("--init-token", "--free", "--label", LABEL, "--pin", USER_PIN, "--so-pin", "246813579")
    for number, (label, identity) in enumerate((("hieu-truong", head()), ("rsa", rsa_head())), 1):
        key = folder / f"{label}.pem"
        key.write_bytes(
            key_of(identity).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        where = ("--token", LABEL, "--pin", USER_PIN)
        _run("--import", str(key), *where, "--label", label, "--id", f"0{number}")
    assert MODULE
    yield Token(MODULE, LABEL)
    os.environ.pop("SOFTHSM2_CONF")


def _run(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def at_signing_time(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("province_app.signing.token.business_now", lambda: AT)


@pytest.mark.parametrize(
    ("label", "make"), [("hieu-truong", head), ("rsa", rsa_head)], ids=["p256", "rsa"]
)
def test_a_token_signs_what_the_verifier_takes(token: Token, label: str, make) -> None:

    identity: Identity = make()
    der = token.sign(CONTENT, identity.certificate_der, label, USER_PIN, trust())
    verified = verify_detached(CONTENT, der, trust(), AT)
    assert verified.certificate_sha256 == identity.certificate_sha256
    assert all(one in der for one in certificates_of(identity))  # the issuing CA's too


def test_a_key_that_is_not_the_certificates_makes_no_signature(token: Token) -> None:

    other = head("Người khác")
    der = token.sign(CONTENT, other.certificate_der, "hieu-truong", USER_PIN, trust())
    with pytest.raises(SignatureRefused, match="signature_wrong"):
        verify_detached(CONTENT, der, trust(), AT)


@pytest.mark.parametrize(
    ("pin", "label", "code"),
    [
        ("000000", "hieu-truong", "wrong_pin"),
        ("1", "hieu-truong", "wrong_pin"),
        (USER_PIN, "khong-co", "no_key"),
    ],
    ids=["wrong", "short", "no key"],
)
def test_a_token_says_why_it_does_not_sign(token: Token, pin: str, label: str, code: str) -> None:
    with pytest.raises(KeystoreRefused) as refused:
        token.sign(CONTENT, head().certificate_der, label, pin, trust())
    assert refused.value.code == code


def test_a_certificate_out_of_force_is_refused_before_the_token_is_asked(token: Token) -> None:
    with pytest.raises(KeystoreRefused, match="certificate_expired"):
        token.sign(CONTENT, expired().certificate_der, "hieu-truong", USER_PIN, trust())


def test_a_weak_key_is_refused(token: Token) -> None:
    weak = authority().issue("Yếu", PIN, key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    assert x509.load_der_x509_certificate(weak.certificate_der)
    with pytest.raises(KeystoreRefused, match="key_not_supported"):
        token.sign(CONTENT, weak.certificate_der, "rsa", USER_PIN, trust())


def test_no_such_token_or_library_is_said(token: Token, tmp_path: Path) -> None:
    for other in (Token(token.module, "khac"), Token(tmp_path / "no.so", LABEL)):
        with pytest.raises(KeystoreRefused, match="token_unavailable"):
            other.sign(CONTENT, head().certificate_der, "hieu-truong", USER_PIN, trust())


def test_the_head_signs_on_the_page_with_the_tokens_key(
    token: Token, site: Site, session: Session, tmp_path: Path
) -> None:
    """The certificate is bound to the head with the label of its key; no keystore is anywhere."""
    province = load_province(session)
    province.send(FACILITY)
    province.confirm(FACILITY)
    who = province.holder(FACILITY, "head")
    session.add(
        SignerCertificate(
            sha256=head().certificate_sha256,
            person_id=UUID(who),
            certificate=head().certificate_der,
            key_label="hieu-truong",
            registered_at=AT,
        )
    )
    session.commit()
    bundle = tmp_path / "token-trust.pem"
    bundle.write_bytes(authority().trust_pem())
    settings = replace(site.app.config["SETTINGS"], exchange_trust_file=bundle)
    site.app.config["SETTINGS"] = settings
    site.at(AT)
    site.sign_in(who)
    assert 'name="pin"' not in site.get("/signing")  # this node has no token yet
    services = SigningServices(pkcs11_module=token.module, pkcs11_token=token.label)
    site.app.config["SETTINGS"] = replace(settings, signing=services)
    page = site.get("/signing")
    assert "(khóa trên thiết bị)" in page
    form = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]
        for name in ("unit", "shown", "shown_at")
    } | {"certificate": head().certificate_sha256}
    assert "Mã PIN không đúng" in site.post("/signing/sign", form | {"pin": "000000"}, 409).text
    site.post("/signing/sign", form | {"pin": USER_PIN}, 302)
    session.rollback()
    row = session.execute(text("select body, signature from manifest")).one()
    verified = verify_detached(bytes(row.body), bytes(row.signature), trust(), AT)
    assert verified.certificate_sha256 == head().certificate_sha256
