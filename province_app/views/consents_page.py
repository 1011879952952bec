"""What `rights/consents.html` shows: whom I let in, and whose record I may read."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ConsentRow:
    """One consent."""

    id: str
    name: str
    purpose: str
    starts_on: date
    last_day: date
    whole: bool
    standing: bool = True
    revoked_at: datetime | None = None
    url: str = ""  # of the record, for who reads


@dataclass(frozen=True)
class ConsentsPage:
    """Đồng ý cho xem hồ sơ."""

    given: tuple[ConsentRow, ...]
    received: tuple[ConsentRow, ...]
    today: str  # ISO
    longest: int
    username: str = ""  # typed before a refusal
    purpose: str = ""
    starts_on: str = ""
    ends_on: str = ""
    whole: bool = False
    error: str = ""
