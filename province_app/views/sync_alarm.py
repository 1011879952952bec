"""The alarm of the log: an outside place has had no signed head for two hours."""

from datetime import datetime

from province_app.extensions import db
from province_app.services.audit_sealing import Silence, silences
from province_app.views import formats
from province_app.views.page import Note
from tiers.units import Officer, Role


def audit_alarm(officer: Officer, places: tuple[str, ...], at: datetime) -> Note | None:
    """Return the alarm for Sở Nội vụ; None while all places are served, and for others."""
    if officer.role is not Role.PROVINCE:
        return None
    found = silences(db.session(), places, at)
    if not found:
        return None
    said = "; ".join(_said(one) for one in found)
    text = f"{said}. Báo người vận hành kiểm tra bộ lập lịch và đường tới nơi lưu."
    return Note(text, strong="Nhật ký chưa được gửi ra ngoài quá 2 giờ:", tone="bad")


def _said(silence: Silence) -> str:
    if silence.since is None:
        return f"{silence.place} chưa nhận mốc nào"
    return f"{silence.place} nhận mốc cuối lúc {formats.moment(silence.since)}"
