"""What `rights/issues.html` and `rights/issue.html` show: vấn đề dữ liệu."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.page import Act

ANSWERS = {"settled": "Đã xử lý", "rejected": "Không phải lỗi dữ liệu"}


@dataclass(frozen=True)
class IssueCard:
    """One issue, its state, its answer."""

    id: str
    said: str
    raised_by: str
    raised_at: datetime
    person: str = ""
    unit: str = ""
    answer: str = ""  # a word; "" while it waits
    reason: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class IssuesPage:
    """Vấn đề dữ liệu of one record, for the officers of its unit."""

    person_id: str
    person: str
    cards: tuple[IssueCard, ...]
    longest: int
    said: str = ""  # typed before a refusal
    error: str = ""


@dataclass(frozen=True)
class AnswerIssuePage:
    """Sở Nội vụ answers one issue."""

    card: IssueCard
    act: Act
    longest: int
    answer: str = ""  # typed before a refusal
    reason: str = ""
    error: str = ""
