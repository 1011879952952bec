"""What `rights/incidents.html` shows: the register of breaches."""

from dataclasses import dataclass
from datetime import datetime

STATES = {"opened": "Chưa báo cáo", "reported": "Đã báo cáo", "closed": "Đã khép"}


@dataclass(frozen=True)
class IncidentLine:
    """One line of the history."""

    act: str
    at: datetime
    by: str
    said: str


@dataclass(frozen=True)
class IncidentCard:
    """One breach."""

    id: str
    what: str
    found_at: datetime
    due_at: datetime
    people: int  # 0: not known
    places: str
    state: str  # a word
    lines: tuple[IncidentLine, ...]
    acts: tuple[tuple[str, str], ...] = ()  # what may be added now: value, word
    left: str = ""  # until it must be reported, while it is not
    overdue: bool = False


@dataclass(frozen=True)
class IncidentsPage:
    """Sổ sự cố."""

    cards: tuple[IncidentCard, ...]
    now: str  # for the form: 2024-05-24T09:00
    longest: int
    may_write: bool = True
    what: str = ""  # typed before a refusal
    found_at: str = ""
    people: str = ""
    places: str = ""
    measures: str = ""
    error: str = ""
