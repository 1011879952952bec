"""Ai đã xem hồ sơ của tôi. Source: Quy chế Đ.5, Đ.6.1."""

from flask import Blueprint, render_template, request, url_for

from province_app.auth import current_officer, policy
from province_app.extensions import db
from province_app.services.record_readers import ROWS, Reader, Readers, readers_of
from province_app.views.page import Pager
from province_app.views.record_readers_page import ReaderLine, ReadersPage
from tiers.audit import Purpose

bp = Blueprint("record_readers", __name__)

_MOST_PAGES = 10_000
_SYSTEM = "Quản trị hệ thống"
_SYSTEM_POST = "Bằng lệnh trên máy chủ"
PURPOSES = {
    Purpose.CHECK: "Kiểm tra hồ sơ",
    Purpose.SIGN: "Phê duyệt bằng ký số",
    Purpose.ENTER: "Ghi phần của đơn vị",
    Purpose.ANSWER: "Trả lời báo sai",
    Purpose.IMPORT: "Nhập hồ sơ từ Excel",
    Purpose.EXPORT: "Tải hồ sơ ra Excel",
    Purpose.PRINT: "In hồ sơ",
    Purpose.HISTORY: "Xem lịch sử hồ sơ",
    Purpose.REMIND: "Nhắc việc sắp đến hạn",
    Purpose.SEARCH: "Tra cứu",
    Purpose.LOOKUP: "Tiếp nhận từ ngoài tỉnh",
    Purpose.EVIDENCE: "Xem tài liệu kèm theo",
    Purpose.CONSENT: "Xem theo sự đồng ý của bạn",
}


@bp.get("/my-record/readers")
@policy("record.read_own")
def show() -> str:
    """Show who has read the own record, a page at a time."""
    number = min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)
    found = readers_of(db.session(), current_officer(), number)
    page = ReadersPage(tuple(_line(one) for one in found.lines), _pager(found))
    return render_template("record/readers.html", page=page)


def _line(reader: Reader) -> ReaderLine:
    post = ", ".join(part for part in (reader.title, reader.unit) if part)
    return ReaderLine(
        reader.full_name or _SYSTEM,
        post if reader.full_name else _SYSTEM_POST,
        PURPOSES[reader.purpose],
        reader.first_at,
        reader.last_at,
        reader.times,
    )


def _pager(found: Readers) -> Pager | None:
    if not found.lines or (found.page == 1 and not found.more):
        return None
    first = (found.page - 1) * ROWS + 1
    before = url_for("record_readers.show", page=found.page - 1) if found.page > 1 else ""
    after = url_for("record_readers.show", page=found.page + 1) if found.more else ""
    return Pager(first, first + len(found.lines) - 1, before, after)
