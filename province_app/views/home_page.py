"""What `home/show.html` shows: one inbox for HR, leaders, departments and Sở Nội vụ."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.page import Act, Count, Link, Pager
from province_app.views.sync_policy_page import ChangeRow


@dataclass(frozen=True)
class CheckTask:
    """A record that waits for my check."""

    draft_id: str
    person: str
    title: str
    sections: tuple[str, ...]  # labels of the changed sections
    fields: int
    sent_at: datetime
    waited_days: int = 0  # shown from the third day on
    restricted: bool = False
    new: bool = False  # the first entry of this person
    revision: int = 0  # of the draft as it is listed: confirmed is what was seen


@dataclass(frozen=True)
class SignTask:
    """What waits for my signature, in one sentence, and the door to it."""

    sentence: str  # "22 hồ sơ thay đổi, 40 hồ sơ không thay đổi trong kỳ 05/2024."
    act: Act


@dataclass(frozen=True)
class ReturnedTask:
    """A record in trouble: returned, rejected above, withheld. Says what to do."""

    person: str
    status: str  # a code of `words.STATUS`
    reason: str
    todo: str = ""  # after "Việc của bạn:"
    link: Link | None = None
    records: int = 1  # how many this line stands for


@dataclass(frozen=True)
class Deadline:
    """One line of the month's calendar."""

    day: date
    text: str


@dataclass(frozen=True)
class OwnTask:
    """The user's own record, when something in it waits for the user."""

    status: str
    text: str
    link: Link


@dataclass(frozen=True)
class SyncTask:
    """What the synchronisation waits for, for departments and Sở Nội vụ."""

    sentence: str
    link: Link


@dataclass(frozen=True)
class ReportTask:
    """A field that somebody of my unit reports as wrong."""

    person: str
    field: str  # "Số hiệu (mục H3)"
    asked_at: datetime
    link: Link


@dataclass(frozen=True)
class PersonTask:
    """Somebody whom another unit hands to mine, or whose term in mine is over."""

    person: str
    text: str  # "Từ Trường THCS Hải Bắc, có hiệu lực từ 1/6/2024."
    link: Link


@dataclass(frozen=True)
class AskedTask:
    """What somebody asks about the own data, or an officer of a record."""

    person: str  # or the kind of an act of two persons
    text: str  # "Bản sao dữ liệu · Trường THCS Hải Minh"
    asked_at: datetime
    link: Link
    left: str = ""  # "còn 1 ngày 14 giờ"
    overdue: bool = False


@dataclass(frozen=True)
class HomePage:
    """Việc của tôi."""

    lead: str  # "Kiểm tra xong trong hôm nay để Hiệu trưởng kịp ký trước hết ngày 25/5."
    counts: tuple[Count, ...] = ()
    counts_label: str = ""  # "62 người của đơn vị trong kỳ này"
    to_check: tuple[CheckTask, ...] = ()
    to_check_total: int = 0
    to_check_pager: Pager | None = None
    to_sign: SignTask | None = None
    returned: tuple[ReturnedTask, ...] = ()
    returned_total: int = 0
    returned_pager: Pager | None = None
    unsent: tuple[str, ...] = ()  # names of those who have not sent what they began
    unsent_total: int = 0
    unsent_pager: Pager | None = None
    sync: SyncTask | None = None
    own: OwnTask | None = None
    reports: tuple[ReportTask, ...] = ()
    arrivals: tuple[PersonTask, ...] = ()  # handed to my unit
    lapsed: tuple[PersonTask, ...] = ()  # whose leaving has no decision yet
    requests: tuple[AskedTask, ...] = ()
    issues: tuple[AskedTask, ...] = ()
    acts: tuple[AskedTask, ...] = ()
    overdue: tuple[ChangeRow, ...] = ()  # by the event policy, the first due first
    overdue_total: int = 0
    above: str = ""  # where they are due
    deadlines: tuple[Deadline, ...] = ()
    reminds: bool = False  # whether the reader is HR somewhere: what comes due stands on a page

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do."""
        asked = self.reports or self.requests or self.issues or self.arrivals or self.acts
        mine = self.overdue or self.to_check or self.to_sign or self.lapsed or asked
        return not (mine or self.returned or self.own or self.sync)
