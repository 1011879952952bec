"""Which policy a unit follows, and until when its changes have to be at the node above.

Source: Nghị định 27/2026/NĐ-CP; Quy chế Đ.7, 8; design decision 7; docs/adr/0029.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.sync_policy import SyncPolicy
from province_app.models.units import UnitPeriod
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.exceptional_windows import signing_units
from province_app.services.working_days import calendar_of
from province_app.stores import audit, event_owed, people, units
from province_app.stores import runs as run_store
from province_app.stores import sync_policy as store
from province_app.stores.event_owed import Unsent
from province_app.stores.transaction import transaction
from tiers.calendar import last_stage, local_day
from tiers.deadlines import Change, due_at, is_overdue
from tiers.sync_policy import EventSpan, Policy, event_spans, may_switch, policy_on
from tiers.units import Officer


@dataclass(frozen=True)
class PolicyDesk:
    """What was chosen, newest first, and what each unit follows today."""

    chosen: Sequence[SyncPolicy]
    units: Sequence[UnitPeriod]  # that sign at all
    today: Mapping[int, Policy]
    names: Mapping[UUID, str]  # of who decided
    unit_names: Mapping[int, str]
    day: date


@dataclass(frozen=True)
class OpenChange:
    """A change of a unit of the event policy that the node above does not hold yet."""

    unsent: Unsent
    kind: Change
    due_at: datetime
    overdue: bool


def policy_desk(session: Session, at: datetime) -> PolicyDesk:
    """Return the choices of all days, and what they come to today."""
    day = local_day(at)
    chosen, choices = store.listed(session), store.choices(session)
    found = signing_units(session, day)
    named = {one.unit_id for one in chosen if one.unit_id is not None}
    return PolicyDesk(
        chosen,
        found,
        {one.unit_id: policy_on(choices, one.unit_id, day) for one in found},
        people.names(session, list({one.decided_by for one in chosen})),
        {one.unit_id: one.name for one in units.last_periods(session, named, day)},
        day,
    )


def switch_policy(
    session: Session,
    officer: Officer,
    unit_ids: Collection[int] | None,
    policy: Policy,
    valid_from: date,
    basis: Basis,
    at: datetime,
) -> int:
    """Let the units (None: all) follow the policy from the day on; return how many choices.

    Missing for a unit that is none or does not sign; Refused for a day that is over, without a
    written basis, without units, and where all of them follow the policy on that day already.
    """
    with transaction(session):
        today = local_day(at)
        basis = require_basis(basis, today)
        require(may_switch(valid_from, today))
        known = {one.unit_id for one in signing_units(session, today)}
        wanted = known if unit_ids is None else set(unit_ids)
        if not wanted:
            raise refuse_state("policy_no_units", "Đ.8")
        if not wanted <= known:
            raise Missing
        choices = store.choices(session)
        if all(policy_on(choices, one, valid_from) is policy for one in wanted):
            raise refuse_state("policy_as_it_is", "Đ.8")
        person_id = UUID(officer.person_id)
        named: list[int | None] = [None] if unit_ids is None else [*sorted(wanted)]
        rows = [
            SyncPolicy(
                unit_id=unit_id,
                policy=policy,
                valid_from=valid_from,
                basis_number=basis.number,
                basis_date=basis.day,
                decided_by=person_id,
                decided_at=at,
            )
            for unit_id in named
        ]
        session.add_all(rows)
        session.flush()
        detail: dict[str, object] = {"policy": str(policy), "valid_from": valid_from.isoformat()}
        for row in rows:
            audit.add(
                session, "sync_policy.chosen", person_id, [row.id], at, row.unit_id, **detail,
                document=basis.number,
            )  # fmt: skip
        run_store.wake(session)
    return len(rows)


def open_changes(
    session: Session,
    unit_ids: Collection[int] | None,
    at: datetime,
    hidden: Collection[str] = (),
) -> list[OpenChange]:
    """Return the changes of the units (None: all) that wait, the one that is due first first.

    Of a record with several versions the one that is due first counts. What was confirmed before
    the unit began to follow `event` has no such deadline. Source: NĐ 27/2026.
    """
    spans = _spans_today(session, unit_ids, at)
    if not spans:
        return []
    calendar = calendar_of(session)
    first: dict[UUID, OpenChange] = {}
    pushed = last_stage(units.calendar_rules(session))
    for one in event_owed.unsent(session, spans, at, hidden, pushed):
        kind = _kind(one)
        due = due_at(kind, one.since, calendar)
        known = first.get(one.record_id)
        if known is None or due < known.due_at:
            first[one.record_id] = OpenChange(one, kind, due, is_overdue(due, at))
    return sorted(first.values(), key=lambda one: (one.due_at, one.unsent.sort_key))


def overdue_changes(
    session: Session,
    unit_ids: Collection[int] | None,
    at: datetime,
    hidden: Collection[str] = (),
) -> list[OpenChange]:
    """Return those of them whose deadline has passed."""
    return [one for one in open_changes(session, unit_ids, at, hidden) if one.overdue]


def in_use(session: Session) -> bool:
    """Whether any unit was ever told to follow the event policy."""
    return any(one.policy is Policy.EVENT for one in store.choices(session))


def _kind(one: Unsent) -> Change:
    if one.process:
        return Change.PROCESS
    return Change.DOSSIER if one.change == "new" else Change.OTHER


def _spans_today(
    session: Session, unit_ids: Collection[int] | None, at: datetime
) -> list[EventSpan]:
    """Return since when each of the units that follow `event` today has done so."""
    choices, day = store.choices(session), local_day(at)
    if all(one.policy is Policy.MONTHLY for one in choices):
        return []
    known = {one.unit_id for one in signing_units(session, day)}
    wanted = known if unit_ids is None else known & set(unit_ids)
    found = event_spans(choices, sorted(wanted), date.min, date.max)
    return [one for one in found if one.starts <= day < one.ends]
