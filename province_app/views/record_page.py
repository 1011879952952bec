"""What `record/show.html` and `record/edit_section.html` show: my own record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from province_app.views.evidence_panel import Document, EvidencePanel
from province_app.views.page import Act, FieldError, Note
from province_app.views.photo_page import Photo

Control = Literal["text", "long_text", "number", "date", "choice", "checks", "lookup"]
SectionState = Literal["complete", "missing", "faulty", "returned", "by_unit"]


@dataclass(frozen=True)
class PathStep:
    """One of the eight steps of a change; `lines` say when, who, receipt."""

    label: str
    state: Literal["done", "current", "wait", "bad", "ahead"] = "ahead"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionLine:
    """A section in the list: how far it is, in words."""

    name: str  # of the schema: the end of its address
    label: str
    state: SectionState
    number: int = 0  # how many fields are missing, wrong or returned
    restricted: bool = False
    percent: int | None = None  # of what is asked of the person; None when nothing is


@dataclass(frozen=True)
class Lost:
    """Points that a score lost, why, and where the person mends it; "" where others do."""

    points: int
    text: str
    url: str = ""


@dataclass(frozen=True)
class Score:
    """One of the four words and its number, with every lost point."""

    label: str  # "Đúng"
    asks: str  # what the word asks
    value: int
    losses: tuple[Lost, ...] = ()


@dataclass(frozen=True)
class PrintLink:
    """A PDF of the record that can be had."""

    label: str  # "In phiên bản 3 (PDF)"
    url: str


@dataclass(frozen=True)
class RecordPage:
    """Hồ sơ của tôi."""

    person: str
    title: str
    staff_number: str
    status: str  # a code of `words.STATUS`
    path: tuple[PathStep, ...]
    sections: tuple[SectionLine, ...]
    send: Act
    state: str  # "Chưa gửi"
    state_hint: str = ""  # "Còn thiếu 3 mục bắt buộc"
    note: Note | None = None
    saved_at: datetime | None = None
    errors: tuple[FieldError, ...] = ()
    prints: tuple[PrintLink, ...] = ()
    history: str = ""  # address of its versions, once there is one
    percent: int = 100  # of what is asked of the person
    missing: int = 0
    scores: tuple[Score, ...] = ()
    reports: tuple["Reported", ...] = ()
    typed: tuple["TypedField", ...] = ()  # what HR typed lately
    photo: Photo | None = None
    reminders: tuple[str, ...] = ()  # what comes due

    @property
    def complete(self) -> int:
        """How many sections need nothing more."""
        return sum(line.state in ("complete", "by_unit") for line in self.sections)


@dataclass(frozen=True)
class Option:
    """A value of a catalogue and its Vietnamese name."""

    value: str
    label: str


@dataclass(frozen=True)
class Lookup:
    """A long catalogue, sent once a page: a field searches in it by `Field.lookup`."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Found:
    """An entry that a search found, as a field shows it; `until` marks an old name."""

    value: str  # "Xã Hải Minh, Huyện Hải Hậu, Tỉnh Nam Định (14122)"
    until: str = ""  # "đến 30/6/2025"


@dataclass(frozen=True)
class LookupPart:
    """`record/_lookup.html`: the answer to a search."""

    found: tuple[Found, ...]


