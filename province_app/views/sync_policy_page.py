"""What the pages of policies and of working days show."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.record_page import Option


@dataclass(frozen=True)
class ChoiceRow:
    """A policy that was chosen, for whom, from when, by which document."""

    who: str  # "Toàn tỉnh", or the unit
    policy: str
    valid_from: date
    state: str
    basis: str
    by: str
    decided_at: datetime


@dataclass(frozen=True)
class PolicyPage:
    """Chính sách đồng bộ: who follows which one today, and the form to switch."""

    today: str
    by_event: tuple[str, ...]  # units that follow it today
    monthly: int  # how many follow the month's calendar
    rows: tuple[ChoiceRow, ...]
    groups: tuple[tuple[str, tuple[Option, ...]], ...]  # department → itself and its facilities
    policy: str = "event"
    reach: str = "units"
    chosen: tuple[str, ...] = ()
    valid_from: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class DayRow:
    """A day that is not what its weekday says, or about which something was decided."""

    day: date
    works: bool
    name: str
    source: str  # "đã công bố", or the document and who entered it
    decided: bool


@dataclass(frozen=True)
class DaysPage:
    """Ngày nghỉ, ngày làm bù of a year."""

    year: int
    years: tuple[int, int]  # the one before, the one after
    rows: tuple[DayRow, ...]
    replaced: tuple[str, ...]  # decisions that a later one replaced
    today: str
    day: str = ""
    said: str = "off"
    name: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """A change of a unit of the event policy that the node above does not hold yet."""

    person: str
    unit: str
    kind: str  # "Lập hồ sơ điện tử"
    where: str  # "chờ ký số"
    since: datetime
    due: str  # "hết ngày 24/5/2024"
    left: str  # "còn 1 ngày 4 giờ"
    overdue: bool


@dataclass(frozen=True)
class EventPart:
    """What waits by the event policy: all of it counted, the first due listed."""

    waiting: int
    overdue: int
    rows: tuple[ChangeRow, ...]
    above: str  # where they are due: "CSDL quốc gia"
    policy_url: str = ""
