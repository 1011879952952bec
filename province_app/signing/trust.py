"""The pinned trust list: the CA certificates and CRLs by which every signature is judged.

Nothing outside it is trusted or fetched. Source: exchange contract, annex 11.
"""

import hashlib
from copy import copy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from asn1crypto import pem
from cryptography import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo, ValidationTimingParams
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

from province_app.signing.trust_parts import ListedAuthority, ListedCrl, TrustListError

__all__ = ["TrustList", "TrustListError"]


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
        authorities = [ListedAuthority.read(der) for der in certificates]
        if not any(authority.is_root for authority in authorities):
            raise TrustListError("the trust list holds no self-signed CA certificate")
        self.state = hashlib.sha256(b"".join([*sorted(certificates), *sorted(crls)])).hexdigest()
        self.stamps: TrustList | None = None  # by which time-stamps are judged; see `with_stamps`
        self._ders = (certificates, crls)
        self._authorities = authorities
        self._certificates = [authority.certificate for authority in authorities]
        self._anchors = [authority.anchor() for authority in authorities if authority.is_root]
        checked = [ListedCrl.read(der, authorities) for der in crls]
        self._crls: dict[object, list[ListedCrl]] = {}  # by name and key of the CA
        for crl in checked:
            self._crls.setdefault(AuthorityWithCert(crl.issuer).hashable, []).append(crl)
        # A judgement by this list stands no longer than the first of its parts that ends.
        ends = [crl.until for crl in checked]
        self.holds_until = min([*ends, *(one.not_valid_after for one in self._certificates)])
        self._alone = (self.state, self.holds_until)  # without the stamps' list
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

    def with_stamps(self, stamps: "TrustList | None") -> "TrustList":
        """Return this list with the one by which time-stamps are judged; None = they are ignored.

        Signatures that carry a trusted time-stamp are then judged at its instant (ADR 0018).
        """
        other = copy(self)
        other.stamps = stamps
        other.state, other.holds_until = self._alone
        if stamps is not None:
            other.state = hashlib.sha256((other.state + stamps.state).encode()).hexdigest()
            other.holds_until = min(other.holds_until, stamps.holds_until)
        return other

    def ends(self) -> dict[tuple[str, str], datetime]:
        """Return until when each part counts, by kind (`ca`, `crl`) and name of the CA.

        Of several CRLs of a CA the newest; those of the time-stamps' list are among them.
        """
        found = self.stamps.ends() if self.stamps else {}
        for one in self._authorities:
            found["ca", _name_of(one.checked.subject)] = one.checked.not_valid_after_utc
        for crls in self._crls.values():
            newest = max(crls, key=lambda one: one.until)
            found["crl", _name_of(newest.parsed.issuer)] = newest.until
        return found

    def pem(self) -> bytes:
        """Return the list as a PEM bundle: what it would be loaded from."""
        kinds = zip(("CERTIFICATE", "X509 CRL"), self._ders, strict=True)
        return b"".join(pem.armor(kind, der) for kind, ders in kinds for der in ders)

    def roots(self) -> list[bytes]:
        """Return the DER of the self-signed certificates."""
        return [one.certificate.dump() for one in self._authorities if one.is_root]

    def issuer_of(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """Return the CA of the list that issued the certificate; None when there is none."""
        for authority in self._authorities:
            if authority.has_issued(certificate):
                return authority.checked
        return None

    def objection(
        self, path: ValidationPath, instant: datetime, at: datetime, stamping: bool = False
    ) -> str:
        """Return why the path did not stand at the past instant, as is known at `at`; "" if it did.

        `revoked` or `authority_revoked` when a CRL dates it at the instant or before; `crl` when a
        CA has no CRL that could know. A revocation after the instant is none of its business.
        """
        links = list(zip(path.iter_authorities(), path.iter_certs(include_root=False), strict=True))
        for place, (authority, certificate) in enumerate(links, 1):
            leaf = place == len(links)
            crls = [
                crl for crl in self._crls.get(authority.hashable, ()) if crl.knows_of(instant, at)
            ]
            if any(crl.revoked_by(certificate.serial_number, instant, stamping) for crl in crls):
                return "revoked" if leaf else "authority_revoked"
            if not crls:
                return "crl"
        return ""

    def objection_now(self, path: ValidationPath, at: datetime, good: bool = False) -> str:
        """Return why the path does not stand at `at`; "" if it does.

        `good`: the CA itself has just said that the certificate is (OCSP); then a CRL of that CA
        may be out of date, but whoever a CRL lists is revoked all the same.
        """
        links = list(zip(path.iter_authorities(), path.iter_certs(include_root=False), strict=True))
        for place, (authority, certificate) in enumerate(links, 1):
            leaf = place == len(links)
            found = self._crls.get(authority.hashable, ())
            if any(certificate.serial_number in crl.serial_numbers for crl in found):
                return "revoked" if leaf else "authority_revoked"
            if not any(crl.is_current(at) for crl in found) and not (leaf and good):
                return "crl"
        return ""

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

    def path_context(self, at: datetime) -> ValidationContext:
        """Return a context that judges all but revocation at the instant.

        Who uses it asks `objection` or `objection_now` of the path that was found.
        """
        registry = _PinnedRegistry.build(self._certificates)
        registry.sealed = True
        return ValidationContext(
            trust_manager=SimpleTrustManager.build(self._anchors),
            certificate_registry=registry,
            revinfo_manager=self._manager([]),
            revocation_mode="soft-fail",
            moment=at,
            time_tolerance=timedelta(0),
            allow_fetching=False,
        )

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


def _name_of(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
