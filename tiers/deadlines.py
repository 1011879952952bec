"""Until when a change has to be at the national node, where a unit follows the event policy.

The decree counts one day for what the management system itself brings about, three working days
for all else and for a first e-dossier. Source: Nghị định 27/2026/NĐ-CP; docs/adr/0029.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from tiers.working_days import WorkingCalendar, end_of_working_days

ONE_DAY = timedelta(days=1)
WORKING_DAYS = 3


class Change(StrEnum):
    """What a change is to the decree."""

    DOSSIER = "dossier"  # lập hồ sơ điện tử
    PROCESS = "process"  # phát sinh từ nghiệp vụ thực hiện trên hệ thống
    OTHER = "other"  # dữ liệu nghiệp vụ khác


def due_at(change: Change, since: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment by which the national node has to hold the change; aware UTC.

    `since`: the confirmation that ended the process, or for a dossier the decision. Working days
    end at midnight in Vietnam.
    """
    if change is Change.PROCESS:
        return since + ONE_DAY
    return end_of_working_days(since, WORKING_DAYS, calendar)


def is_overdue(due: datetime, at: datetime) -> bool:
    """Whether the deadline has passed."""
    return at >= due
