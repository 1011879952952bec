"""What `catalogues/show.html` and `required_fields/show.html` show."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.record_page import Option


@dataclass(frozen=True)
class CatalogueRow:
    """One of our catalogues beside the national copy."""

    name: str  # the fields that use it: "Trình độ; Đào tạo: Văn bằng"
    codes: int
    version: str  # "" while nothing was taken
    national_codes: int
    taken_at: datetime | None
    unknown: int


@dataclass(frozen=True)
class UnmappedRow:
    """A code that the national node does not know."""

    catalogue: str
    code: str
    label: str
    records: int
    why: str  # "bị từ chối; không có trong bản quốc gia"
    stands_for: str = ""  # the receiver's code that is chosen instead
    map_url: str = ""  # where one is entered; "" for a code that is not named


@dataclass(frozen=True)
class MappingRow:
    """A line of the table of codes: what stands for ours, when, by which document."""

    catalogue: str
    local: str  # "Lớp 12/12 bổ túc (12/12BT)"
    national: str  # "" where none stands for it any more
    days: str  # "từ 01/6/2024"
    state: str  # "Đang dùng", "Chưa đến ngày", "Đã hết", "Đã được thay"
    current: bool
    basis: str
    by: str
    decided_at: datetime


@dataclass(frozen=True)
class MappingTyped:
    """What stands in the form of a mapping: typed, or chosen in the list above it."""

    catalogue: str = ""
    local_code: str = ""
    national_code: str = ""
    valid_from: str = ""
    valid_to: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class WaitingRow:
    """A new national version that nobody has admitted; codes as "Tên (mã)"."""

    name: str
    version: str
    taken_at: datetime
    added: tuple[str, ...]
    gone: tuple[str, ...]  # "… , 17 hồ sơ đang dùng"
    changed: tuple[str, ...]
    more: int  # codes that are not shown


@dataclass(frozen=True)
class CataloguesPage:
    """Danh mục."""

    rows: tuple[CatalogueRow, ...]
    unmapped: tuple[UnmappedRow, ...]
    more: int = 0  # unmapped codes that are not shown
    period: str = ""  # of the refusals
    waiting: tuple[WaitingRow, ...] = ()
    mappings: tuple[MappingRow, ...] = ()
    choices: tuple[Option, ...] = ()  # the catalogues that travel
    typed: MappingTyped = MappingTyped()
    today: str = ""  # ISO
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class RequiredRow:
    """A requirement; `state` says whether it is in force, to come, or over."""

    id: int
    label: str
    number: str
    section: str
    unit: str
    starts_on: date
    ends_on: date | None
    by: str
    state: str
    may_end: bool


@dataclass(frozen=True)
class RequiredPage:
    """Thông tin bắt buộc nhập liệu."""

    rows: tuple[RequiredRow, ...]
    above: tuple[str, ...]  # what units above require, as sentences
    units: tuple[Option, ...]  # for which the officer may require
    groups: tuple[tuple[str, tuple[Option, ...]], ...]  # fields to choose from, by section
    today: str  # ISO
    catalogues: bool = False  # whether the page of the catalogues is open to the reader
    unit: str = ""
    path: str = ""
    starts_on: str = ""
    error: str = ""
    error_place: str = ""  # id of the input
