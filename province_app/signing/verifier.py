"""The one verifier of detached CMS signatures, for every signer and every stage.

Source: exchange contract, annex 9-15. Where annex 15 leaves a case open, read so: a certificate
that is not valid yet is treated like an expired one (`signer_not_authorised`); a missing or
outdated CRL, a revoked or expired CA and a wrong key usage mean that the certificate does not
chain (`signature_invalid`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from mmap import mmap
from typing import Any, NoReturn

from asn1crypto import cms, core
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import extract_certificate_info, find_unique_cms_attribute
from pyhanko.sign.validation import async_validate_cms_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from province_app.signing.library import asn1_lock, result_of
from province_app.signing.timestamps import stamped_at
from province_app.signing.trust import TrustList

SIGNATURE_INVALID = "signature_invalid"
SIGNER_NOT_AUTHORISED = "signer_not_authorised"
MAX_BYTES = 64 * 1024  # a B-B signature with its certificates is 2 KB
VERSIONS = {"v1", "v3"}  # v3 where the signer is named by a key identifier
RSA_BITS = 2048
RSA_PKCS1 = ("rsassa_pkcs1v15", "sha256_rsa")
ATTRIBUTES = ("content_type", "message_digest", "signing_time", "signing_certificate_v2")
USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})  # one is enough

REFUSALS: dict[Any, tuple[str, str]] = {
    AdESIndeterminate.REVOKED_NO_POE: (SIGNER_NOT_AUTHORISED, "revoked"),
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: (SIGNER_NOT_AUTHORISED, "expired"),
    AdESIndeterminate.REVOKED_CA_NO_POE: (SIGNATURE_INVALID, "authority_revoked"),
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: (SIGNATURE_INVALID, "authority_unknown"),
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: (SIGNATURE_INVALID, "certificate_unsuitable"),
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: (SIGNATURE_INVALID, "algorithm"),
    AdESIndeterminate.TRY_LATER: (SIGNATURE_INVALID, "crl"),
}

_CHAIN = (SIGNATURE_INVALID, "chain")
_OBJECTIONS = {
    "revoked": SIGNER_NOT_AUTHORISED,
    "authority_revoked": SIGNATURE_INVALID,
    "crl": SIGNATURE_INVALID,
}


class SignatureRefused(Exception):
    """The signature does not count: `code` is the contract's, `detail` one word for the log."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Verified:
    """A signature that holds: by which certificate, and when the signer says it was made."""

    certificate_sha256: str  # lower-case hex
    signing_time: datetime  # aware UTC; the signer's word, never a ground for a decision
    subject: str  # the certificate's common name
    holds_until: datetime  # first end of the certificate, a CA or a CRL: then judge again
    stamped_at: datetime | None = None  # of its trusted time-stamp: judged at it


def verify_detached(
    content: bytes | mmap, cms_der: bytes, trust: TrustList, at: datetime, *, good: bool = False
) -> Verified:
    """Return who signed exactly these bytes; SignatureRefused in every other case.

    Chain, validity and revocation are judged at `at` (aware; the business instant), by the trust
    list alone. With a time-stamp that `trust.stamps` vouches for they are judged at its instant,
    by what is known at `at`: what ended or was revoked later is of no harm. A time-stamp that does
    not hold counts as none. `good`: the CA has just said by OCSP that the certificate is.
    Whether the signer may sign is for the caller: compare `certificate_sha256`.
    """
    if at.tzinfo is None:
        raise ValueError("a signature is judged at an aware instant")
    with asn1_lock:
        try:
            return _verify(content, cms_der, trust, at, good)
        except SignatureRefused:
            raise
        except Exception as error:  # hostile bytes make the parsers raise anything: fail closed
            raise SignatureRefused(SIGNATURE_INVALID, "malformed") from error


def certificate_sha256_of(cms_der: bytes) -> str:
    """Return the hex SHA-256 of the certificate that the CMS names as its signer's, unverified."""
    return hashlib.sha256(signer_certificate(cms_der)).hexdigest()


