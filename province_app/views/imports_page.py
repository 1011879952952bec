"""What `imports/*.html` show: a workbook brought in three steps."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.page import Act, Change, Count, FieldError, Link, Note, Pager


@dataclass(frozen=True)
class UnitOption:
    """A unit that a file may be brought for, and how its records may be taken out."""

    id: int
    name: str
    people: int
    alone: bool  # without a second person
    release: str = ""  # the id of the act that a second person confirmed
    until: datetime | None = None  # it may be used, or it waits


@dataclass(frozen=True)
class UploadPage:
    """Step 1: template, records of the unit, the file."""

    units: tuple[UnitOption, ...]
    today: str
    last: Link | None = None
    errors: tuple[FieldError, ...] = ()
    problem: str = "Chưa đọc được tệp"


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the file and the heading of the field that it is taken for."""

    name: str  # of the input: "column-0-3"
    heading: str
    chosen: str


@dataclass(frozen=True)
class SheetColumns:
    """A sheet of the file; `known` columns were recognised and need no look."""

    list_id: str
    title: str
    left_out: bool
    known: int
    unknown: tuple[ColumnChoice, ...]
    matched: tuple[ColumnChoice, ...]
    headings: tuple[str, ...]  # what may be chosen


@dataclass(frozen=True)
class CodeOffer:
    """A code that may be meant by a cell's text: what its button sends and says."""

    path: str
    code: str
    label: str
    place: str


@dataclass(frozen=True)
class RowLine:
    """One person's part of the file."""

    number: int
    row: int
    person: str
    key: str
    state: str
    tone: str
    changes: tuple[Change, ...]
    faults: tuple[str, ...]
    offers: tuple[CodeOffer, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How many rows have been compared or entered, of those that are to be."""

    done: int
    total: int
    url: str
    running: bool
    doing: str


@dataclass(frozen=True)
class BatchPage:
    """Steps 2 and 3: the columns, what would change, what was entered."""

    id: str
    name: str
    state: str  # of the batch
    sheets: tuple[SheetColumns, ...] = ()
    counts: tuple[Count, ...] = ()
    rows: tuple[RowLine, ...] = ()
    rows_title: str = ""
    pager: Pager | None = None
    progress: Progress | None = None
    enter: Act | None = None
    enter_all: Act | None = None
    error_file: Link | None = None
    notes: tuple[Note, ...] = ()
    errors: tuple[FieldError, ...] = ()
