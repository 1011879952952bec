"""Uploaded signatures: DER, PEM, base64, and what is none of them."""

from base64 import b64encode, encodebytes

import pytest
from asn1crypto import pem

from province_app.signing.detached import read_detached
from province_app.signing.verifier import MAX_BYTES, SignatureRefused
from tests.signing.authority import head
from tests.signing.forgery import Cms

DER = Cms(head()).der()


@pytest.mark.parametrize(
    "upload",
    [
        DER,
        pem.armor("CMS", DER),
        pem.armor("PKCS7", DER),
        pem.armor("CMS", DER).replace(b"\n", b"\r\n"),
        b"\n" + pem.armor("CMS", DER),
        b64encode(DER),
        encodebytes(DER),
    ],
    ids=["der", "pem", "pkcs7", "crlf", "leading line", "base64", "base64 lines"],
)
def test_every_form_gives_the_same_der(upload: bytes) -> None:
    assert read_detached(upload) == DER


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"manifest.json",
        "chữ ký".encode(),
        b"%PDF-1.7",
        b"\xff\xfe" + DER,
        DER[:100],
        DER + b"\n",
        b64encode(DER)[:-3],
        b64encode(b"no signature"),
        pem.armor("CERTIFICATE", DER),
        pem.armor("CMS", head().certificate_der),
        b"-----BEGIN CMS-----\n",
        head().p12,
    ],
    ids=range(13),  # a key made anew is no name: workers must find the same tests
)
def test_what_is_no_signature_is_refused(upload: bytes) -> None:
    with pytest.raises(SignatureRefused) as refused:
        read_detached(upload)
    assert refused.value.code == "signature_invalid"


def test_an_upload_has_at_most_64_kib() -> None:
    with pytest.raises(SignatureRefused) as refused:
        read_detached(b"\x30" + b"\0" * MAX_BYTES)
    assert refused.value.detail == "too_large"
