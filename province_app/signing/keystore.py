"""The keystore signer: a PKCS#12 file that its owner's PIN unlocks for one signature.

For pilots and the demo. The key is held no longer than the call.
"""

import hashlib
from datetime import datetime
from functools import partial

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from province_app.clock import business_now
from province_app.signing.packaging import Content, packaged
from province_app.signing.verifier import RSA_BITS

MAX_BYTES = 64 * 1024

Key = RSAPrivateKey | EllipticCurvePrivateKey


class KeystoreRefused(Exception):
    """The keystore cannot sign.

    `code`: too_large | keystore_unreadable | wrong_pin | no_key | key_not_supported |
    certificate_expired | certificate_not_yet_valid | token_unavailable.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sign_with_keystore(content: Content, p12: bytes, pin: str) -> bytes:
    """Return a detached CMS (DER, CAdES B-B) over the content, made with the keystore's key.

    The signer's certificate and the keystore's intermediates are attached, a root is not.
    KeystoreRefused says why there is none. Source: exchange contract, annex 9 and 10.
    """
    key, certificate, intermediates = _unlocked(p12, pin)
    at = business_now()
    for one in (certificate, *intermediates):
        require_valid(one, at)
    return packaged(content, certificate, intermediates, partial(_sign, key), at)


def keystore_certificate(p12: bytes, pin: str) -> tuple[bytes, str]:
    """Return the signer's certificate (DER) and its hex SHA-256, which the manifest has to name.

    KeystoreRefused when the keystore does not open.
    """
    _, certificate, _ = _unlocked(p12, pin)
    der = certificate.public_bytes(Encoding.DER)
    return der, hashlib.sha256(der).hexdigest()


def _sign(key: Key, data: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(data, PKCS1v15(), SHA256())
    return key.sign(data, ECDSA(SHA256()))


def _unlocked(p12: bytes, pin: str) -> tuple[Key, x509.Certificate, list[x509.Certificate]]:
    """Return the key, its certificate and the other certificates that are not self-signed."""
    if len(p12) > MAX_BYTES:
        raise KeystoreRefused("too_large")
    try:
        store = load_pkcs12(p12, pin.encode())
    except ValueError as error:  # one class for both: only the words tell them apart
        wrong = "Invalid password" in str(error)
        raise KeystoreRefused("wrong_pin" if wrong else "keystore_unreadable") from error
    if store.key is None or store.cert is None:
        raise KeystoreRefused("no_key")
    others = [other.certificate for other in store.additional_certs]
    intermediates = [one for one in others if one.subject != one.issuer]
    return _supported(store.key), store.cert.certificate, intermediates


def _supported(key: object) -> Key:
    if isinstance(key, RSAPrivateKey) and key.key_size >= RSA_BITS:
        return key
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    raise KeystoreRefused("key_not_supported")


def require_valid(certificate: x509.Certificate, at: datetime) -> None:
    """Refuse here what every verifier would refuse later, while the signer can still act."""
    if at > certificate.not_valid_after_utc:
        raise KeystoreRefused("certificate_expired")
    if at < certificate.not_valid_before_utc:
        raise KeystoreRefused("certificate_not_yet_valid")
