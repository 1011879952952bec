"""Sao lưu và phục hồi: how the copies in the two houses stand; a restore proposed. Đ.9.2."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug import Response

from config.settings import Settings
from province_app.auth import current_officer, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import backups, restore_approval
from province_app.services.backups import BackupState
from province_app.services.basis import Basis
from province_app.views import formats
from province_app.views.backups_page import BackupsPage, PlaceLine
from province_app.views.forms.accounts import RestoreForm
from province_app.views.forms.basis import done_by
from province_app.views.fresh import require_fresh
from province_app.views.messages import message
from province_app.views.page import Note
from province_app.views.record_page import Option
from tiers.calendar import local_day

bp = Blueprint("backups", __name__)

DIGITS = 16  # of a digest, as people compare it
MEBIBYTE = 1 << 20

# What stands in a fault → what it means. The operator sees all of it by the command.
FAULTS = {
    "FileNotFoundError": "Không thấy nơi lưu",
    "No space left": "Nơi lưu đã đầy",
    "Permission": "Không được ghi vào nơi lưu",
    "Read-only": "Không được ghi vào nơi lưu",
    "Changed": "Đọc lại không đúng như đã ghi",
    "database failed": "Không đọc được cơ sở dữ liệu",
    "ToolFailed": "Không đọc được cơ sở dữ liệu",
    "Unreadable": "Không đọc được cơ sở dữ liệu",
}


@bp.get("/backups")
@policy("backup.read")
def show() -> str:
    """Show the places, the last drill, and the form."""
    return render_template("backups/show.html", page=_page())


@bp.post("/backups/restore")
@policy("backup.restore")
@require_fresh()
def propose() -> Response | tuple[str, int]:
    """Propose that the database becomes again what a set holds."""
    form = RestoreForm()
    session, officer, now = db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        restore_approval.propose_restore(session, officer, form.set.data, basis, now)

    if code := done_by(form, act):
        return render_template("backups/show.html", page=_page(message(code))), 409
    flash("Đã đề xuất. Người thứ hai của Sở Nội vụ xác nhận thì mới chạy lệnh được.", "wait")
    return redirect(url_for("two_person.show"))


def _page(error: str = "") -> BackupsPage:
    settings: Settings = current_app.config["SETTINGS"]
    found = backups.state(db.session(), settings, system_now())
    typed = request.form if error else {}
    drill = found.drill
    return BackupsPage(
        _notes(found),
        tuple(
            PlaceLine(
                one.name,
                one.good.made_at if one.good else None,
                one.tried_at,
                _said(one.fault),
                one.late,
            )
            for one in found.places
        ),
        drill.at if drill else None,
        drill is None or drill.fault is None,
        drill.place if drill else "",
        tuple(
            Option(
                one.digest.hex(),
                f"{formats.moment(one.made_at)}, mã {one.digest.hex()[:DIGITS]},"
                f" {formats.number(-(-one.bytes // MEBIBYTE))} MB,"
                f" {formats.number(one.documents)} tài liệu",
            )
            for one in found.sets
        ),
        local_day(business_now()).isoformat(),
        typed.get("set", ""),
        typed.get("basis_number", ""),
        typed.get("basis_date", ""),
        error,
    )


def _said(fault: str) -> str:
    """Return the fault of a place in words; "" for none."""
    found = next((said for sign, said in FAULTS.items() if sign in fault), "Nơi lưu báo lỗi")
    return found if fault else ""


def _notes(found: BackupState) -> tuple[Note, ...]:
    notes = []
    if not found.places:
        said = "Người vận hành đặt hai thư mục ở BACKUP_DIRS, mỗi thư mục của một đơn vị lưu trữ."
        notes.append(Note(said, strong="Chưa có nơi lưu bản sao.", tone="bad"))
    if any(one.late for one in found.places):
        said = "Báo người vận hành kiểm tra nơi lưu và bộ lập lịch."
        notes.append(Note(said, strong="Có nơi lưu không có bản tốt của ngày.", tone="bad"))
    if found.drill_late or (found.drill and found.drill.fault):
        said = "Chưa chắc phục hồi được từ bản sao hiện có. Báo người vận hành."
        notes.append(Note(said, strong="Diễn tập phục hồi không thành công.", tone="bad"))
    if (last := found.restored) is not None:
        made, done = formats.moment(last.set_made_at), formats.moment(last.restored_at)
        said = f"Phục hồi lúc {done}, theo {last.basis_number}."
        if last.settled_at is None:
            said += " Lần gửi tới sẽ đối chiếu với nơi nhận trước."
        waits = last.settled_at is None
        strong = f"Dữ liệu này lấy từ bản sao lúc {made}."
        notes.append(Note(said, strong=strong, tone="wait" if waits else ""))
    return tuple(notes)
