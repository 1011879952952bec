"""Drafts: fetched within the actor's scope, kept, never committed here."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from province_app.models.people import Person
from province_app.models.records import Draft
from province_app.stores.asked import once
from province_app.stores.levels import seen
from tiers.checking import DraftState


def open_draft_for_update(session: Session, person_id: UUID) -> Draft | None:
    """Return the person's unconfirmed draft, locked and freshly read; None when there is none."""
    query = (
        select(Draft)
        .where(Draft.person_id == person_id, Draft.state != DraftState.CONFIRMED)
        .with_for_update()
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def open_draft(session: Session, person_id: UUID) -> Draft | None:
    """Return the person's unconfirmed draft, or None."""
    return session.scalars(
        select(Draft).where(Draft.person_id == person_id, Draft.state != DraftState.CONFIRMED)
    ).one_or_none()


def open_drafts(session: Session, person_ids: Collection[UUID]) -> dict[UUID, Draft]:
    """Return those people's unconfirmed drafts, by person."""
    query = select(Draft).where(
        Draft.person_id.in_(person_ids), Draft.state != DraftState.CONFIRMED
    )
    return {draft.person_id: draft for draft in session.scalars(query)}


def revisions(session: Session, draft_ids: Collection[UUID | None]) -> dict[UUID | None, int]:
    """Return the drafts' revisions, by draft; versions that were delivered have none."""
    query = select(Draft.id, Draft.revision).where(Draft.id.in_([one for one in draft_ids if one]))
    return dict(session.execute(query).all())


def get(session: Session, draft_id: UUID) -> Draft:
    """Return the draft; NoResultFound when absent."""
    return session.get_one(Draft, draft_id)


def evidence_of(
    session: Session, draft_ids: Collection[UUID | None]
) -> dict[UUID | None, dict[str, list[str]]]:
    """Return the documents of those drafts that have any, by draft and path."""
    kept = [one for one in draft_ids if one]
    if not kept:
        return {}
    query = select(Draft.id, Draft.evidence).where(Draft.id.in_(kept), Draft.evidence.is_not(None))
    return {row.id: row.evidence for row in session.execute(query)}


def lock(
    session: Session,
    draft_ids: Collection[UUID],
    unit_ids: Collection[int],
    hidden: Collection[str] = (),
) -> Sequence[Draft]:
    """Return those drafts that lie in the units, locked and freshly read, in id order.

    The order keeps two officers who lock many drafts from waiting for each other.
    """
    query = (
        select(Draft)
        .where(Draft.id.in_(draft_ids), Draft.unit_id.in_(unit_ids), seen(Draft.person_id, hidden))
        .order_by(Draft.id)
        .with_for_update()
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def settle(session: Session, drafts: Iterable[Draft], **values: object) -> None:
    """Give the locked drafts these values and their next revision, in one statement."""
    settled = {draft.id: draft for draft in drafts}
    session.execute(
        update(Draft)
        .where(Draft.id.in_(list(settled)))
        .values(revision=Draft.revision + 1, **values)
        .execution_options(synchronize_session=False)
    )
    for draft in settled.values():
        for name, value in {**values, "revision": draft.revision + 1}.items():
            set_committed_value(draft, name, value)


def waiting_in(session: Session, unit_ids: Collection[int], state: DraftState) -> Sequence[Draft]:
    """Return the units' drafts in that state, longest waiting first."""
    return session.scalars(
        select(Draft)
        .where(Draft.unit_id.in_(unit_ids), Draft.state == state)
        .order_by(Draft.sent_at, Draft.id)
    ).all()


def find(
    session: Session, draft_id: UUID, unit_ids: Collection[int], hidden: Collection[str] = ()
) -> Draft | None:
    """Return the draft if it lies in the units; None when absent, elsewhere or hidden."""
    query = select(Draft).where(Draft.id == draft_id, Draft.unit_id.in_(unit_ids))
    return session.scalars(query.where(seen(Draft.person_id, hidden))).one_or_none()


class Queued(NamedTuple):
    """A draft that waits for its check, without its content."""

    id: UUID
    unit_id: int
    person_id: UUID
    typed_by: UUID
    full_name: str


@once
def queue(
    session: Session, unit_ids: frozenset[int], hidden: frozenset[str] = frozenset()
) -> list[Queued]:
    """Return what waits for a check in the units, longest waiting first, without the hidden."""
    query = (
        select(
            Draft.id,
            Draft.unit_id,
            Draft.person_id,
            Draft.typed_by,
            Person.full_name,
        )
        .join(Person, Person.id == Draft.person_id)
        .where(
            Draft.unit_id.in_(unit_ids),
            Draft.state == DraftState.WITH_HR,
            seen(Draft.person_id, hidden),
        )
        .order_by(Draft.sent_at, Draft.id)
    )
    return [Queued(*row) for row in session.execute(query)]
