"""What the pages of asking the national database show: the requests, and one with its answer."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.page import Act, Link, Pager
from province_app.views.record_history_page import ShownSection
from province_app.views.record_page import Option


@dataclass(frozen=True)
class LookupRow:
    """One request in the list; the person is named only once the record has begun here."""

    url: str
    number: str  # its last digits, or "" once it is deleted
    purpose: str
    basis: str
    by: str
    asked_at: datetime
    state: str  # a code of `words.LOOKUP`
    person: str = ""


@dataclass(frozen=True)
class LookupsPage:
    """Tra cứu từ CSDL quốc gia: the form, and what the unit has asked."""

    unit: str
    unit_id: int
    others: tuple[Link, ...]
    rows: tuple[LookupRow, ...]
    today: str
    open: bool  # whether this node is connected at all
    a_day: int  # how many an officer may ask for
    kept_days: int
    pager: Pager | None = None
    personal_id: str = ""
    purpose: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""


@dataclass(frozen=True)
class Waiting:
    """`national_lookups/_waiting.html`: a request without an answer; asked again while `url`."""

    url: str
    told: str


@dataclass(frozen=True)
class Beginning:
    """The form by which a record begins from what was found."""

    categories: tuple[Option, ...]
    category: str
    received_on: str
    earliest: str
    today: str


@dataclass(frozen=True)
class LookupPage:
    """One request: where it is, what came of it."""

    id: str
    unit: str
    back: Link
    row: LookupRow
    kept_until: date | None = None  # the first day on which the answer is gone
    waiting: Waiting | None = None
    fault: str = ""  # why it failed
    again: Act | None = None
    person: str = ""
    released: bool = False
    sections: tuple[ShownSection, ...] = ()
    unread: str = ""  # labels of sections that could not be read
    begin: Beginning | None = None
    sheet: Link | None = None  # to the record that began
    moves: Link | None = None  # where somebody of the province is received
    error: str = ""
