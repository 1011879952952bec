"""Certificates bound to people, and those that are proposed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.records import SignerCertificate
from province_app.models.signing import CertificateProposal


def bound(session: Session) -> Sequence[SignerCertificate]:
    """Return every binding that has not ended by an act."""
    query = select(SignerCertificate).where(SignerCertificate.ends_on.is_(None))
    return session.scalars(query).all()


def bound_of(session: Session, people: Collection[UUID]) -> Sequence[SignerCertificate]:
    """Return the bindings of those people that have not ended by an act."""
    query = select(SignerCertificate).where(
        SignerCertificate.ends_on.is_(None), SignerCertificate.person_id.in_(people)
    )
    return session.scalars(query.order_by(SignerCertificate.sha256)).all()


def proposed(session: Session) -> Sequence[CertificateProposal]:
    """Return what waits for a second person, the oldest first."""
    query = select(CertificateProposal).where(CertificateProposal.state == "proposed")
    return session.scalars(query.order_by(CertificateProposal.proposed_at)).all()


def person_of(session: Session, username: str) -> UUID | None:
    """Return whose account it is."""
    return session.scalar(select(Account.person_id).where(Account.username == username))


def is_taken(session: Session, sha256: str) -> bool:
    """Tell whether the certificate is or was bound to anybody, or is proposed."""
    open_one = select(CertificateProposal.id).where(
        CertificateProposal.sha256 == sha256, CertificateProposal.state == "proposed"
    )
    return session.get(SignerCertificate, sha256) is not None or bool(session.scalar(open_one))


def proposal(session: Session, proposal_id: UUID) -> CertificateProposal | None:
    """Return the proposal, its row locked and freshly read."""
    query = select(CertificateProposal).where(CertificateProposal.id == proposal_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(fresh).one_or_none()


def binding(session: Session, sha256: str) -> SignerCertificate | None:
    """Return the binding, its row locked and freshly read."""
    query = select(SignerCertificate).where(SignerCertificate.sha256 == sha256)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(fresh).one_or_none()
