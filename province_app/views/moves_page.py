"""What `moves/show.html` and `moves/new.html` show: who comes, who goes, who went."""

from dataclasses import dataclass, field
from datetime import date, datetime

from province_app.views.page import Act, Link, Pager
from province_app.views.record_page import Option


@dataclass(frozen=True)
class ArrivalRow:
    """Somebody whom another unit hands to this one."""

    id: str
    person: str
    category: str  # a code; chosen anew for this unit
    from_unit: str
    effective_on: date
    basis: str
    proposed_at: datetime
    act: Act


@dataclass(frozen=True)
class LeavingRow:
    """Somebody whom this unit hands on or lets go, on the way still."""

    id: str
    person: str
    kind: str  # a code of `words.MOVE`
    state: str  # proposed, refused, done
    to_unit: str
    effective_on: date
    basis: str
    reason: str = ""  # of a refusal
    again: str = ""  # where to propose anew
    act: Act | None = None  # to withdraw


@dataclass(frozen=True)
class GoneRow:
    """Somebody of the archive: read only, what this unit confirmed."""

    person: str
    url: str  # "" when the unit never confirmed anything
    kind: str
    to_unit: str
    left_on: date
    basis: str
    versions: int
    file_url: str = ""  # where the decision is filed that is lacking still


@dataclass(frozen=True)
class MovesPage:
    """Điều chuyển, thôi làm việc."""

    unit: str
    unit_id: int
    others: tuple[Link, ...]
    arrivals: tuple[ArrivalRow, ...]
    leaving: tuple[LeavingRow, ...]
    gone: tuple[GoneRow, ...]
    total: int  # of the archive
    categories: tuple[Option, ...]
    refusals: tuple[Option, ...]
    pager: Pager | None = None
    error: str = ""


@dataclass(frozen=True)
class MovePage:
    """One person is handed on or let go."""

    person: str
    person_id: str
    unit: Link
    back: Link
    kinds: tuple[Option, ...]
    receivers: tuple[Option, ...]
    today: str
    earliest: str
    latest: str
    act: Act
    term_ends_on: date | None = None  # the end of a term of which no decision is filed
    typed: dict[str, str] = field(default_factory=dict)  # kept after a refusal
    error: str = ""
    prolong: dict[str, str] | None = None  # what stands in the form to work on; None: no such form
    prolong_act: Act | None = None


@dataclass(frozen=True)
class BackPage:
    """Whoever left the province is taken in again."""

    unit: str
    unit_id: int
    back: Link
    categories: tuple[Option, ...]
    today: str
    earliest: str
    latest: str
    connected: bool  # whether the nation is asked what it holds meanwhile
    personal_id: str = ""  # typed, kept after a refusal
    category: str = ""
    received_on: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""
