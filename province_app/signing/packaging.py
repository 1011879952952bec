"""The CMS around a signature, whoever holds the key (CAdES B-B). Source: contract, annex 9, 10."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from mmap import mmap
from typing import Any

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import CertificateRegistry

from province_app.signing.library import asn1_lock, result_of

SignRaw = Callable[[bytes], bytes]
Content = bytes | mmap  # a large file is hashed where it lies


def packaged(
    content: Content,
    certificate: x509.Certificate,
    intermediates: Sequence[x509.Certificate],
    sign: SignRaw,
    at: datetime,
) -> bytes:
    """Return a detached CMS (DER) over the content; `sign` signs bytes with SHA-256.

    The signer's certificate and the intermediates are attached, a root is not.
    """
    with asn1_lock:
        signer = _Signer(certificate, intermediates, sign)
        attributes = _signed_attributes(content, signer.signing_cert, at)
        signed = result_of(signer.async_sign_prescribed_attributes("sha256", attributes))
        return bytes(signed.dump())


class _Signer(Signer):
    """pyHanko's packaging around a key that somebody else holds."""

    def __init__(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], sign: SignRaw
    ) -> None:
        super().__init__(
            signing_cert=_asn1(certificate),
            cert_registry=CertificateRegistry.build(map(_asn1, others)),
        )
        self._sign = sign

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self._sign(data)

    async def unsigned_attrs(self, *args: Any, **kwargs: Any) -> None:
        """Return nothing: a time-stamp is attached when the signature is taken."""


def _signed_attributes(content: Content, certificate: Any, at: datetime) -> Any:
    values = {
        "content_type": cms.ContentType("data"),
        "message_digest": core.OctetString(hashlib.sha256(content).digest()),
        "signing_time": cms.Time({"utc_time": core.UTCTime(at)}),
        "signing_certificate_v2": as_signing_certificate_v2(certificate),
    }
    attributes = [
        _frozen(cms.CMSAttribute({"type": name, "values": [_frozen(value)]}))
        for name, value in values.items()
    ]
    return _frozen(cms.CMSAttributes(attributes))


def _frozen(value: Any) -> Any:
    """Return the same value as if parsed: asn1crypto encodes anew, at each look, what it built."""
    return type(value).load(value.dump())


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