def signer_certificate(cms_der: bytes) -> bytes:
    """Return the DER of the certificate that the CMS names as its signer's, unverified."""
    with asn1_lock:
        try:
            return bytes(extract_certificate_info(_signed_data(cms_der)).signer_cert.dump())
        except SignatureRefused:
            raise
        except Exception as error:  # as above
            raise SignatureRefused(SIGNATURE_INVALID, "malformed") from error


def _signed_data(cms_der: bytes) -> Any:
    """Return the SignedData of a DER CMS. The parser may raise anything here and later."""
    if len(cms_der) > MAX_BYTES:
        raise SignatureRefused(SIGNATURE_INVALID, "too_large")
    if not _is_der(cms_der):
        raise SignatureRefused(SIGNATURE_INVALID, "not_der")
    info = cms.ContentInfo.load(cms_der, strict=True)
    if info["content_type"].native != "signed_data":
        raise SignatureRefused(SIGNATURE_INVALID, "not_signed_data")
    return info["content"]


def _verify(
    content: bytes | mmap, cms_der: bytes, trust: TrustList, at: datetime, good: bool
) -> Verified:
    signed = _signed_data(cms_der)
    signer = _signer_info(signed)
    certificate = extract_certificate_info(signed).signer_cert
    _require_key(certificate.public_key, signer["signature_algorithm"]["algorithm"].native)
    digest = hashlib.sha256(content).digest()
    stamped = stamped_at(signer, trust.stamps, at) if trust.stamps else None
    if stamped is None and not good:
        status = _judge(cms_der, digest, trust.validation_context(at, certificate.serial_number))
        _require_intact(status)
        if not _chains(status, trust, at):
            _refuse(status, certificate, cms_der, digest, trust, at)
    else:
        instant = stamped or at
        status = _judge(cms_der, digest, trust.path_context(instant))
        _require_intact(status)
        path = _path(status)
        if not status.trusted or path is None:
            raise SignatureRefused(*REFUSALS.get(status.trust_problem_indic, _CHAIN))
        against = trust.objection(path, stamped, at) if stamped else ""
        against = against or ("" if stamped else trust.objection_now(path, at, good))
        if against:
            raise SignatureRefused(_OBJECTIONS[against], against)
    ends = trust.holds_until if stamped else min(certificate.not_valid_after, trust.holds_until)
    return Verified(
        certificate.sha256.hex(),
        find_unique_cms_attribute(signer["signed_attrs"], "signing_time").native,
        str(certificate.subject.native.get("common_name", certificate.subject.human_friendly)),
        ends,
        stamped,
    )


def _signer_info(signed: Any) -> Any:
    """Return the one SignerInfo, after all that annex 9 asks of the form."""
    content = signed["encap_content_info"]
    if content["content_type"].native != "data" or content["content"] is not core.VOID:
        raise SignatureRefused(SIGNATURE_INVALID, "content_attached")
    if len(signed["signer_infos"]) != 1:
        raise SignatureRefused(SIGNATURE_INVALID, "signers")
    signer = signed["signer_infos"][0]
    if {signed["version"].native, signer["version"].native} - VERSIONS:
        raise SignatureRefused(SIGNATURE_INVALID, "version")
    digests = [*signed["digest_algorithms"], signer["digest_algorithm"]]
    if [digest["algorithm"].native for digest in digests] != ["sha256", "sha256"]:
        raise SignatureRefused(SIGNATURE_INVALID, "algorithm")
    attributes = {name: _attribute(signer["signed_attrs"], name) for name in ATTRIBUTES}
    if attributes["signing_time"].native.tzinfo is None:
        raise SignatureRefused(SIGNATURE_INVALID, "signing_time")
    identifier = attributes["signing_certificate_v2"]["certs"][0]
    if identifier["hash_algorithm"]["algorithm"].native != "sha256":
        raise SignatureRefused(SIGNATURE_INVALID, "algorithm")
    return signer


