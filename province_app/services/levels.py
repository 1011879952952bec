"""Mức độ hạn chế: raised by two with a basis and an end, lowered before that by two.

One person raises it at once where it is urgent, for three days at most: then the second one has
confirmed it or it has lapsed.

At the end date the ordinary level returns by the date alone. Source: Quy chế Đ.3.2; TT06 Đ.5.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.levels import RaisedLevel
from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state, require, require_seen
from province_app.services.two_person import Kind, propose
from province_app.stores import audit, people
from province_app.stores import levels as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.levels import (
    ALONE_DAYS,
    keeps_levels,
    may_raise_alone,
    may_raise_for,
    may_restrict,
)
from tiers.units import Officer


@dataclass(frozen=True)
class LevelDesk:
    """The raised levels that are not over, of people whom the officer may see; names by id."""

    rows: Sequence[RaisedLevel]
    names: Mapping[UUID, str]
    today: date

    @property
    def alone(self) -> frozenset[int]:
        """Which rows one raised at once, for the days until the second one decides."""
        confirmed = {one.raise_act_id for one in self.rows if one.confirmed_by}
        return frozenset(
            one.id for one in self.rows if _is_alone(one) and one.raise_act_id not in confirmed
        )


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


def propose_raising(
    session: Session,
    officer: Officer,
    person_id: UUID,
    starts_on: date,
    ends_on: date,
    basis: Basis,
    at: datetime,
    *,
    at_once: bool = False,
) -> TwoPersonAct:
    """Propose to raise the person's level from the day to before the other.

    `at_once`: it binds from today on, at the next request, for three days at most unless a second
    person confirms. Missing for nobody and for whom the officer may not see; Refused by the rules,
    without a basis, and while another raise overlaps. Source: Quy chế Đ.3.2; TT 06/2023 Đ.5.4.
    """
    with transaction(session):
        require(may_restrict(officer, str(person_id)))
        require_seen(officer, person_id)
        if not people.names(session, [person_id]):
            raise Missing
        day = local_day(at)
        _require_free(session, person_id, starts_on, ends_on, day)
        days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        payload = {**days, "at_once": at_once}
        act = propose(session, officer, RAISING, payload, basis, at, person_id)
        if at_once:
            rows = store.of_person(session, person_id)
            require(may_raise_alone(lapsed=bool(rows) and _is_alone(rows[0])))
            until = min(ends_on, day + timedelta(days=ALONE_DAYS))
            _require_free(session, person_id, day, until, day)
            _add(session, act, day, until, None, at)
    return act


def _raise(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Raise it for all days; of what one raised at once, for the days that follow."""
    day, who, person_id = local_day(at), UUID(officer.person_id), act.subject_id
    if person_id is None:
        raise Missing
    starts_on, ends_on = (
        date.fromisoformat(str(act.payload[name])) for name in ("starts_on", "ends_on")
    )
    rows = store.of_person(session, person_id)
    alone = next((one for one in rows if one.raise_act_id == act.id and one.ends_on > day), None)
    starts_on = alone.ends_on if alone else max(starts_on, day)
    if alone is None or ends_on > starts_on:
        _require_free(session, person_id, starts_on, ends_on, day)
        _add(session, act, starts_on, ends_on, who, at)


def _add(
    session: Session,
    act: TwoPersonAct,
    starts_on: date,
    ends_on: date,
    confirmed_by: UUID | None,
    at: datetime,
) -> None:
    row = RaisedLevel(
        person_id=act.subject_id,
        starts_on=starts_on,
        ends_on=ends_on,
        basis_number=act.basis_number,
        basis_date=act.basis_date,
        raised_by=act.proposed_by,
        raised_at=at,
        raise_act_id=act.id,
        confirmed_by=confirmed_by,
    )
    session.add(row)
    session.flush()
    event = "level.raised" if confirmed_by else "level.raised_alone"
    actor = confirmed_by or act.proposed_by
    audit.add(session, event, actor, [row.person_id], at, level=row.id)


def _require_free(
    session: Session, person_id: UUID, starts_on: date, ends_on: date, day: date
) -> None:
    """Demand days to come on which the person is not at the raised level already."""
    people.lock(session, person_id)  # two raises at once must not both find none
    raised = any(
        one.starts_on < ends_on and starts_on < (one.lowered_on or one.ends_on)
        for one in store.of_person(session, person_id)
    )
    require(may_raise_for(starts_on, ends_on, day, raised=raised))


def _is_alone(row: RaisedLevel) -> bool:
    return row.raise_act_id is not None and row.confirmed_by is None


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
RAISING = Kind("level_raise", keeps_levels, _raise, open_for=timedelta(days=ALONE_DAYS))
