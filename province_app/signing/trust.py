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
from pyhanko_certvalidator.authority import AuthorityWithCert, CertTrustAnchor, TrustQualifiers
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo, ValidationTimingParams
from pyhanko_certvalidator.path import ValidationPath
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
        checked = [_Crl.read(der, authorities) for der in crls]
        self._crls: dict[object, list[_Crl]] = {}  # by name and key of the CA
        for crl in checked:
            self._crls.setdefault(AuthorityWithCert(crl.issuer).hashable, []).append(crl)
        # A judgement by this list stands no longer than the first of its parts that ends.
        ends = [crl.until for crl in checked]
        self.holds_until = min([*ends, *(one.not_valid_after for one in self._certificates)])
        self._listed = frozenset[int]().union(*(crl.serial_numbers for crl in checked))
        self._revocations = self._manager([crl.full() for crl in checked])
        # certvalidator walks through all of a CRL for each signature: seconds, with a national
        # CA's. Who stands on none of them is judged by the same CRLs without their entries, whose
        # signatures can no longer be checked, and have been.
        cas = {authority.checked.serial_number for authority in authorities}
        self._no_revocations = self._manager([crl.short(cas) for crl in checked])
        for crl in checked:
            self._no_revocations.record_crl_issuer(crl.full(), crl.issuer)  # type: ignore[no-untyped-call]

    def _manager(self, crls: list[Any]) -> RevinfoManager:
        registry = CertificateRegistry.build(self._certificates)
        return RevinfoManager(registry, POEManager(), [CRLContainer(crl) for crl in crls], [])

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

    def vouches_for(self, path: ValidationPath, at: datetime) -> bool:
        """Tell whether each CA of the path has a current CRL of its own that leaves the next alone.

        certvalidator alone is content with less: with the CRL of a former key of that name, and for
        a CA with that CA's own CRL where the root's is missing or cannot be understood.
        """
        links = zip(path.iter_authorities(), path.iter_certs(include_root=False), strict=True)
        for authority, certificate in links:
            crls = [crl for crl in self._crls.get(authority.hashable, ()) if crl.is_current(at)]
            if not crls or any(certificate.serial_number in crl.serial_numbers for crl in crls):
                return False
        return True

    def validation_context(self, at: datetime, serial_number: int) -> ValidationContext:
        """Return a context of pyHanko that judges a certificate by this list alone, at the instant.

        Registry and anchors are new each time, as looking up a stranger's name leaves a trace in
        them. The parsed certificates and CRLs and the CRLs' checked signatures are shared.
        """
        registry = _PinnedRegistry.build(self._certificates)
        registry.sealed = True
        listed = serial_number in self._listed
        context = ValidationContext(
            trust_manager=SimpleTrustManager.build(self._anchors),
            certificate_registry=registry,
            revinfo_manager=self._revocations if listed else self._no_revocations,
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
    may_sign_crls: bool

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
        certificate = asn1_x509.Certificate.load(der)
        usage = certificate.key_usage_value
        may_sign_crls = usage is None or "crl_sign" in usage.native
        return cls(checked, certificate, limits.path_length, is_root, may_sign_crls)

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
        if not self.may_sign_crls or crl.issuer != self.checked.subject:
            return False
        try:
            return crl.is_signature_valid(self.checked.public_key())  # type: ignore[arg-type]
        except UNUSABLE:
            return False


@dataclass(frozen=True)
class _Crl:
    """One CRL of the bundle, its signature checked."""

    der: bytes
    issuer: Any  # the certificate of the CA that signed it, asn1crypto
    since: datetime
    until: datetime
    serial_numbers: frozenset[int]

    @classmethod
    def read(cls, der: bytes, authorities: list[_Authority]) -> Self:
        try:
            crl = x509.load_der_x509_crl(der)
            algorithm = crl.signature_hash_algorithm
            listed = frozenset(entry.serial_number for entry in crl)
        except UNUSABLE as error:
            raise TrustListError("a CRL of the trust list cannot be read") from error
        if algorithm is not None and algorithm.name in WEAK_HASHES:  # certvalidator does not look
            raise TrustListError("a CRL of the trust list is signed with a weak algorithm")
        if any(extension.critical for extension in crl.extensions):
            raise TrustListError("a CRL of the trust list is not a complete one")  # a part, a delta
        if crl.next_update_utc is None:
            raise TrustListError("a CRL of the trust list does not say until when it is current")
        for authority in authorities:
            if authority.has_signed(crl):
                period = (crl.last_update_utc, crl.next_update_utc)
                return cls(der, authority.certificate, *period, listed)
        raise TrustListError("a CRL of the trust list is not signed by any CA of the list")

    def is_current(self, at: datetime) -> bool:
        return self.since <= at <= self.until

    def full(self) -> Any:
        return asn1_crl.CertificateList.load(self.der)

    def short(self, serial_numbers: set[int]) -> Any:
        """Return the CRL without its entries, unless one of the numbers is among them."""
        crl = self.full()
        if self.serial_numbers.isdisjoint(serial_numbers):
            del crl["tbs_cert_list"]["revoked_certificates"]
        return crl
