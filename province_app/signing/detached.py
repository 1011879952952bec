"""Signatures made elsewhere: the .p7s that a signer uploads.

`openssl cms -sign -binary -cades -md sha256 -outform DER -signer … -inkey … -in manifest.json`
makes one.
"""

import binascii
from base64 import b64decode

from asn1crypto import pem

from province_app.signing.verifier import (
    MAX_BYTES,
    SIGNATURE_INVALID,
    SignatureRefused,
    certificate_sha256_of,
)

DER_SEQUENCE = b"\x30"
PEM_KINDS = ("CMS", "PKCS7")


def read_detached(upload: bytes) -> bytes:
    """Return the DER of an uploaded signature that is DER, PEM or bare base64; nothing is verified.

    SignatureRefused when it is larger than 64 KiB or no signature at all.
    """
    if len(upload) > MAX_BYTES:
        raise SignatureRefused(SIGNATURE_INVALID, "too_large")
    der = upload if upload.startswith(DER_SEQUENCE) else _decoded(upload)
    certificate_sha256_of(der)
    return der


def _decoded(text: bytes) -> bytes:
    try:
        if pem.detect(text):
            kind, _, der = pem.unarmor(text)
            return bytes(der) if kind in PEM_KINDS else b""
        return b64decode(b"".join(text.split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise SignatureRefused(SIGNATURE_INVALID, "malformed") from error
