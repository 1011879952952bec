"""The watch's share of a tick: alarms raised and ended, and each told by mail, once a cause."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import VIETNAM
from province_app.services import alarms
from province_app.services.alarms import Telling
from sync_jobs.mail import letter, send_each
from tiers.alarms import Cause

Clock = Callable[[], datetime]
# What is wrong, and where to look.
SAID = {
    Cause.STAGE: ("Đồng bộ chưa xong sau nhiều lần thử", "/sync"),
    Cause.CATALOGUES: ("Danh mục quốc gia mới chờ hai người xác nhận", "/catalogues"),
    Cause.PLACE: ("Một nơi giữ nhật ký không nhận được bản nào", "/sync"),
    Cause.DISK: ("Đĩa dữ liệu sắp đầy", "/sync"),
    Cause.BACKUP: ("Một nơi lưu không có bản sao lưu tốt của ngày", "/backups"),
    Cause.DRILL: ("Diễn tập phục hồi không thành công", "/backups"),
    Cause.DELIVERY: ("Một lần gửi của đơn vị chưa xét được vì lỗi", "/sync/deliveries"),
    Cause.TICK: ("Một việc của bộ lập lịch không chạy được", "/sync"),
    Cause.APPROVAL: ("Phê duyệt biên nhận chưa được nơi nhận ghi nhận", "/sync"),
    Cause.MISSED: ("Một kỳ bị bỏ lỡ vì máy chủ ngừng quá lâu", "/sync"),
    Cause.COMPARISON: ("Đối chiếu với nơi nhận thấy khác nhau", "/sync"),
    Cause.EXPIRY: ("Chứng thư hoặc danh sách thu hồi sắp hết hạn", "/certificates"),
    Cause.CLOCK: ("Đồng hồ máy chủ không đúng hoặc không được đối chiếu", "/sync"),
}


def keep_watch(
    session: Session, settings: Settings, at: datetime, now: Clock, began: datetime | None = None
) -> None:
    """Raise, end, and tell; `at` is the business clock, `began` when this process did."""
    alarms.watch(session, settings, at, now(), began)
    if not settings.smtp_url:
        return
    send_each(
        settings,
        # the others wait until somebody of the province has an address
        [one for one in alarms.to_tell(session, at, settings.alarm_mail_to) if one.mail_to],
        lambda one: _letter(one, settings),
        lambda number: alarms.told(session, number, now()),
        "alarm",
    )


def _letter(alarm: Telling, settings: Settings) -> EmailMessage:
    """Return one letter for all, so that a broken line never tells somebody twice."""
    subject, text = _words(alarm, settings)
    return letter(settings, ", ".join(alarm.mail_to), subject, text)


def _words(alarm: Telling, settings: Settings) -> tuple[str, str]:
    said, page = SAID[alarm.cause]
    at = alarm.raised_at.astimezone(VIETNAM)
    where = f" ({alarm.subject})" if alarm.subject else ""
    if settings.role == "national":
        page = "/metrics"  # it has no pages of its own
    return said, f"{said}{where}, từ {at:%H:%M ngày %d/%m/%Y}.\n\nXem {settings.public_url}{page}\n"
