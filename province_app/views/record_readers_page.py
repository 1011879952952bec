"""What `record/readers.html` shows: who has read my record."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.page import Pager


@dataclass(frozen=True)
class ReaderLine:
    """One reader on one day for one purpose."""

    name: str
    post: str  # "Cán bộ tổ chức, Trường THCS Hải Minh"
    purpose: str  # "Kiểm tra hồ sơ"
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True)
class ReadersPage:
    """Ai đã xem hồ sơ của tôi."""

    lines: tuple[ReaderLine, ...]
    pager: Pager | None = None
