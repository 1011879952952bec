"""The pinned trust list: the CA certificates and CRLs by which every signature is judged.

Nothing outside it is trusted or fetched. Source: exchange contract, annex 11.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo, ValidationTimingParams
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

WEAK_HASHES = ("md5", "sha1")
UNUSABLE = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm)  # of cryptography


class TrustListError(ValueError):
    """The bundle cannot be used as a trust list; the message says which part of it is wrong."""


class _PinnedRegistry(CertificateRegistry):
    """The bundle's certificates alone: those that a signature brings along are never added."""

    sealed = False

    def register(self, cert: Any) -> bool:
        return not self.sealed and super().register(cert)


class TrustList:
    """CA certificates and CRLs, parsed once and shared by all verifications of a process.

    A CA whose CRL is absent or not current is no fault of the list: a signature that needs it is
    refused. `state` names the content (hex SHA-256), in whatever order the file holds it.
    """

    def __init__(self, certificates: list[bytes], crls: list[bytes]) -> None:
        """Take the DER of CA certificates and of CRLs; TrustListError when one cannot count."""
        authorities = [_Authority.read(der) for der in certificates]
        if not any(authority.is_root for authority in authorities):
            raise TrustListError("the trust list holds no self-signed CA certificate")
        self.state = hashlib.sha256(b"".join([*sorted(certificates), *sorted(crls)])).hexdigest()
        self._certificates = [authority.certificate for authority in authorities]
        self._anchors = [authority.anchor() for authority in authorities if authority.is_root]
        self._current: dict[bytes, list[tuple[datetime, datetime]]] = {}  # by the CA's public key
        for der in crls:
            key, period = _checked_crl(der, authorities)
            self._current.setdefault(key, []).append(period)
        ends = [end for periods in self._current.values() for _, end in periods]
        self.holds_until = min(
            [*ends, *(one.not_valid_after for one in self._certificates)]
        )  # a judgement by this list stands no longer than its first part to end
        self._revocations = RevinfoManager(
            CertificateRegistry.build(self._certificates),
            POEManager(),
            [CRLContainer(asn1_crl.CertificateList.load(der)) for der in crls],
            [],
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the list of a PEM bundle; TrustListError names the file when it is unusable."""
        try:
            return cls.from_pem(path.read_bytes())
        except (OSError, TrustListError) as error:
            raise TrustListError(f"{path}: {error}") from error

    @classmethod
    def from_pem(cls, bundle: bytes) -> Self:
        """Return the list of a PEM bundle of CA certificates and their CRLs."""
        found: dict[str, list[bytes]] = {"CERTIFICATE": [], "X509 CRL": []}
        try:
            for kind, _, der in pem.unarmor(bundle, multiple=True):
                found[kind].append(der)
        except KeyError as error:
            raise TrustListError(f"a trust list has no place for a {error.args[0]}") from error
        except ValueError as error:
            raise TrustListError("the trust list is not a PEM bundle") from error
        return cls(found["CERTIFICATE"], found["X509 CRL"])

    def has_current_crl(self, authority: Any, at: datetime) -> bool:
        """Tell whether a CRL made with this authority's own key is current at the instant.

        pyHanko goes by the name: after a change of keys the old key's CRL would do for the new one.
        """
        periods = self._current.get(authority.public_key.dump(), ())
        return any(start <= at <= end for start, end in periods)

    def validation_context(self, at: datetime) -> ValidationContext:
        """Return a context of pyHanko that judges by this list alone, at the instant.

        Registry and anchors are new each time, as looking up a stranger's name leaves a trace in
        them. The parsed certificates and CRLs and the CRLs' checked signatures are shared.
        """
        registry = _PinnedRegistry.build(self._certificates)
        registry.sealed = True
        context = ValidationContext(
            trust_manager=SimpleTrustManager.build(self._anchors),
            certificate_registry=registry,
            revinfo_manager=self._revocations,
            revocation_mode="require",  # `hard-fail` lets a certificate without CRL address pass
            moment=at,
            allow_fetching=False,
        )
        # What a current CRL lists is revoked, also when its date of revocation is this very second
        # or, by somebody's wrong clock, still to come: so it is no question about the past.
        context.timing_params = ValidationTimingParams(
            ValidationTimingInfo(at, at, point_in_time_validation=False), timedelta(0)
        )
        return context


@dataclass(frozen=True)
class _Authority:
    """One CA of the bundle, as `cryptography` checks it and as certvalidator wants it."""

    checked: x509.Certificate
    certificate: Any  # asn1crypto
    path_length: int | None
    is_root: bool

    @classmethod
    def read(cls, der: bytes) -> Self:
        try:
            checked = x509.load_der_x509_certificate(der)
            limits = checked.extensions.get_extension_for_class(x509.BasicConstraints).value
        except (x509.ExtensionNotFound, *UNUSABLE) as error:
            raise TrustListError("a certificate of the trust list cannot be read") from error
        if not limits.ca:
            raise TrustListError("a certificate of the trust list is not that of a CA")
        try:
            checked.verify_directly_issued_by(checked)
            is_root = True
        except UNUSABLE:
            is_root = False
        return cls(checked, asn1_x509.Certificate.load(der), limits.path_length, is_root)

    def anchor(self) -> CertTrustAnchor:
        """Return the root with its own limits, which certvalidator ignores unless told."""
        qualifiers = TrustQualifiers(
            max_path_length=self.path_length,
            max_aa_path_length=self.path_length,
            valid_from=self.checked.not_valid_before_utc,
            valid_until=self.checked.not_valid_after_utc,
        )
        return CertTrustAnchor(self.certificate, qualifiers)

    def has_signed(self, crl: x509.CertificateRevocationList) -> bool:
        try:
            return crl.is_signature_valid(self.checked.public_key())  # type: ignore[arg-type]
        except UNUSABLE:
            return False


def _checked_crl(
    der: bytes, authorities: list[_Authority]
) -> tuple[bytes, tuple[datetime, datetime]]:
    """Return the public key of the CA that signed the CRL, and from when to when it is current."""
    try:
        crl = x509.load_der_x509_crl(der)
        algorithm = crl.signature_hash_algorithm
    except UNUSABLE as error:
        raise TrustListError("a CRL of the trust list cannot be read") from error
    if algorithm is not None and algorithm.name in WEAK_HASHES:  # certvalidator does not look
        raise TrustListError("a CRL of the trust list is signed with a weak algorithm")
    if crl.next_update_utc is None:
        raise TrustListError("a CRL of the trust list does not say until when it is current")
    for authority in authorities:
        if authority.has_signed(crl):
            key: bytes = authority.certificate.public_key.dump()
            return key, (crl.last_update_utc, crl.next_update_utc)
    raise TrustListError("a CRL of the trust list is not signed by any CA of the list")
