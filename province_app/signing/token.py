"""The token signer: a key that never leaves its token or HSM (PKCS#11).

The token's PIN comes with each signature and is held no longer than the call.
"""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import pkcs11
from asn1crypto.algos import DSASignature
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pkcs11 import exceptions

from province_app.clock import business_now
from province_app.signing.keystore import KeystoreRefused, require_valid
from province_app.signing.packaging import packaged
from province_app.signing.trust import TrustList
from province_app.signing.verifier import RSA_BITS

WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinLenRange, exceptions.PinInvalid)

_library_lock = Lock()  # one module, one process: a second login would find the token open


@dataclass(frozen=True)
class Token:
    """The node's token: the vendor's library, and the label of the token in it."""

    module: Path
    label: str

    def sign(
        self, content: bytes, certificate_der: bytes, key_label: str, pin: str, trust: TrustList
    ) -> bytes:
        """Return a detached CMS (DER, CAdES B-B) made with the key of that label.

        The CA of the list that issued the certificate is attached, unless it is a root.
        KeystoreRefused says why there is none. Source: exchange contract, annex 9 and 10.
        """
        certificate, at = x509.load_der_x509_certificate(certificate_der), business_now()
        require_valid(certificate, at)
        issuer = trust.issuer_of(certificate)
        attached = [issuer] if issuer and issuer.subject != issuer.issuer else []
        with _library_lock:
            try:
                token = pkcs11.lib(str(self.module)).get_token(token_label=self.label)
                with token.open(user_pin=pin) as session:
                    key = session.get_key(
                        object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=key_label
                    )
                    sign = partial(_sign, key, certificate)
                    return packaged(content, certificate, attached, sign, at)
            except (
                exceptions.PinIncorrect,
                exceptions.PinLenRange,
                exceptions.PinInvalid,
            ) as error:
                raise KeystoreRefused("wrong_pin") from error
            except exceptions.PinLocked as error:
                raise KeystoreRefused("token_locked") from error
            except (exceptions.NoSuchKey, exceptions.MultipleObjectsReturned) as error:
                raise KeystoreRefused("no_key") from error
            except (exceptions.PKCS11Error, RuntimeError) as error:
                raise KeystoreRefused("token_unavailable") from error


def _sign(key: Any, certificate: x509.Certificate, data: bytes) -> bytes:
    """Sign by the bare mechanisms: not every token has those that hash as well."""
    public = certificate.public_key()
    if isinstance(public, RSAPublicKey) and public.key_size >= RSA_BITS:
        return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
    if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
        raw = key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        return bytes(DSASignature.from_p1363(raw).dump())
    raise KeystoreRefused("key_not_supported")
