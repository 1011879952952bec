"""RFC 3161 time-stamps of a signature: asked for, attached (CAdES B-T), judged.

A time-stamp says that the signature stood at an instant, so what ended or was revoked later does
not undo it. It is an unsigned attribute: a node that knows nothing of it skips it (contract,
annex 14). Source: RFC 3161, RFC 5126 §6.1.1; docs/adr/0018-time-stamps.md.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

from province_app.signing.library import asn1_lock, result_of
from province_app.signing.trust import TrustList

ATTRIBUTE = "signature_time_stamp_token"
IMPRINTS = ("sha256", "sha384", "sha512")
GRANTED = ("granted", "granted_with_mods")
ESS = ("signing_certificate", "signing_certificate_v2")


class StampRefused(Exception):
    """The time-stamp does not count; `detail` is one word for the log."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def stamp_request(cms_der: bytes) -> tuple[bytes, int]:
    """Return the DER of a request to stamp the signature's value, and its nonce."""
    with asn1_lock:
        imprint = hashlib.sha256(_signer(cms.ContentInfo.load(cms_der))["signature"].native)
    nonce = secrets.randbits(63) | 1 << 62
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": imprint.digest(),
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump()), nonce


def with_stamp(
    cms_der: bytes, response: bytes, nonce: int, stamps: TrustList, at: datetime
) -> tuple[bytes, datetime]:
    """Return the CMS with the time-stamp of the response as an unsigned attribute, and its instant.

    StampRefused when the service refused, answered another request, or is not to be trusted.
    """
    with asn1_lock:
        try:
            token = _token(response, nonce)
            info = cms.ContentInfo.load(cms_der)
            signer = _signer(info)
            instant = _judge(token, signer["signature"].native, stamps, at)
            former = signer["unsigned_attrs"]
            kept = [] if isinstance(former, core.Void) else list(former)
            kept.append(cms.CMSAttribute({"type": ATTRIBUTE, "values": [token]}))
            # Encoded and read again: asn1crypto sorts a SET OF, as DER wants it, when it encodes.
            signer["unsigned_attrs"] = cms.CMSAttributes.load(cms.CMSAttributes(kept).dump())
            return bytes(info.dump()), instant
        except StampRefused:
            raise
        except Exception as error:  # hostile bytes make the parsers raise anything
            raise StampRefused("malformed") from error


def stamped_at(signer: Any, stamps: TrustList, at: datetime) -> datetime | None:
    """Return the first instant that a trusted time-stamp of the signer's signature vouches for.

    None without one; `signer` is the SignerInfo, the caller holds `asn1_lock`.
    """
    instants = []
    for token in _tokens(signer):
        try:
            instants.append(_judge(token, signer["signature"].native, stamps, at))
        except Exception:  # noqa: S112  a token that anybody may attach: what is no proof is none
            continue
    return min(instants, default=None)


def tokens_of(cms_der: bytes) -> list[bytes]:
    """Return the DER of the time-stamps that a CMS carries, judged or not."""
    with asn1_lock:
        return [token.dump() for token in _tokens(_signer(cms.ContentInfo.load(cms_der)))]


def _signer(info: Any) -> Any:
    return info["content"]["signer_infos"][0]


def _tokens(signer: Any) -> list[Any]:
    attributes = signer["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return []
    return [
        cms.ContentInfo.load(value.dump())  # apart: what was looked into is encoded anew each time
        for attribute in attributes
        if attribute["type"].native == ATTRIBUTE
        for value in attribute["values"]
    ]


def _token(response: bytes, nonce: int) -> Any:
    answer = tsp.TimeStampResp.load(response, strict=True)
    if answer["status"]["status"].native not in GRANTED:
        raise StampRefused("not_granted")
    token = answer["time_stamp_token"]
    if _info(token)["nonce"].native != nonce:
        raise StampRefused("nonce")
    return token


def _info(token: Any) -> Any:
    if token["content_type"].native != "signed_data":
        raise StampRefused("form")
    wrapped = token["content"]["encap_content_info"]
    if wrapped["content_type"].native != "tst_info":
        raise StampRefused("form")
    return wrapped["content"].parsed


def _judge(token: Any, signature: bytes, stamps: TrustList, at: datetime) -> datetime:
    """Return the instant of the time-stamp; StampRefused unless it is of this very signature.

    Its certificate must have been in force at that instant, and for time-stamps alone.
    """
    info = _info(token)
    if len(token["content"]["signer_infos"]) != 1:
        raise StampRefused("signers")
    imprint = info["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    if name not in IMPRINTS:
        raise StampRefused("algorithm")
    if imprint["hashed_message"].native != hashlib.new(name, signature).digest():
        raise StampRefused("imprint")
    instant: datetime = info["gen_time"].native
    if instant > at:
        raise StampRefused("in_the_future")
    attributes = {one["type"].native for one in _signer(token)["signed_attrs"]}
    if attributes.isdisjoint(ESS):
        raise StampRefused("signing_certificate")
    status = result_of(
        validate_tst_signed_data(
            token["content"],
            stamps.path_context(instant),
            lambda algorithm: hashlib.new(algorithm, signature).digest(),
        )
    )
    path = status["validation_path"]
    if not (status["intact"] and status["valid"]):
        raise StampRefused("signature_wrong")
    if path is None or not path.pkix_len or status.get("trust_problem_indic"):
        raise StampRefused("not_trusted")
    _require_stamping(status["signing_cert"])
    if against := stamps.objection(path, instant, at, stamping=True):
        raise StampRefused(against)
    return instant


def _require_stamping(certificate: Any) -> None:
    """Refuse a certificate that may do more than stamp (RFC 3161 §2.3: critical, and alone)."""
    parsed = x509.load_der_x509_certificate(certificate.dump())
    usage = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise StampRefused("usage")
