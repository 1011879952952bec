"""An exceptional signing window: a document, days, units; opened by two persons of the province.

The calendar is not touched: the window stands beside it as data. Source: Quy chế Đ.7.1b, 7.2b.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.models.units import UnitPeriod
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state
from province_app.services.two_person import Kind, propose
from province_app.stores import audit, sync_policy, units
from province_app.stores import exceptional_windows as store
from province_app.stores.exceptional_windows import Opened
from province_app.stores.transaction import transaction
from tiers.calendar import VIETNAM, Opening, local_day, sign_opening
from tiers.sync_policy import signing_spans
from tiers.units import Officer, Role, Tier

__all__ = ["Opened"]  # what is read here, for the pages

LONGEST = timedelta(days=10)


def signing_opening(session: Session, unit_id: int, tier: Tier, at: datetime) -> Opening:
    """Return whether the unit may sign now: by the calendar, an exceptional window, or `event`.

    A unit that follows the event policy may always sign. Source: Quy chế Đ.7.1b, 7.2b; NĐ 27/2026.
    """
    by_event = signing_spans(sync_policy.choices(session), unit_id, at)
    beside = [*by_event, *store.spans_of(session, unit_id)]
    return sign_opening(units.calendar_rules(session), tier, at, beside)


def propose_window(
    session: Session,
    officer: Officer,
    unit_ids: Collection[int],
    first: date,
    last: date,
    basis: Basis,
    at: datetime,
) -> TwoPersonAct:
    """Propose that the units may sign from the first to the last day, both included.

    Missing for a unit that is none or does not sign; Refused for days that are over, too many, or
    of two months (a list belongs to one), and without units.
    """
    with transaction(session):
        today = local_day(at)
        _require_days(first, last, today)
        if not unit_ids:
            raise refuse_state("window_no_units", "Đ.7")
        signing = {one.unit_id for one in signing_units(session, today)}
        if not set(unit_ids) <= signing:
            raise Missing
        payload = {
            "unit_ids": sorted(set(unit_ids)),
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
        return propose(session, officer, OPENING, payload, basis, at)


def signing_units(session: Session, day: date) -> Sequence[UnitPeriod]:
    """Return the units that sign at all, by code."""
    return [one for one in units.units_as_of(session, day) if one.tier != Tier.PROVINCE]


def opened_in(
    session: Session, period: str, unit_ids: Collection[int] | None, at: datetime
) -> Sequence[Opened]:
    """Return the exceptional windows of the month, of the units (None: of all)."""
    year, month = (int(part) for part in period.split("-"))
    begins = _midnight(date(year, month, 1))
    ends = _midnight(date(year + month // 12, month % 12 + 1, 1))
    return store.opened_between(session, begins, ends, unit_ids, local_day(at))


def _open(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    first, last = (date.fromisoformat(str(act.payload[name])) for name in ("first", "last"))
    if last < local_day(at):
        raise refuse_state("day_past", "Đ.7")
    chosen = [int(str(one)) for one in act.payload["unit_ids"]]  # type: ignore[attr-defined]
    opens, closes = _midnight(first), _midnight(last + timedelta(days=1))
    store.add(session, act.id, chosen, opens, closes)
    for unit_id in chosen:
        audit.add(
            session, "window.opened", UUID(officer.person_id), [act.id], at, unit_id,
            first=first.isoformat(), last=last.isoformat(),
        )  # fmt: skip


def _require_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise refuse_state("day_past", "Đ.7")
    if last < first:
        raise refuse_state("ends_before_start", "Đ.7")
    if (first.year, first.month) != (last.year, last.month):
        raise refuse_state("window_two_months", "Đ.7")
    if last - first >= LONGEST:
        raise refuse_state("window_too_long", "Đ.7")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


OPENING = Kind("exceptional_window", _entitled, _open)
