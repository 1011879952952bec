"""What the pages of `sync/` show: the stages of the month, their sums, the push, the receipt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from province_app.views.page import Act, Link, Note, Pager, Term
from province_app.views.sync_policy_page import EventPart


@dataclass(frozen=True)
class Progress:
    """A run that is going on: `done` of `total`; `left_s` seconds when it can be told."""

    done: int
    total: int
    text: str  # "Đang đẩy: Phạm Quang Huy bấm lúc 09:12."
    left_s: int | None = None


@dataclass(frozen=True)
class RunPart:
    """`sync/_progress.html`: where all records are, the push; asked for again while it runs."""

    stage: str
    terms: tuple[Term, ...]  # owed = queued + sent + accepted + unchanged + rejected + withheld
    updated_at: datetime
    push: Act
    progress: Progress | None = None
    period: str = ""
    notes: tuple[Note, ...] = ()  # a sum that does not balance, a fault of the run
    balanced: bool = True


@dataclass(frozen=True)
class RunLine:
    """One run of the stage: who asked, from when to when, how it ended."""

    by: str  # "Lịch tự chạy", "Phạm Quang Huy"
    basis: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    late: bool
    fault: str = ""
    tries: int = 0  # how often a worker took it up
    payload: int = 0  # bytes put to the node above, before gzip


@dataclass(frozen=True)
class LateLine:
    """A unit that will be late at its pace: what is missing, who holds it up, what is needed."""

    name: str
    url: str
    missing: str  # "3 chưa khai, 2 chờ ký"
    held_by: str  # "Trần Thị Hà kiểm tra; Lê Văn Bình ký"
    a_day: int
    until: str  # "hết ngày 25/5"


@dataclass(frozen=True)
class StageCard:
    """One stage of the period and how it stands; its link chooses it."""

    stage: str
    label: str  # "1. Cơ sở lên sở, huyện"
    state: Literal["done", "open", "ahead", "late", "failed"]
    text: str  # "Xong 26/5 lúc 23:12"
    url: str
    records: int | None = None
    chosen: bool = False


@dataclass(frozen=True)
class ItemRow:
    """One record in one stage: outcome, cause in words, the field where it lies."""

    person: str
    unit: str
    outcome: str  # a code of `words.OUTCOME`
    changed_at: datetime
    version: int | None = None
    cause: str = ""
    field: str = ""  # "Ngoại ngữ, mục 32.6"
    todo: str = ""  # who does what until when


@dataclass(frozen=True)
class CauseGroup:
    """Refused or withheld records of one cause, the first few as rows."""

    cause: str  # "Mã danh mục không có ở cấp quốc gia"
    count: int
    url: str
    hint: str = ""
    rows: tuple[ItemRow, ...] = ()


@dataclass(frozen=True)
class UnitLine:
    """One unit's month: owed to arrived, and what stands in the way."""

    name: str
    contact: str
    url: str
    owed: int
    entered: int
    checked: int
    signed: int
    arrived: int
    stopped: int  # rejected and withheld
    status: str  # a code of `words.UNIT_STATUS`
    urls: tuple[str, ...] = ()  # the lists behind the six numbers
    closed: bool = False  # the head declared the month to be without a change


@dataclass(frozen=True)
class ReceiptPanel:
    """The signed answer of the node above, and the agency's approval of it."""

    receiver: str  # "CSDL quốc gia"
    submission_id: str
    received_at: datetime
    verified: bool
    accepted: int
    unchanged: int
    rejected: int
    approve: Act
    approved_at: datetime | None = None
    approved_by: str = ""
    error: str = ""  # why the last try to approve failed
    refused: str = ""  # why the receiver did not take the approval, and what to do
    others: int = 0  # further receipts of the period that hold and wait for approval
    others_accepted: int = 0  # records that those have accepted


@dataclass(frozen=True)
class ReceiptLine:
    """Another receipt of the period."""

    submission_id: str
    received_at: datetime
    verified: bool
    text: str  # "tiếp nhận 12, từ chối 1 · đã phê duyệt"


@dataclass(frozen=True)
class WindowLine:
    """A unit's exceptional signing window of the period, and the document behind it."""

    unit: str
    opens_at: datetime
    closes_at: datetime
    basis: str
    by: str  # both persons


@dataclass(frozen=True)
class SyncPage:
    """Đồng bộ: the month, with one stage opened."""

    period: str
    lead: str  # "Đẩy lên CSDL quốc gia được đến hết ngày 31/5."
    stages: tuple[StageCard, ...]
    run: RunPart  # of the chosen stage
    note: Note | None = None
    rejected: tuple[CauseGroup, ...] = ()
    withheld: tuple[CauseGroup, ...] = ()
    units: tuple[UnitLine, ...] = ()
    arrived_label: str = "Đã lên tỉnh"
    pager: Pager | None = None
    receipt: ReceiptPanel | None = None
    receipts: tuple[ReceiptLine, ...] = ()  # the period's others
    broken: int = 0  # records that travel although a rule of today finds them wrong
    broken_lines: tuple[tuple[str, str], ...] = ()  # unit, whose record and where; the first ones
    runs: tuple[RunLine, ...] = ()  # of the chosen stage, newest first
    events: EventPart | None = None  # what waits by the event policy
    hand_url: str = ""  # where a submission may go by hand
    deliveries_url: str = ""  # where departments with software of their own are registered
    windows: tuple[WindowLine, ...] = ()  # opened beside the calendar
    late: tuple[LateLine, ...] = ()  # who will be late, from day 20 on
    late_total: int = 0

    @property
    def stopped(self) -> tuple[int, int]:
        """How many records are rejected and how many withheld."""
        return sum(group.count for group in self.rejected), sum(g.count for g in self.withheld)


@dataclass(frozen=True)
class ItemsPage:
    """`sync/items.html`: the records behind one number."""

    period: str
    stage_label: str
    outcome: str
    stage_url: str
    rows: tuple[ItemRow, ...]
    pager: Pager | None = None
    filters: tuple[Link, ...] = ()  # each leads to the list without it
