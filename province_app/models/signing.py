"""What stands behind a signature for ever: the trust of its day, and who bound the certificate."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class TrustSnapshot(Base):
    """The trust list by which signatures were judged while it stood, kept once."""

    __tablename__ = "trust_snapshot"

    state: Mapped[str] = mapped_column(primary_key=True, comment="hex; names the content")
    pem: Mapped[bytes] = mapped_column(comment="CA certificates and CRLs")
    stamps_pem: Mapped[bytes | None] = mapped_column(comment="those of the time-stamp services")
    taken_at: Mapped[datetime]


class SigningProof(Base):
    """What was known when a manifest's signature was taken."""

    __tablename__ = "signing_proof"

    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifest.id"), primary_key=True)
    trust_state: Mapped[str] = mapped_column(ForeignKey("trust_snapshot.state"))
    ocsp: Mapped[bytes | None] = mapped_column(comment="the CA's answer, DER")
    stamped_at: Mapped[datetime | None] = mapped_column(comment="instant of the time-stamp")


class CertificateProposal(Base):
    """Đề nghị gắn chứng thư số với một người: one proposes, another confirms."""

    __tablename__ = "certificate_proposal"
    __table_args__ = (
        CheckConstraint("decided_by <> proposed_by", name="two_persons"),
        CheckConstraint(
            "person_id <> proposed_by and person_id is distinct from decided_by", name="not_own"
        ),
        CheckConstraint("state in ('proposed', 'confirmed', 'refused')", name="state"),
        CheckConstraint(
            "(state = 'proposed') = (decided_by is null)"
            " and (decided_by is null) = (decided_at is null)",
            name="decided",
        ),
        Index(
            "uq_certificate_proposal_open",
            "sha256",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(comment="hex of the DER certificate")
    certificate: Mapped[bytes]
    key_label: Mapped[str | None] = mapped_column(comment="of its key in the node's token")
    starts_on: Mapped[date] = mapped_column(comment="first day on which it counts")
    basis: Mapped[str] = mapped_column(comment="by which paper, in words")
    state: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class CertificateEnd(Base):
    """Until when a certificate counts that no trust list names: a signer's, or our own seal's."""

    __tablename__ = "certificate_end"

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="hex of the DER certificate")
    ends_at: Mapped[datetime]
    seal_file: Mapped[str | None] = mapped_column(
        comment="SHA-256 of the PKCS#12 file; null = a signer's"
    )
    told_days: Mapped[int | None] = mapped_column(
        comment="before its end, when the signer was told"
    )