def _attribute(attributes: Any, name: str) -> Any:
    """Return the attribute's only value; pyHanko itself would do without most of them."""
    try:
        return find_unique_cms_attribute(attributes, name)
    except (KeyError, ValueError) as error:
        raise SignatureRefused(SIGNATURE_INVALID, name) from error


def _require_key(key: Any, algorithm: str) -> None:
    """Allow RSA >= 2048 with PKCS#1 v1.5 and ECDSA on P-256, both with SHA-256."""
    if key.algorithm == "rsa":
        allowed = key.bit_size >= RSA_BITS and algorithm in RSA_PKCS1
    else:
        allowed = (
            key.algorithm == "ec"
            and key.curve == ("named", "secp256r1")
            and algorithm == "sha256_ecdsa"
        )
    if not allowed:
        raise SignatureRefused(SIGNATURE_INVALID, "algorithm")


def _require_intact(status: SignatureStatus) -> None:
    if not status.intact:
        raise SignatureRefused(SIGNATURE_INVALID, "content_changed")
    if not status.valid:
        raise SignatureRefused(SIGNATURE_INVALID, "signature_wrong")


def _refuse(
    status: SignatureStatus,
    certificate: Any,
    cms_der: bytes,
    digest: bytes,
    trust: TrustList,
    at: datetime,
) -> NoReturn:
    """Raise with the reason why no path stands at `at`."""
    starts = certificate.not_valid_before
    if at < starts:
        later = trust.validation_context(starts, certificate.serial_number)
        if _chains(_judge(cms_der, digest, later), trust, starts):
            raise SignatureRefused(SIGNER_NOT_AUTHORISED, "not_yet_valid")
    raise SignatureRefused(*REFUSALS.get(status.trust_problem_indic, _other(status, trust, at)))


def _judge(cms_der: bytes, digest: bytes, context: ValidationContext) -> SignatureStatus:
    """Return the library's judgement. Time-stamps are not looked at here.

    It parses for itself: the attributes that somebody has read are encoded anew by asn1crypto
    before their signature is checked, which costs as much time as all the rest.
    """
    status: SignatureStatus = result_of(
        async_validate_cms_signature(
            cms.ContentInfo.load(cms_der)["content"],
            raw_digest=digest,
            validation_context=context,
            key_usage_settings=USAGE,
        )
    )
    return status


def _chains(status: SignatureStatus, trust: TrustList, at: datetime) -> bool:
    """Tell whether a path to the list stands, with a current CRL for each CA on it."""
    path = _path(status)
    return status.trusted and path is not None and trust.vouches_for(path, at)


def _path(status: SignatureStatus) -> ValidationPath | None:
    """Return the path that was judged; none for a trusted root that signs by itself.

    On a path of that one certificate the library checks neither revocation nor usage.
    """
    path = status.validation_path
    return path if path and path.pkix_len else None


def _other(status: SignatureStatus, trust: TrustList, at: datetime) -> tuple[str, str]:
    path = _path(status)
    return SIGNATURE_INVALID, "chain" if path is None or trust.vouches_for(path, at) else "crl"


def _is_der(data: bytes) -> bool:
    """Tell whether every length is written as DER demands: definite, and as short as possible.

    asn1crypto reads BER as well; the next node's library may not.
    """
    contents = [(0, len(data))]
    while contents:
        position, end = contents.pop()
        while position < end:
            constructed, length, position = data[position] & 0x20, data[position + 1], position + 2
            if length >= 0x80:
                octets = data[position : position + (length & 0x7F)]
                position, length = position + len(octets), int.from_bytes(octets)
                if length < 0x80 or octets[0] == 0:
                    return False
            if position + length > end:
                return False
            if constructed:
                contents.append((position, position + length))
            position += length
    return True
