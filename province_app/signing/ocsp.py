"""OCSP: the CA's own word on one certificate, at the moment of the signature.

Source: RFC 6960; security bar A 7. The responder's address comes from the settings, never from
the certificate that is asked about.
"""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from asn1crypto.keys import PublicKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from province_app.signing.fetching import Endpoint, Unreachable
from province_app.signing.trust_parts import UNUSABLE, WEAK_HASHES

REQUEST, RESPONSE = "application/ocsp-request", "application/ocsp-response"
CACHE_SIZE = 1024
CACHE_S = 600  # how old the last answer may be while the responder is silent
SKEW = timedelta(minutes=1)


class StatusRefused(Exception):
    """The CA does not stand by the certificate: `code` is `revoked` or `unknown`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class _Kept:
    answer: bytes
    asked_at: datetime
    until: datetime


class StatusClient:
    """Asks the responder; keeps the last good answers for the minutes in which it is silent."""

    def __init__(self, endpoint: Endpoint, cache_s: int = CACHE_S) -> None:
        self._endpoint, self._cache = endpoint, timedelta(seconds=cache_s)
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._lock = Lock()

    def good(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bytes:
        """Return the DER of the response that says good; StatusRefused when the CA says otherwise.

        Unreachable when there is no answer that counts, and none kept that is fresh enough.
        """
        mark = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        try:
            kept = self._ask(certificate, issuer, at)
        except StatusRefused:
            with self._lock:
                self._kept.pop(mark, None)
            raise
        except Unreachable:
            with self._lock:
                former = self._kept.get(mark)
            if former and former.asked_at <= at <= min(former.until, former.asked_at + self._cache):
                return former.answer
            raise
        with self._lock:
            self._kept[mark] = kept
            self._kept.move_to_end(mark)
            while len(self._kept) > CACHE_SIZE:
                self._kept.popitem(last=False)
        return kept.answer

    def _ask(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> _Kept:
        nonce = secrets.token_bytes(16)
        request = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(certificate, issuer, SHA1())  # noqa: S303  names the CA, proves nothing
            .add_extension(x509.OCSPNonce(nonce), critical=False)
            .build()
            .public_bytes(Encoding.DER)
        )
        answer = self._endpoint.post(request, REQUEST, RESPONSE)
        try:
            response = ocsp.load_der_ocsp_response(answer)
            until = _checked(response, certificate, issuer, nonce, at)
        except (x509.ExtensionNotFound, *UNUSABLE) as error:
            raise Unreachable("malformed") from error
        if response.certificate_status is ocsp.OCSPCertStatus.GOOD:
            return _Kept(answer, at, until)
        revoked = response.certificate_status is ocsp.OCSPCertStatus.REVOKED
        raise StatusRefused("revoked" if revoked else "unknown")


def _checked(
    response: ocsp.OCSPResponse,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    nonce: bytes,
    at: datetime,
) -> datetime:
    """Return until when the response speaks; Unreachable when it is of another certificate."""
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise Unreachable(response.response_status.name)
    names = (
        response.serial_number,
        response.issuer_name_hash,
        response.issuer_key_hash,
    )
    if names != (certificate.serial_number, *_marks(issuer, response.hash_algorithm)):
        raise Unreachable("another certificate")
    until = response.next_update_utc or response.this_update_utc + timedelta(seconds=CACHE_S)
    if not response.this_update_utc - SKEW <= at <= until:
        raise Unreachable("not current")
    _require_signed(response, issuer, at)
    for extension in response.extensions:
        if isinstance(extension.value, x509.OCSPNonce) and extension.value.nonce != nonce:
            raise Unreachable("nonce")
    return until


def _marks(issuer: x509.Certificate, algorithm: HashAlgorithm) -> tuple[bytes, bytes]:
    """Return by what a response names the CA: the digests of its name and of its key's bits."""
    info = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    bits = bytes(PublicKeyInfo.load(info)["public_key"])
    name = issuer.subject.public_bytes()
    return hashlib.new(algorithm.name, name).digest(), hashlib.new(algorithm.name, bits).digest()


def _require_signed(response: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> None:
    """Demand the CA's own signature, or that of a responder whom this CA has made one."""
    signer = issuer
    for given in response.certificates:
        if given == issuer:
            continue
        given.verify_directly_issued_by(issuer)
        usage = given.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        given.extensions.get_extension_for_class(x509.OCSPNoCheck)  # else who vouches for it?
        if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
            raise Unreachable("not a responder")
        if not given.not_valid_before_utc <= at <= given.not_valid_after_utc:
            raise Unreachable("responder out of force")
        signer = given
        break
    algorithm = response.signature_hash_algorithm or SHA256()
    if algorithm.name in WEAK_HASHES:
        raise Unreachable("weak algorithm")
    key, signed = signer.public_key(), (response.signature, response.tbs_response_bytes)
    if isinstance(key, RSAPublicKey):
        key.verify(*signed, PKCS1v15(), algorithm)
    elif isinstance(key, EllipticCurvePublicKey):
        key.verify(*signed, ECDSA(algorithm))
    else:
        raise Unreachable("algorithm")
