"""Until when a person may object to what HR typed into the record. Source: design decision 8."""

from datetime import date

from tiers.decision import ALLOWED, Decision
from tiers.working_days import WorkingCalendar, working_days_after

DAYS = 5  # working days


def last_day(confirmed_on: date, calendar: WorkingCalendar) -> date:
    """Return the last day on which a version of that day may be objected to."""
    return working_days_after(confirmed_on, DAYS, calendar)


def may_object(last: date, today: date, on_roster: bool, still_open: bool) -> Decision:
    """Decide whether the person may object to a field now; one open report or objection a field.

    Source: Quy chế Đ.6.2a.
    """
    if today > last:
        return Decision(False, "state", "objection_late", "Đ.6.2a")
    if not on_roster:
        return Decision(False, "state", "on_no_roster", "Đ.6.2a")
    if still_open:
        return Decision(False, "state", "correction_open", "Đ.6.2a")
    return ALLOWED
