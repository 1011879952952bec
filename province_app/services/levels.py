"""Mức độ hạn chế: raised by one with a basis and an end, lowered before that by two.

At the end date the ordinary level returns by the date alone. Source: Quy chế Đ.3.2; TT06 Đ.5.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.levels import RaisedLevel
from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require, require_seen
from province_app.services.two_person import Kind, propose
from province_app.stores import audit, people
from province_app.stores import levels as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.levels import keeps_levels, may_raise_for, may_restrict
from tiers.units import Officer


@dataclass(frozen=True)
class LevelDesk:
    """The raised levels that are not over, of people whom the officer may see; names by id."""

    rows: Sequence[RaisedLevel]
    names: Mapping[UUID, str]
    today: date


def level_desk(session: Session, officer: Officer, at: datetime) -> LevelDesk:
    """Return who is or will be at the raised level; Missing for who is not designated."""
    if not keeps_levels(officer):
        raise Missing
    day = local_day(at)
    rows = [one for one in store.not_over(session, day) if str(one.person_id) not in officer.hidden]
    ids = {one.person_id for one in rows} | {one.raised_by for one in rows}
    return LevelDesk(rows, people.names(session, list(ids)) if ids else {}, day)


def person_named(session: Session, officer: Officer, username: str) -> UUID:
    """Return whose account has the user name; Missing for nobody and for the hidden."""
    account = people.account_named(session, username.strip().lower())
    if account is None or str(account.person_id) in officer.hidden:
        raise Missing
    return account.person_id


def raise_level(
    session: Session,
    officer: Officer,
    person_id: UUID,
    starts_on: date,
    ends_on: date,
    basis: Basis,
    at: datetime,
) -> RaisedLevel:
    """Raise the person's level from the day to before the other; it binds at the next request.

    Missing for nobody and for whom the officer may not see; Refused by the rule, without a basis,
    and while another raise overlaps. Source: Quy chế Đ.3.2.
    """
    with transaction(session):
        require(may_restrict(officer, str(person_id)))
        require_seen(officer, person_id)
        if not people.names(session, [person_id]):
            raise Missing
        people.lock(session, person_id)  # two raises at once must not both find none
        day = local_day(at)
        basis = require_basis(basis, day)
        raised = any(
            one.starts_on < ends_on and starts_on < (one.lowered_on or one.ends_on)
            for one in store.of_person(session, person_id)
        )
        require(may_raise_for(starts_on, ends_on, day, raised=raised))
        row = RaisedLevel(
            person_id=person_id,
            starts_on=starts_on,
            ends_on=ends_on,
            basis_number=basis.number,
            basis_date=basis.day,
            raised_by=UUID(officer.person_id),
            raised_at=at,
        )
        session.add(row)
        session.flush()
        audit.add(session, "level.raised", row.raised_by, [person_id], at, level=row.id)
    return row


def propose_lowering(
    session: Session, officer: Officer, level_id: int, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose that the person's level returns to the ordinary one on the day of confirmation.

    Missing for absent rows and people whom the officer may not see. Source: TT 06/2023 Đ.5.4.
    """
    with transaction(session):
        row = store.find_for_update(session, level_id)
        if row is None:
            raise Missing
        require_seen(officer, row.person_id)
        require(may_restrict(officer, str(row.person_id)))
        _require_raised(row, local_day(at))
        payload = {"level_id": row.id}
        return propose(session, officer, LOWERING, payload, basis, at, row.person_id)


def _lower(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    row = store.find_for_update(session, int(str(act.payload["level_id"])))
    if row is None:
        raise Missing
    day = local_day(at)
    _require_raised(row, day)
    row.lowered_on, row.two_person_id = max(day, row.starts_on), act.id
    session.flush()
    actor = UUID(officer.person_id)
    audit.add(session, "level.lowered", actor, [row.person_id], at, level=row.id)


def _require_raised(row: RaisedLevel, day: date) -> None:
    if row.lowered_on is not None or row.ends_on <= day:
        raise refuse_state("level_over", "Đ.3.2")


LOWERING = Kind("level_lowering", keeps_levels, _lower)
