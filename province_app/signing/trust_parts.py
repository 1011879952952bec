"""The parts of a trust list, each checked when it is read: CA certificates and CRLs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers

WEAK_HASHES = ("md5", "sha1")
UNUSABLE = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm)  # of cryptography

HARMLESS_REASONS = (
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.affiliation_changed,
    x509.ReasonFlags.superseded,
    x509.ReasonFlags.cessation_of_operation,
)


class TrustListError(ValueError):
    """The bundle cannot be used as a trust list; the message says which part of it is wrong."""


@dataclass(frozen=True)
class ListedAuthority:
    """One CA of the bundle, as `cryptography` checks it and as certvalidator wants it."""

    checked: x509.Certificate
    certificate: Any  # asn1crypto
    path_length: int | None
    is_root: bool
    may_sign_crls: bool

    @classmethod
    def read(cls, der: bytes) -> Self:
        """Return the CA; TrustListError when the certificate is none."""
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

    def has_issued(self, certificate: x509.Certificate) -> bool:
        """Tell whether the certificate is this CA's work."""
        try:
            certificate.verify_directly_issued_by(self.checked)
        except UNUSABLE:
            return False
        return True

    def has_signed(self, crl: x509.CertificateRevocationList) -> bool:
        """Tell whether the list is this CA's work."""
        if not self.may_sign_crls or crl.issuer != self.checked.subject:
            return False
        try:
            return crl.is_signature_valid(self.checked.public_key())  # type: ignore[arg-type]
        except UNUSABLE:
            return False


@dataclass(frozen=True)
class ListedCrl:
    """One CRL of the bundle, its signature checked."""

    der: bytes
    issuer: Any  # the certificate of the CA that signed it, asn1crypto
    since: datetime
    until: datetime
    serial_numbers: frozenset[int]
    parsed: x509.CertificateRevocationList

    @classmethod
    def read(cls, der: bytes, authorities: list[ListedAuthority]) -> Self:
        """Return the list; TrustListError when none of the CAs made it, or it says too little."""
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
                return cls(der, authority.certificate, *period, listed, crl)
        raise TrustListError("a CRL of the trust list is not signed by any CA of the list")

    def is_current(self, at: datetime) -> bool:
        """Tell whether the list speaks of the instant."""
        return self.since <= at <= self.until

    def knows_of(self, instant: datetime, at: datetime) -> bool:
        """Tell whether the list, as a witness at `at`, can speak of the past instant.

        It is the CA's current one; or, when the CA itself has ended and makes none any more, one
        that it made at the instant or later, or that was current then.
        """
        if self.is_current(at):
            return True
        ended = self.issuer.not_valid_after < at
        return bool(ended) and instant <= self.until and self.since <= at

    def revoked_by(self, serial_number: int, instant: datetime, stamping: bool = False) -> bool:
        """Tell whether the list dates the revocation, or the key's loss, at the instant or before.

        A list that has no readable entry for a number that it names counts against it. What a
        time-stamp service signed is void as a whole unless the CA gives one of the reasons that
        leave the key beyond doubt. Source: RFC 3161 §4.
        """
        if serial_number not in self.serial_numbers:
            return False
        entry = self.parsed.get_revoked_certificate_by_serial_number(serial_number)
        if entry is None:
            return True
        since = entry.revocation_date_utc
        try:
            lost = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
            since = min(since, lost.invalidity_date_utc)
        except x509.ExtensionNotFound:
            pass
        except UNUSABLE:
            return True
        return since <= instant or (stamping and _reason(entry) not in HARMLESS_REASONS)

    def full(self) -> Any:
        """Return the list as asn1crypto reads it."""
        return asn1_crl.CertificateList.load(self.der)

    def short(self, serial_numbers: set[int]) -> Any:
        """Return the CRL without its entries, unless one of the numbers is among them."""
        crl = self.full()
        if self.serial_numbers.isdisjoint(serial_numbers):
            del crl["tbs_cert_list"]["revoked_certificates"]
        return crl


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None
