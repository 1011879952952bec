"""What `record/history.html`, `version.html` and `compare.html` show: the versions of a record."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.evidence_panel import Document
from province_app.views.page import ChangeGroup, Link
from province_app.views.photo_page import Photo
from province_app.views.record_page import Option, PathStep


@dataclass(frozen=True)
class VersionCard:
    """One version in the list: who did what, how far it came."""

    number: int
    change: str  # a code of `words.CHANGE`
    unit: str
    confirmed_at: datetime
    path: tuple[PathStep, ...]
    sections: str  # "Trình độ; Ngạch, lương", or "" where nothing can be said
    url: str
    proof: str = ""  # address of what proves its signature
    compare: str = ""  # address of what differs from the version before


@dataclass(frozen=True)
class DayPart:
    """What stood on a day: the newest signed and the newest confirmed version."""

    day: date
    found: tuple[tuple[str, Link | None], ...]  # sentence, the version to open


@dataclass(frozen=True)
class HistoryPage:
    """Lịch sử hồ sơ."""

    person_id: str
    person: str
    own: bool
    versions: tuple[VersionCard, ...]
    options: tuple[Option, ...] = ()  # to compare two
    today: str = ""  # ISO
    day: str = ""  # ISO, as it was asked for
    on_day: DayPart | None = None
    day_error: str = ""
    issues: str = ""  # address of what was raised of the record, for the officers of its unit


@dataclass(frozen=True)
class ShownField:
    """A field of a version: its value, or the rows of a table."""

    number: str
    label: str
    text: str
    lines: tuple[str, ...] = ()
    photo: Photo | None = None


@dataclass(frozen=True)
class ShownSection:
    """A section of a version with its documents."""

    name: str
    label: str
    fields: tuple[ShownField, ...]
    documents: tuple[Document, ...] = ()
    restricted: bool = False


@dataclass(frozen=True)
class VersionPage:
    """One version to read."""

    person_id: str
    person: str
    own: bool
    card: VersionCard
    day: date  # whose labels are meant
    sections: tuple[ShownSection, ...]
    locked: str = ""  # restricted sections that are not shown, in words
    asked: bool = False  # the day was asked for
    guest: bool = False  # read by consent alone


@dataclass(frozen=True)
class ComparePage:
    """What differs between two versions."""

    person_id: str
    person: str
    own: bool
    old: VersionCard
    new: VersionCard
    groups: tuple[ChangeGroup, ...]
    options: tuple[Option, ...]
    locked: str = ""  # restricted sections that differ and are not shown, in words
