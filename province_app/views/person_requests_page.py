"""What `rights/requests.html` and `rights/request.html` show: requests about the own data."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.page import Act, Link
from province_app.views.record_page import Option

KINDS = {
    "complaint": "Khiếu nại",
    "copy": "Bản sao dữ liệu",
    "restriction": "Hạn chế xử lý dữ liệu",
    "objection": "Phản đối việc xử lý dữ liệu",
}
EXPLAINED = {
    "complaint": "về cách đơn vị quản lý, xác nhận dữ liệu của bạn; cấp trên trả lời",
    "copy": "nhận toàn bộ hồ sơ, cả phần hạn chế; trả lời trong 72 giờ",
    "restriction": "không đưa hồ sơ, hoặc một mục, vào tệp Excel của đơn vị cho đến khi bạn kết "
    "thúc; trả lời trong 72 giờ",
    "objection": "không đồng ý với một cách dùng dữ liệu",
}


@dataclass(frozen=True)
class RequestCard:
    """One request as its person sees it; `error` reports stand among them."""

    id: str
    title: str
    said: str
    asked_at: datetime
    field: str = ""
    handler: str = ""  # who answers, or has answered
    left: str = ""  # of the clock, while it runs
    overdue: bool = False
    due_at: datetime | None = None
    answer: str = ""  # a word; "" while it waits
    reason: str = ""
    answered_at: datetime | None = None
    links: tuple[Link, ...] = ()
    effect: str = ""  # of a granted restriction
    ends: bool = False  # its person may end it


@dataclass(frozen=True)
class RequestsPage:
    """Khiếu nại, yêu cầu."""

    cards: tuple[RequestCard, ...]
    kinds: tuple[tuple[str, str, str], ...]  # value, name, what it is
    groups: tuple[tuple[str, tuple[Option, ...]], ...]  # fields by section
    longest: int
    kind: str = ""  # typed before a refusal
    path: str = ""
    said: str = ""
    error: str = ""


@dataclass(frozen=True)
class AnswerRequestPage:
    """Trả lời khiếu nại, yêu cầu."""

    card: RequestCard
    person: str
    unit: str
    act: Act
    longest: int
    place: str
    restricts: bool = False
    answer: str = ""  # typed before a refusal
    reason: str = ""
    article: str = ""
    error: str = ""
