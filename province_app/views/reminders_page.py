"""What `unit/reminders.html` shows."""

from dataclasses import dataclass
from datetime import date

from province_app.views.page import Link, Pager


@dataclass(frozen=True)
class ReminderRow:
    """What comes due for one person."""

    due: date
    overdue: bool
    person: str
    url: str
    text: str  # "Đến hạn nâng bậc lương. …"


@dataclass(frozen=True)
class RemindersPage:
    """Nhắc việc: what comes due in a unit."""

    unit: str
    unit_url: str
    people: int
    total: int
    rows: tuple[ReminderRow, ...]
    others: tuple[Link, ...] = ()
    pager: Pager | None = None
