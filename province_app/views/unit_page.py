"""What `unit/show.html` and `unit/person.html` show: a unit's people, and what it writes of one."""

from dataclasses import dataclass

from province_app.views.evidence_panel import EvidencePanel
from province_app.views.page import Act, FieldError, Link, Pager
from province_app.views.record_page import Field, Lookup, PhotoPanel, SavedPart, Score


@dataclass(frozen=True)
class RosterRow:
    """One person of the unit."""

    person: str
    category: str
    status: str  # a code of `words.STATUS`
    url: str
    id: str = ""


@dataclass(frozen=True)
class UnitScores:
    """The four scores of the unit, the mean of its records, with what took the points."""

    scores: tuple[Score, ...]  # empty while no record was judged
    judged: int
    unjudged: int


@dataclass(frozen=True)
class RosterPage:
    """Đơn vị: its people."""

    unit: str
    total: int
    rows: tuple[RosterRow, ...]
    others: tuple[Link, ...] = ()
    pager: Pager | None = None
    works: tuple[Link, ...] = ()  # other work of the unit that this account may do
    writes: bool = True  # whether the reader writes here, and not only reads
    quality: UnitScores | None = None  # on the first page
    unit_id: int = 0


@dataclass(frozen=True)
class FieldGroup:
    """The fields of one section that the unit writes."""

    label: str
    restricted: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class SheetPage:
    """Phần đơn vị ghi trong hồ sơ của một người."""

    person: str
    title: str
    unit: Link
    person_id: str
    status: str
    groups: tuple[FieldGroup, ...]
    lookups: tuple[Lookup, ...]
    saved: SavedPart
    save: Act
    send: Act
    evidence: EvidencePanel | None = None
    photo: PhotoPanel | None = None
    errors: tuple[FieldError, ...] = ()
    errors_title: str = ""
    restricted: str = ""  # what the person had restricted, in words
    prints: bool = False  # whether there is a version to print
    needs: tuple[str, ...] = ()  # "Chức vụ hiện tại, Ngày bổ nhiệm: Quyết định bổ nhiệm"
    prolonged: str = ""  # until when the term was prolonged and by which document, in words
