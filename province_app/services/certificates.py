"""Chứng thư số: which certificate signs for whom, bound by two persons. Source: Quy chế Đ.7.1b.

One officer of the province proposes, another confirms; neither is its holder. What an earlier
signature rests on never changes: a binding only ends.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.records import SignerCertificate
from province_app.models.signing import CertificateProposal
from province_app.services.errors import Missing, refuse_state, require, require_seen
from province_app.services.two_person import ToDecide
from province_app.signing.bindable import CertificateFacts, read_bindable, read_certificate
from province_app.signing.trust import TrustList
from province_app.stores import audit, certificates, people
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.certificates import Expiry, expiry_of, may_bind, may_decide
from tiers.decision import Decision
from tiers.units import Officer

KIND = "certificate"  # among what waits for a second person; a table of its own


@dataclass(frozen=True)
class Bound:
    """A certificate that counts, and how long it still does."""

    row: SignerCertificate
    read: CertificateFacts
    holder: str
    expiry: Expiry
    end: Decision


@dataclass(frozen=True)
class Proposed:
    """A certificate that waits for the second person."""

    row: CertificateProposal
    read: CertificateFacts
    holder: str
    proposer: str
    decide: Decision


@dataclass(frozen=True)
class CertificateDesk:
    """All certificates: what waits, then what counts, the next to end first."""

    proposed: tuple[Proposed, ...]
    bound: tuple[Bound, ...]
    today: date


@dataclass(frozen=True)
class Wanted:
    """What somebody proposes: whose certificate, from when, by which paper."""

    username: str
    upload: bytes
    starts_on: date
    basis: str
    key_label: str = ""


def certificate_desk(session: Session, officer: Officer, at: datetime) -> CertificateDesk:
    """Return what the province's officer sees; three queries, however many there are."""
    today = local_day(at)
    hidden = officer.hidden
    waiting = [one for one in certificates.proposed(session) if str(one.person_id) not in hidden]
    rows = [one for one in certificates.bound(session) if str(one.person_id) not in hidden]
    holders = {one.person_id for one in rows} | {one.person_id for one in waiting}
    names = people.names(session, [*holders, *(one.proposed_by for one in waiting)])
    bound = [
        Bound(
            row,
            read,
            names[row.person_id],
            expiry_of(local_day(read.valid_until), today),
            may_bind(officer, str(row.person_id)),
        )
        for row in rows
        for read in [read_certificate(row.certificate)]
    ]
    return CertificateDesk(
        tuple(
            Proposed(
                row,
                read_certificate(row.certificate),
                names[row.person_id],
                names[row.proposed_by],
                may_decide(officer, str(row.proposed_by), str(row.person_id), row.state),
            )
            for row in waiting
        ),
        tuple(sorted(bound, key=lambda one: (one.read.valid_until, one.read.sha256))),
        today,
    )


def proposals_for(session: Session, officer: Officer) -> list[ToDecide]:
    """Return the certificates that wait for this officer as the second person, oldest first."""
    mine = [
        row
        for row in certificates.proposed(session)
        if str(row.person_id) not in officer.hidden
        and may_decide(officer, str(row.proposed_by), str(row.person_id), row.state)
    ]
    names = people.names(session, [row.proposed_by for row in mine]) if mine else {}
    return [
        ToDecide(KIND, row.id, names.get(row.proposed_by, ""), row.proposed_at, None)
        for row in mine
    ]


def propose(
    session: Session, officer: Officer, wanted: Wanted, trust: TrustList, at: datetime
) -> CertificateProposal:
    """Write down who should sign with which certificate; it counts once another confirms.

    KeystoreRefused for a certificate by which no signature could hold; Refused for a stranger's
    name, a certificate that is bound already, the own one, a first day in the past.
    """
    with transaction(session):
        person_id = certificates.person_of(session, wanted.username.strip())
        if person_id is None or str(person_id) in officer.hidden:
            raise refuse_state("no_such_account")
        require(may_bind(officer, str(person_id)))
        if wanted.starts_on < local_day(at):
            raise refuse_state("starts_in_the_past")
        read = read_bindable(wanted.upload, trust, at)
        if certificates.is_taken(session, read.sha256):
            raise refuse_state("certificate_bound")
        row = CertificateProposal(
            id=uuid4(),
            person_id=person_id,
            sha256=read.sha256,
            certificate=read.der,
            key_label=wanted.key_label.strip() or None,
            starts_on=wanted.starts_on,
            basis=wanted.basis.strip(),
            state="proposed",
            proposed_by=UUID(officer.person_id),
            proposed_at=at,
        )
        session.add(row)
        session.flush()
        audit.add(
            session, "certificate.proposed", row.proposed_by, [person_id], at, mark=row.sha256
        )
    return row


def decide(
    session: Session,
    officer: Officer,
    proposal_id: UUID,
    confirmed: bool,
    trust: TrustList,
    at: datetime,
) -> None:
    """Confirm another's proposal, so that the certificate counts, or refuse it.

    Missing without such a proposal; Refused `second_person_needed` for the proposer.
    """
    with transaction(session):
        row = certificates.proposal(session, proposal_id)
        if row is None:
            raise Missing
        require_seen(officer, row.person_id)
        require(may_decide(officer, str(row.proposed_by), str(row.person_id), row.state))
        row.decided_by, row.decided_at = UUID(officer.person_id), at
        row.state = "confirmed" if confirmed else "refused"
        session.flush()
        if confirmed:
            read_bindable(row.certificate, trust, at)  # it may have ended since
            session.add(
                SignerCertificate(
                    sha256=row.sha256,
                    person_id=row.person_id,
                    certificate=row.certificate,
                    key_label=row.key_label,
                    starts_on=row.starts_on,
                    registered_at=at,
                )
            )
            session.flush()
        audit.add(
            session, f"certificate.{row.state}", row.decided_by, [row.person_id], at,
            mark=row.sha256,
        )  # fmt: skip


def end(session: Session, officer: Officer, sha256: str, basis: str, at: datetime) -> None:
    """Let the certificate count no more from today; what it signed stays signed.

    One person suffices: it takes a power away. Missing without such a binding.
    """
    with transaction(session):
        row = certificates.binding(session, sha256)
        if row is None:
            raise Missing
        require_seen(officer, row.person_id)
        require(may_bind(officer, str(row.person_id)))
        if row.ends_on is not None:
            raise refuse_state("already_decided")
        row.ends_on, row.ended_by = local_day(at), UUID(officer.person_id)
        row.end_basis = basis.strip()
        session.flush()
        audit.add(session, "certificate.ended", row.ended_by, [row.person_id], at, mark=sha256)
