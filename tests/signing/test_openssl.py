"""Interoperation with the `openssl` program, both ways. Source: contract annex 9 and 10."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.signing.detached import read_detached
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.verifier import verify_detached
from tests.signing import openssl
from tests.signing.authority import AT, PIN, authority, head, rsa_head, trust
from tests.signing.forgery import CONTENT
from tests.signing.refusals import refusal


def root() -> bytes:
    """The root alone: the issuing CA's certificate has to be attached."""
    return authority().root.certificate.public_bytes(Encoding.PEM)


TEXT = "Nguyễn Thị Hường\r\n".encode() * 4000
SIGNERS = pytest.mark.parametrize("signer", [head, rsa_head])


@SIGNERS
@pytest.mark.parametrize("content", [CONTENT, TEXT, b""], ids=["json", "text", "empty"])
def test_openssl_accepts_our_signature(tmp_path: Path, signer, content: bytes) -> None:
    ours = sign_with_keystore(content, signer().p12, PIN)
    done = openssl.verify(tmp_path, content, ours, root())
    assert done.returncode == 0, done.stderr
    assert "CAdES Verification successful" in done.stderr
    assert (tmp_path / "out").read_bytes() == content


def test_openssl_accepts_our_signature_with_all_crls_checked(tmp_path: Path) -> None:
    ours = sign_with_keystore(CONTENT, head().p12, PIN)
    trusted = authority().trust_pem()
    done = openssl.verify(tmp_path, CONTENT, ours, trusted, "-crl_check_all")
    assert done.returncode == 0, done.stderr


def test_openssl_refuses_our_signature_over_other_bytes(tmp_path: Path) -> None:
    ours = sign_with_keystore(CONTENT, head().p12, PIN)
    assert openssl.verify(tmp_path, CONTENT + b" ", ours, root()).returncode != 0


@SIGNERS
@pytest.mark.parametrize("content", [CONTENT, TEXT, b""], ids=["json", "text", "empty"])
def test_we_accept_openssls_signature(tmp_path: Path, signer, content: bytes) -> None:
    theirs = openssl.sign(tmp_path, content, signer())
    verified = verify_detached(content, theirs, trust(), AT)
    assert verified.certificate_sha256 == signer().certificate_sha256


@pytest.mark.parametrize("form", ["DER", "PEM"])
def test_both_forms_can_be_uploaded(tmp_path: Path, form: str) -> None:
    theirs = openssl.sign(tmp_path, CONTENT, head(), "-binary", "-cades", "-outform", form)
    assert verify_detached(CONTENT, read_detached(theirs), trust(), AT)


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ((), "signing_certificate_v2"),  # no -cades
        (("-cades", "-nodetach"), "content_attached"),
        (("-noattr",), "content_type"),
        (("-cades", "-nocerts"), "malformed"),
        (("-cades", "-stream"), "not_der"),
        (("-cades", "-md", "sha384"), "algorithm"),
    ],
    ids=str,
)
def test_options_that_make_another_kind_of_signature(
    tmp_path: Path, options: tuple[str, ...], detail: str
) -> None:
    theirs = openssl.sign(tmp_path, CONTENT, head(), "-binary", "-outform", "DER", *options)
    assert refusal(theirs) == ("signature_invalid", detail)


def test_text_mode_signs_other_bytes(tmp_path: Path) -> None:
    """Without -binary, openssl signs the text with CRLF line ends."""
    theirs = openssl.sign(tmp_path, b"a\nb\n", head(), "-cades", "-outform", "DER")
    assert refusal(theirs, content=b"a\nb\n") == ("signature_invalid", "content_changed")


def test_a_signer_named_by_the_key_identifier(tmp_path: Path) -> None:
    theirs = openssl.sign(tmp_path, CONTENT, head(), "-keyid", *openssl.DETACHED)
    assert verify_detached(CONTENT, theirs, trust(), AT)


def test_two_signers(tmp_path: Path) -> None:
    first = openssl.sign(tmp_path, CONTENT, head())
    store = tmp_path / "first"
    store.write_bytes(first)
    openssl.sign(tmp_path, CONTENT, rsa_head())
    both = openssl.openssl(
        *("cms", "-resign", "-binary", "-cades", "-md", "sha256", "-inform", "DER"),
        *("-in", store, "-outform", "DER", "-out", tmp_path / "both"),
        *("-signer", tmp_path / "signer", "-inkey", tmp_path / "key"),
    )
    assert both.returncode == 0, both.stderr
    assert refusal((tmp_path / "both").read_bytes()) == ("signature_invalid", "signers")
