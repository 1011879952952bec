"""A signature is taken: verified, asked about (OCSP), stamped (RFC 3161). All of it, or none.

Both services are optional. A time-stamp service that is set must answer: nothing is kept without
its stamp. OCSP stands beside the CRLs: whichever says revoked refuses, and one of the two must
answer. Source: security bar A 7, P14; docs/adr/0018-time-stamps.md.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from province_app.signing.fetching import Endpoint, Unreachable
from province_app.signing.ocsp import StatusClient, StatusRefused
from province_app.signing.timestamps import StampRefused, stamp_request, with_stamp
from province_app.signing.token import Token
from province_app.signing.trust import TrustList
from province_app.signing.verifier import (
    SIGNATURE_INVALID,
    SIGNER_NOT_AUTHORISED,
    SignatureRefused,
    Verified,
    signer_certificate,
    verify_detached,
)

STAMP_REQUEST, STAMP_RESPONSE = "application/timestamp-query", "application/timestamp-reply"
SKEW = timedelta(minutes=1)  # the service's clock may be ahead of ours
AGE = timedelta(minutes=5)  # and a stamp is made now, not some time ago

logger = logging.getLogger(__name__)


class NoStamp(Exception):
    """No time-stamp service gave a stamp that counts; `code` is the message's."""

    code = "stamp_unavailable"


@dataclass(frozen=True)
class Online:
    """The services of this node; the time-stamp services are asked in their order."""

    stamps: Sequence[Endpoint] = ()
    status: StatusClient | None = None
    token: Token | None = None


OFFLINE = Online()


@dataclass(frozen=True)
class Taken:
    """A signature that holds now, as it is to be kept."""

    cms: bytes  # with its time-stamp, where a service is set
    verified: Verified
    ocsp: bytes | None  # the CA's answer, DER


def take(content: bytes, cms: bytes, trust: TrustList, at: datetime, online: Online) -> Taken:
    """Return the signature, verified and stamped.

    SignatureRefused when it does not hold or revocation cannot be known; NoStamp when a service
    is set and none stamps.
    """
    plain = trust.with_stamps(None)  # what is signed now is judged now, whatever stamp it brings
    answer = None
    try:
        verified = verify_detached(content, cms, plain, at)
        if online.status:
            answer = _asked(cms, trust, at, online.status)
    except SignatureRefused as refused:
        if refused.detail != "crl" or not online.status:
            raise
        answer = _asked(cms, trust, at, online.status)
        if answer is None:
            raise
        verified = verify_detached(content, cms, plain, at, good=True)
    if online.stamps:
        cms, instant = _stamped(cms, trust, at, online.stamps)
        verified = Verified(
            verified.certificate_sha256,
            verified.signing_time,
            verified.subject,
            trust.holds_until,
            instant,
        )
    return Taken(cms, verified, answer)


def _asked(cms: bytes, trust: TrustList, at: datetime, client: StatusClient) -> bytes | None:
    """Return the CA's answer `good`; None when it does not answer."""
    certificate = x509.load_der_x509_certificate(signer_certificate(cms))
    issuer = trust.issuer_of(certificate)
    if issuer is None:
        raise SignatureRefused(SIGNATURE_INVALID, "authority_unknown")
    try:
        return client.good(certificate, issuer, at)
    except StatusRefused as refused:
        raise SignatureRefused(SIGNER_NOT_AUTHORISED, refused.code) from refused
    except Unreachable as error:
        logger.warning("no OCSP answer", extra={"fault": type(error).__name__})
        return None


def _stamped(
    cms: bytes, trust: TrustList, at: datetime, services: Sequence[Endpoint]
) -> tuple[bytes, datetime]:
    if trust.stamps is None:
        raise NoStamp
    for place, service in enumerate(services):
        request, nonce = stamp_request(cms)
        try:
            answer = service.post(request, STAMP_REQUEST, STAMP_RESPONSE)
            stamped, instant = with_stamp(cms, answer, nonce, trust.stamps, at + SKEW)
        except (Unreachable, StampRefused) as error:
            fault = type(error).__name__
            logger.warning("no time-stamp", extra={"place": place, "fault": fault})
            continue
        if instant < at - AGE:
            logger.warning("no time-stamp", extra={"place": place, "fault": "clocks differ"})
            continue
        return stamped, instant
    raise NoStamp
