"""What `kept_catalogues/show.html` shows."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.record_page import Option


@dataclass(frozen=True)
class ListLink:
    """One of the lists that the province keeps."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class EntryRow:
    """An entry of the list."""

    place: int
    code: str
    name: str
    others: str  # "Tên khác: …", or ""
    origin: str  # "Có sẵn", "Tỉnh thêm"
    days: str  # "từ 01/6/2024 đến 30/6/2024"; "" without limits
    state: str  # "Đang dùng", "Chưa đến ngày", "Ngừng sử dụng"
    in_use: bool
    url: str  # where it is changed


@dataclass(frozen=True)
class Chosen:
    """The entry that is being changed."""

    row: EntryRow
    stops: bool  # whether its use may be stopped; else it may be used again


@dataclass(frozen=True)
class TextRow:
    """Free text that records hold in the place of a code."""

    text: str
    records: int
    offers: tuple[Option, ...]  # entries that may be meant: code, `Tên (mã)`
    add_url: str


@dataclass(frozen=True)
class ActRow:
    """What was done to the list."""

    words: str
    basis: str
    by: str
    decided_at: datetime


@dataclass(frozen=True)
class KeptTyped:
    """What stands in the forms: typed, or chosen above."""

    code: str = ""
    name: str = ""
    day: str = ""
    place: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class KeptPage:
    """Danh mục của tỉnh."""

    catalogue: str
    title: str
    fields: str  # "Chức vụ hiện tại, Chức vụ kiêm nhiệm"
    lists: tuple[ListLink, ...]
    rows: tuple[EntryRow, ...]
    total: int
    today: str  # ISO
    texts_url: str
    query: str = ""
    more: int = 0  # entries that are not shown
    chosen: Chosen | None = None
    texts: tuple[TextRow, ...] | None = None  # None: nobody has asked for them
    more_texts: int = 0
    acts: tuple[ActRow, ...] = ()
    typed: KeptTyped = KeptTyped()
