"""What every page shows, and the parts that several pages share, as plain data for templates.

A view translates a service's result into these; a template reads nothing else. Moments are aware
UTC and stay moments until a filter of `formats` writes them; text is Vietnamese.
Every template gets two variables: `shell` (from a context processor) and `page`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from province_app.views.photo_page import Photos

Tone = Literal["", "wait", "bad", "done"]


@dataclass(frozen=True)
class Link:
    """A place to go, in words."""

    text: str
    url: str


@dataclass(frozen=True)
class Door:
    """One entry of the menu; only doors that this user may open are listed, at most four."""

    label: str
    icon: str  # a name of Bootstrap Icons, without `bi-`
    url: str
    current: bool = False


@dataclass(frozen=True)
class User:
    """Who is signed in: full name, and the post or title that the menu shows under it."""

    name: str
    title: str


@dataclass(frozen=True)
class MonthDay:
    """One step of the month: `23 ký số`, `28–31 lên quốc gia`.

    `to` is the part of the text that a phone leaves out: to="lên " and what="quốc gia".
    """

    label: str
    what: str
    state: Literal["past", "today", "ahead"] = "ahead"
    to: str = ""


@dataclass(frozen=True)
class MonthBar:
    """The fact strip under the header: where we are, what is open for me, what I still owe."""

    period: str  # "2024-05"
    days: tuple[MonthDay, ...]
    fact_label: str  # "Phê duyệt"
    fact: str  # "còn 1 ngày 14 giờ"
    owed: Link | None = None  # "Còn 9 việc"


@dataclass(frozen=True)
class Shell:
    """The frame around every page. Without a user: sign-in and errors of strangers."""

    now: datetime  # business clock, aware UTC
    unit: str = "Ủy ban nhân dân tỉnh Nam Định"  # "Trường THCS Hải Minh · cấp cơ sở"
    user: User | None = None
    doors: tuple[Door, ...] = ()
    month: MonthBar | None = None
    system: str = "Hồ sơ CBCCVC tỉnh Nam Định"
    notices: int = 0  # about the account, not seen yet


@dataclass(frozen=True)
class Act:
    """A button, or the same button closed with the reason beside it."""

    label: str
    allowed: bool = True
    reason: str = ""  # said when closed; when open it may say what will happen


@dataclass(frozen=True)
class Note:
    """One sentence that must be seen; `strong` opens it: `Việc của bạn:`."""

    text: str
    strong: str = ""
    tone: Tone = ""
    link: Link | None = None


@dataclass(frozen=True)
class Count:
    """A number at the top of a page that opens its list; `of` makes it `30 / 62`."""

    value: int
    label: str
    url: str
    hint: str = ""
    of: int | None = None


@dataclass(frozen=True)
class Term:
    """One number of an equation; zero is shown as grey text without a link."""

    value: int
    label: str
    url: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Change:
    """One changed field as it is read: an empty `old` is shown as `chưa có`."""

    label: str
    old: str
    new: str
    number: str = ""  # item of the form: "30.1"
    lines: tuple[str, ...] = ()  # of a table: the rows that came, went or changed
    photos: Photos | None = None  # of the photo: old and new


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one section; `hidden` counts changed fields of restricted content."""

    label: str
    changes: tuple[Change, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class FieldError:
    """One line of the error summary; `url` leads to the field, often `#path`."""

    text: str
    url: str


@dataclass(frozen=True)
class Pager:
    """Where a list stands: rows `first`..`last`; no totals that cost seconds."""

    first: int
    last: int
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class SignInPage:
    """`account/sign_in.html`. The password never comes back."""

    username: str = ""
    error: str = ""
    next: str = ""  # where to go afterwards: a path of this site, checked by the view
    kept: tuple[tuple[str, str], ...] = ()  # what was typed when the session ended, as sent
    province: bool = False  # there is a single sign-on of the province


@dataclass(frozen=True)
class SentAgain:
    """A form that can be sent once more as it was sent."""

    url: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ErrorPage:
    """`error.html`: what was refused, why, until when, what is kept, who can help."""

    status: int
    title: str
    message: str
    article: str = ""  # "Đ.7.1b"
    until: datetime | None = None  # when the answer may change
    kept: str = ""  # what did not get lost, as a sentence
    helper: str = ""  # "Phạm Quang Huy, Sở Nội vụ, 0228 300 0000"
    request_code: str = ""  # read out on the telephone
    code: str = ""  # of the decision: "window_closed"
    back: Link | None = None
    again: SentAgain | None = None  # what was typed, and can be sent once more
