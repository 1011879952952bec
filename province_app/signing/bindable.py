"""Whether a certificate can be bound to a person at all: what every signature would fail by."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from province_app.signing.keystore import KeystoreRefused, require_valid
from province_app.signing.trust import TrustList
from province_app.signing.verifier import RSA_BITS

MAX_BYTES = 16 * 1024


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says of itself."""

    der: bytes
    sha256: str
    subject: str
    issuer: str
    valid_until: datetime


def read_certificate(der: bytes) -> CertificateFacts:
    """Return what the certificate (DER) says."""
    certificate = x509.load_der_x509_certificate(der)
    return CertificateFacts(
        der,
        certificate.fingerprint(SHA256()).hex(),
        _name(certificate.subject),
        _name(certificate.issuer),
        certificate.not_valid_after_utc,
    )


def read_bindable(upload: bytes, trust: TrustList, at: datetime) -> CertificateFacts:
    """Return the certificate of an upload (PEM or DER).

    KeystoreRefused: certificate_unreadable | authority_unknown | certificate_unsuitable |
    key_not_supported | certificate_expired | certificate_not_yet_valid.
    """
    try:
        if len(upload) > MAX_BYTES:
            raise ValueError("too large")
        pem = upload.lstrip().startswith(b"-----BEGIN")
        load = x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate
        certificate = load(upload)
        extensions = certificate.extensions
    except ValueError as error:
        raise KeystoreRefused("certificate_unreadable") from error
    if trust.issuer_of(certificate) is None:
        raise KeystoreRefused("authority_unknown")
    usage = [one.value for one in extensions if isinstance(one.value, x509.KeyUsage)]
    limits = [one.value for one in extensions if isinstance(one.value, x509.BasicConstraints)]
    signs = any(one.digital_signature or one.content_commitment for one in usage)
    if not signs or any(one.ca for one in limits):
        raise KeystoreRefused("certificate_unsuitable")
    key = certificate.public_key()
    strong = isinstance(key, RSAPublicKey) and key.key_size >= RSA_BITS
    if not strong and not (
        isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    ):
        raise KeystoreRefused("key_not_supported")
    require_valid(certificate, at)
    return read_certificate(certificate.public_bytes(Encoding.DER))


def _name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
