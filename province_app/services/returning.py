"""Tiếp nhận trở lại: whoever left the province works in it again, and the same record goes on.

No second record: the old one has its last version `left`; the next one is above it, and above
whatever another agency has brought to the nation meanwhile. The receiving unit alone acts, by
number and document: nobody holds the person any more. Source: Quy chế Đ.3.4, 10.1, 10.3.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.moves import Movement
from province_app.models.national_lookups import NationalLookup
from province_app.models.people import Employment
from province_app.record.catalogues import labels
from province_app.record.entry import clean
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.move_effects import follow_draft
from province_app.services.moves import counted_roster_day
from province_app.services.national_lookups import count_try
from province_app.stores import absences, audit, drafts, grants, identities, people, runs, units
from province_app.stores import moves as store
from province_app.stores.levels import restricted_by_id
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.accounts import GrantAct
from tiers.calendar import local_day
from tiers.levels import staff_for
from tiers.moves import MoveKind, MoveState, may_come_back, may_move
from tiers.national_lookups import LookupState
from tiers.units import Officer, Role

_NUMBER = re.compile(r"[0-9]{12}")
_PURPOSE = "Tiếp nhận trở lại"
_REASON = "service.movement_reason_code"


@dataclass(frozen=True)
class Returning:
    """Who comes back to which unit, as what, from which day on, by which document."""

    unit_id: int
    personal_id: str
    category: str  # a code of loai_can_bo
    on: date
    basis: Basis


@dataclass(frozen=True)
class Returned:
    """Who came back, and from which day on the roster has the person."""

    full_name: str
    day: date


@dataclass(frozen=True)
class _Archived:
    person_id: UUID
    line: Employment  # the last one
    left: Movement


def receive_back(
    session: Session,
    officer: Officer,
    wanted: Returning,
    at: datetime,
    now: datetime,
    *,
    asks: bool,
) -> Returned:
    """Put the person on the unit's roster again: employment, account and draft in one act.

    `asks`: whether the national node can be asked for the version that it holds; `now`: of the
    system clock. Missing for a unit in which the officer holds no post; Refused alike for a number
    that nobody has, and for one whose holder works here, died, or left without a decision.
    """
    if wanted.unit_id not in {post.unit_id for post in officer.posts}:
        raise Missing
    number = clean(wanted.personal_id).replace(" ", "")
    if not _NUMBER.fullmatch(number):
        raise refuse_state("lookup_number", "Đ.10.1")
    count_try(session, officer, now)
    with transaction(session):
        today = local_day(at)
        basis = require_basis(wanted.basis, today)
        if wanted.category not in labels("loai_can_bo"):
            raise refuse_state("move_category", "Đ.10.3")
        identities.lock(session, [number])
        staff = units.staff_of(session, wanted.unit_id, today)
        with as_node(session):  # the archive of another unit is not this one's to see
            found = _archived(session, officer, number, today)
            restricted = restricted_by_id(session, today).get(str(found.person_id))
            require(may_move(officer, str(found.person_id), staff_for(staff, restricted)))
            gone = found.line.ends_on
            assert gone is not None  # noqa: S101  whoever is archived has left
            require(may_come_back(MoveKind(found.left.kind), gone, wanted.on, today))
            day = max(gone, counted_roster_day(session, wanted.on, [wanted.unit_id], at))
            row = _movement(officer, found, wanted, basis, day, at)
            absences.keep(session, found.person_id, gone, day)
            session.add(row)
            session.add(
                Employment(
                    person_id=found.person_id,
                    unit_id=wanted.unit_id,
                    category=wanted.category,
                    starts_on=day,
                )
            )
            session.flush()
            _give_account(session, row, at)
            _begin_draft(session, row, wanted.category, at)
            if asks:
                _ask_above(session, row, number, at, now)
            name = people.names(session, [found.person_id])[found.person_id]
            audit.add(
                session,
                "movement.back",
                row.decided_by,
                [row.person_id],
                at,
                row.to_unit_id,
                movement=str(row.id),
                gone_on=gone.isoformat(),
            )
    return Returned(name, day)


def _archived(session: Session, officer: Officer, number: str, today: date) -> _Archived:
    """Return the person whom the number names, off every roster by a decision; else Refused."""
    unknown = refuse_state("back_unknown", "Đ.10.1")
    holders = identities.holders(session, [number])
    if len(holders) != 1 or str(holders[0]) in officer.hidden:
        raise unknown
    person_id = holders[0]
    people.lock(session, person_id)
    line = store.last_employment(session, person_id, today)
    works = line is None or line.ends_on is None or line.ends_on > today
    if works or store.next_unit(session, person_id, today) is not None:
        raise unknown
    assert line is not None  # noqa: S101  see above
    assert line.ends_on is not None  # noqa: S101
    left = store.left_by(session, person_id, line.ends_on)
    if left is None or left.kind == MoveKind.TRANSFER:
        raise unknown
    return _Archived(person_id, line, left)


def _movement(
    officer: Officer, found: _Archived, wanted: Returning, basis: Basis, day: date, at: datetime
) -> Movement:
    actor = UUID(officer.person_id)
    return Movement(
        id=uuid4(),
        person_id=found.person_id,
        kind=MoveKind.BACK,
        from_unit_id=found.line.unit_id,
        to_unit_id=wanted.unit_id,
        effective_on=wanted.on,
        basis_number=basis.number,
        basis_date=basis.day,
        state=MoveState.DONE,
        proposed_by=actor,
        proposed_at=at,
        decided_by=actor,
        decided_at=at,
        roster_on=day,
    )


def _give_account(session: Session, row: Movement, at: datetime) -> None:
    """Let the personal account, which stayed closed, open again from the day on."""
    account = grants.account_of(session, row.person_id, lock=True)
    if account is None:
        return  # the unit opens one, as for everybody new
    made = AccountGrant(
        account_id=account.id,
        role=Role.PERSON,
        unit_id=row.to_unit_id,
        limited=False,
        starts_on=max(row.effective_on, local_day(at)),
        ends_on=None,
        act=GrantAct.GRANTED,
        basis_number=row.basis_number,
        basis_date=row.basis_date,
        by_person=row.decided_by,
        at=at,
    )
    session.add(made)
    session.flush()
    named: dict[str, object] = {"role": str(made.role), "grant": made.id}
    actor, unit_id = row.decided_by, row.to_unit_id
    audit.add(
        session, "account.granted", actor, [account.id], at, unit_id, movement=str(row.id), **named
    )


def _begin_draft(session: Session, row: Movement, category: str, at: datetime) -> None:
    """Let the person look through what is known, with how the work began again in it.

    How the person left stands no longer in it; why the person came back is HR's to choose.
    """
    follow_draft(session, row, category, at)
    draft = drafts.open_draft_for_update(session, row.person_id)
    if draft is None:
        return
    stands = {path: said for path, said in draft.typed.items() if path != _REASON}
    draft.typed = stands | {
        "service.movement_date": f"{row.effective_on:%d/%m/%Y}",
        "service.movement_decision": row.basis_number,
    }


def _ask_above(session: Session, row: Movement, number: str, at: datetime, now: datetime) -> None:
    """Ask the nation what it holds: the next version here must be above it (annex 41)."""
    assert row.to_unit_id is not None  # noqa: S101  whoever comes back is received somewhere
    assert row.decided_by is not None  # noqa: S101
    lookup = NationalLookup(
        id=uuid4(),
        unit_id=row.to_unit_id,
        asked_by=row.decided_by,
        asked_at=at,
        number=identities.personal_index(number),
        personal_id=number,
        purpose=_PURPOSE,
        basis_number=row.basis_number,
        basis_date=row.basis_date,
        state=LookupState.REQUESTED,
        tries=0,
        try_at=now,
        back_record_id=row.person_id,
    )
    session.add(lookup)
    said = {"purpose": _PURPOSE, "basis": f"{row.basis_number}, {row.basis_date}"}
    audit.add(session, "lookup.asked", row.decided_by, [lookup.id], at, row.to_unit_id, **said)
    runs.wake(session)