@dataclass(frozen=True)
class Returned:
    """Why HR sent a field back."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PhotoPanel:
    """The photo of a record that is being filled: brought, brought anew, taken away."""

    photo: Photo | None
    put_url: str
    remove_url: str = ""  # "": nothing that may be taken away
    returned: Returned | None = None  # why it was sent back
    said: str = ""
    closed: bool = False  # whether none may be brought now


@dataclass(frozen=True)
class TypedField:
    """A field that HR typed into the own record, and where to object."""

    label: str
    old: str
    new: str
    until: date  # last day to object
    url: str = ""  # "" while a report on the field waits


@dataclass(frozen=True)
class Reported:
    """That the person reported a field as wrong, and the answer when there is one."""

    text: str  # what the person said is right
    at: datetime
    answer: str = ""  # "Đã sửa", "Giữ nguyên"
    reason: str = ""
    by: str = ""
    answered_at: datetime | None = None
    label: str = ""  # of the field, where reports stand in a list
    url: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form. `path` is its name, its id and its place in the draft.

    `value` is text as typed. Dates are typed in three boxes of one name, joined by
    `formats.join_date`; `checks` is several boxes of one name; `lookup` shows `Tên (mã)`,
    read back by `record.values.code_of`.
    """

    path: str
    number: str
    label: str
    control: Control = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    lookup: str = ""  # name of the catalogue that is searched
    required: bool = False
    hint: str = ""
    errors: tuple[str, ...] = ()  # sentences
    returned: Returned | None = None
    warnings: tuple[str, ...] = ()  # sentences of what stops nobody
    read_only: str = ""  # why it cannot be typed: "Đơn vị ghi mục này."
    reported: Reported | None = None
    report_url: str = ""  # where it can be reported as wrong; "" while a report waits
    computed: bool = False  # filled in by itself: an automatic save may bring a new value
    offers: tuple[Option, ...] = ()  # codes that may be meant where this one cannot stand
    origin: str = ""  # where what is filled in by itself comes from
    lookup_sent: bool = True  # whether the page has it as a Lookup, for browsers without script
    documents: tuple[Document, ...] = ()  # attached to it, shown at its side


@dataclass(frozen=True)
class TableRow:
    """One row of a table: a card of fields. `place` is what the button that removes it sends."""

    place: str  # "family.own.2"
    number: int  # from 1, for people
    fields: tuple[Field, ...]
    fresh: bool = False  # just added, the reader lands in it


@dataclass(frozen=True)
class TableField:
    """A table of a form: rows to type in, or lines to read when it is `closed`."""

    path: str
    number: str
    label: str
    rows: tuple[TableRow, ...] = ()
    declared_none: bool = False
    lines: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    errors: tuple[str, ...] = ()
    returned: Returned | None = None
    read_only: str = ""
    warnings: tuple[str, ...] = ()
    closed: bool = False
    reported: Reported | None = None
    report_url: str = ""
    documents: tuple[Document, ...] = ()
    control: Literal["table"] = "table"

    @property
    def anchor(self) -> str:
        """The id of the table's part of the page, which is exchanged when rows come or go."""
        return f"bang-{self.path.replace('.', '-')}"


@dataclass(frozen=True)
class Said:
    """What stands beside one field after a save: what is wrong, what deserves a look."""

    path: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedPart:
    """`record/_saved.html`: the answer to an automatic save, or why it did not happen.

    `said`: every field of the section that has something to say; the others have nothing.
    """

    revision: int
    saved_at: datetime | None = None
    fault: str = ""
    said: tuple[Said, ...] = ()
    mark: SectionLine | None = None  # how far the section is now
    filled: tuple[Field, ...] = ()  # what was filled in by itself
    origins: tuple[tuple[str, str], ...] = ()  # path of each such field, where it comes from


@dataclass(frozen=True)
class SectionPage:
    """One section of my record, as a form or, when `closed` says why, to read."""

    name: str
    label: str
    sections: tuple[SectionLine, ...]
    fields: tuple[Field | TableField, ...]
    saved: SavedPart
    lookups: tuple[Lookup, ...] = ()
    restricted: bool = False
    closed: str = ""  # "Hồ sơ đang chờ kiểm tra, chưa sửa được."
    errors: tuple[FieldError, ...] = ()
    errors_title: str = ""  # instead of "2 chỗ cần sửa"
    evidence: EvidencePanel | None = None
    every_fault: bool = False  # also what is missing is said
    owner: str = ""  # whose form it is
    unsaved: bool = False  # what stands in it is not kept yet
    photo_panel: PhotoPanel | None = None  # where the photo is among what this section asks

    @property
    def position(self) -> int:
        """The section's place in the list, from 1."""
        return [line.name for line in self.sections].index(self.name) + 1

    @property
    def previous(self) -> SectionLine | None:
        """The section before this one."""
        return self.sections[self.position - 2] if self.position > 1 else None

    @property
    def following(self) -> SectionLine | None:
        """The section after this one."""
        return self.sections[self.position] if self.position < len(self.sections) else None
