"""The path of a record in words: eight steps, and what to do where it stopped."""

from datetime import datetime

from flask import url_for

from province_app.record.schema import field_at
from province_app.services.own_record import OwnRecord
from province_app.services.record_path import RECEIVERS, Step
from province_app.views import formats, words
from province_app.views.messages import message
from province_app.views.page import Link, Note
from province_app.views.record_page import PathStep
from province_app.views.sync_words import TARGET
from tiers.calendar import Span
from tiers.units import PostKind

_LABELS = {
    "entered": "Khai",
    "sent": "Gửi",
    "checked": "Kiểm tra",
    "confirmed": "Xác nhận",
    "signed": "Ký số",
    "department": "Lên sở/huyện",
    "province": "Lên tỉnh",
    "national": "Vào CSDL quốc gia",
}
_WAITING = {"checked": "Chờ kiểm tra", "signed": "Chờ ký số"}
_BY = {"confirmed": "cán bộ tổ chức"}
_SHORT_ID = 8


def path_steps(record: OwnRecord, now: datetime) -> tuple[PathStep, ...]:
    """Return the eight steps with their dates, people and receipt."""
    return tuple(PathStep(_label(step), step.state, _lines(step, now)) for step in record.steps)


def note(record: OwnRecord) -> Note | None:
    """Return what to do now where the record stopped, or where to find what has arrived."""
    step = record.trouble
    if step is None:
        last = next((one for one in record.steps if one.receipt), None)
        if last is None:
            return None
        above = TARGET[RECEIVERS[last.name]]
        return Note(f"{above} đã nhận hồ sơ. Số biên nhận: {last.receipt}.", tone="done")
    if step.name == "checked" and not step.code:
        count = len(record.text.returns)
        ask = f"sửa {count} mục theo ý kiến của {record.text.checker}, rồi gửi lại"
        return Note(ask + _in_time(record), "Việc của bạn:", "bad")
    return _stopped(step)


def days(span: Span) -> str:
    """Return the days of a span: `26/5`, `28–31/5`."""
    first, last = formats.local_day(span.opens), formats.local_day(span.closes)
    last = last - last.resolution
    if first == last:
        return formats.day_month(first)
    if first.month == last.month:
        return f"{first.day}–{formats.day_month(last)}"
    return f"{formats.day_month(first)}–{formats.day_month(last)}"


def _label(step: Step) -> str:
    if step.outcome:
        return words.STATUS[step.outcome].text
    if step.state == "bad":
        return words.STATUS[step.code or "returned"].text
    return (
        _WAITING.get(step.name, _LABELS[step.name]) if step.state == "wait" else _LABELS[step.name]
    )


def _lines(step: Step, now: datetime) -> tuple[str, ...]:
    if step.at is None:
        lines = [*_who(step), _when(step, now)]
    else:
        lines = [f"{formats.day_month(step.at)} {formats.clock(step.at)}", *_who(step)]
    if step.receipt:
        lines.append(f"biên nhận {str(step.receipt)[:_SHORT_ID]}…")
    return tuple(line for line in lines if line)


def _who(step: Step) -> list[str]:
    if step.who and step.name == "checked" and step.post not in (None, PostKind.HR):
        return [f"{name} ({words.POST[step.post]})" for name in step.who]
    return list(step.who) or [_by(step)]


def _by(step: Step) -> str:
    if step.name == "signed" and step.post:
        return words.POST[step.post]
    return _BY.get(step.name, "") if step.state == "ahead" else ""


def _when(step: Step, now: datetime) -> str:
    if step.span is None:
        return "ngay khi ký" if step.name in RECEIVERS else ""
    if step.span.always:
        return "hằng ngày"
    if step.state == "wait" and now in step.span:
        return f"đến {formats.end(step.span.closes)}"
    return days(step.span)


def _in_time(record: OwnRecord) -> str:
    span = next((step.span for step in record.steps if step.name == "signed"), None)
    return f" để kịp ký {days(span)}." if span and not span.always else "."


def _stopped(step: Step) -> Note:
    text = message(step.code)
    if step.code in ("no_checker", "no_signer"):
        return Note(text, "Việc của đơn vị:", "wait")
    info = field_at(step.path)
    if info is None:
        return Note(text, f"{words.STATUS[step.outcome].text}:", "bad")
    where = f"{info.item.label} (mục {info.item.number}): "
    if info.item.filled_by != "person":
        return Note(where + text, "Việc của đơn vị:", "bad")
    place = url_for("record.edit_section", section=info.section) + f"#{info.path}"
    return Note(where + text, "Việc của bạn:", "bad", Link("Mở mục này", place))
