"""What the pages of accounts and of two-person acts show."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.page import Link
from province_app.views.record_page import Option


@dataclass(frozen=True)
class AccountRow:
    """One person of the unit."""

    person: str
    url: str
    username: str
    state: str  # a code of `words.ACCOUNT`
    roles: str
    code_until: datetime | None = None


@dataclass(frozen=True)
class AccountsPage:
    """Tài khoản: the unit's people and how their accounts stand."""

    unit: str
    unit_id: int
    units: tuple[Option, ...]
    rows: tuple[AccountRow, ...]
    missing: int
    waiting: int
    gives_personal: bool
    today: str
    counts: tuple[tuple[str, int], ...] = ()  # code of `words.ACCOUNT` → how many
    error: str = ""


@dataclass(frozen=True)
class GrantRow:
    """One act on a grant, the newest first."""

    id: int
    role: str
    unit: str
    act: str
    starts_on: date
    ends_on: date | None
    limited: bool
    basis: str
    by: str
    at: datetime
    may_change: bool


@dataclass(frozen=True)
class AssignedRow:
    """A written assignment."""

    id: int
    what: str
    unit: str
    starts_on: date
    ends_on: date
    basis: str
    may_end: bool


@dataclass(frozen=True)
class AccountPage:
    """Tài khoản of one person."""

    person: str
    person_id: str
    username: str
    state: str
    unit: Link
    own: bool
    roles: tuple[Option, ...]
    grants: tuple[GrantRow, ...]
    assigned: tuple[AssignedRow, ...]
    doors: tuple[Option, ...]
    scopes: tuple[Option, ...]
    today: str
    may_reset: bool
    error: str = ""


@dataclass(frozen=True)
class Slip:
    """One strip of the sheet of codes."""

    person: str
    username: str
    code: str


@dataclass(frozen=True)
class SlipsPage:
    """Phiếu mã kích hoạt: shown once, to be printed and cut."""

    unit: str
    slips: tuple[Slip, ...]
    without: tuple[str, ...]  # whose identity number is not known yet
    until: datetime
    address: str
    back: Link


@dataclass(frozen=True)
class ActivatePage:
    """Kích hoạt tài khoản. Neither code nor password comes back."""

    number: str = ""
    error: str = ""


@dataclass(frozen=True)
class TwoPersonRow:
    """One act that needs two persons."""

    id: str
    kind: str
    what: tuple[str, ...]
    by: str
    at: datetime
    until: datetime
    basis: str
    may_decide: bool
    why: str = ""
    outcome: str = ""  # "Đã làm", "Từ chối", "Quá hạn"
    command: str = ""  # what the operator of the node runs now
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class TwoPersonPage:
    """Việc cần hai người."""

    waiting: tuple[TwoPersonRow, ...]
    ended: tuple[TwoPersonRow, ...]
    works: tuple[Link, ...] = ()


@dataclass(frozen=True)
class KeyChangePage:
    """Đổi khóa mã hóa: the proposal."""

    key: str  # the name of the key that seals now
    today: str
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class WindowPage:
    """Thời hạn phê duyệt ngoại lệ: the proposal."""

    groups: tuple[tuple[str, tuple[Option, ...]], ...]  # department → itself and its facilities
    today: str
    chosen: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class LevelRow:
    """A person at the raised level."""

    id: int
    person: str
    starts_on: date
    ends_on: date
    basis: str
    alone: bool = False  # by one person at once: lapses unless the second one confirms


@dataclass(frozen=True)
class LevelsPage:
    """Mức độ hạn chế."""

    rows: tuple[LevelRow, ...]
    today: str
    error: str = ""
