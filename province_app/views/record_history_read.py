"""The history of a record in words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from flask import url_for

from province_app.record.schema import SECTIONS
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.record_history import Compared, OnDay, Opened, Reading
from province_app.services.version_path import Arrival, Line
from province_app.views import formats, words
from province_app.views.changed import by_section, change_group, in_full
from province_app.views.evidence_page import documents
from province_app.views.messages import message
from province_app.views.page import Link
from province_app.views.photo_page import photo_of, photos_of
from province_app.views.record_history_page import (
    ComparePage,
    DayPart,
    HistoryPage,
    ShownField,
    ShownSection,
    VersionCard,
    VersionPage,
)
from province_app.views.record_page import Option, PathStep
from province_app.views.sync_words import cause_of, place_of
from tiers.units import PostKind

_LEVELS = {
    "department": "Lên sở/huyện",
    "province": "Lên tỉnh",
    "national": "Vào CSDL quốc gia",
}
DELIVERED = "phần mềm của đơn vị"
_SHORT_ID = 8


def history_page(
    reading: Reading, today: date, day: date | None, found: OnDay | None, error: str = ""
) -> HistoryPage:
    """Return the list of versions; `day`: the day asked for, `found`: what stood on it."""
    numbers = {one.number for one in reading.lines}
    return HistoryPage(
        str(reading.person_id),
        reading.full_name,
        reading.own,
        tuple(_card(reading, one, numbers) for one in reading.lines),
        _options(reading.lines),
        today.isoformat(),
        day.isoformat() if day else "",
        _day_part(reading, found) if found else None,
        message(error) if error else "",
        url_for("data_issues.show", person_id=reading.person_id) if reading.at_post else "",
    )


def version_page(opened: Opened, *, asked: bool) -> VersionPage:
    """Return one version to read; `asked`: the day whose labels are meant was asked for."""
    files = {path: documents(path, ones) for path, ones in opened.files.items() if path != PHOTO}
    photo = photo_of(opened.photo, f"Ảnh của {opened.reading.full_name}")
    return VersionPage(
        str(opened.reading.person_id),
        opened.reading.full_name,
        opened.reading.own,
        _card(opened.reading, opened.line, set()),
        opened.day,
        tuple(
            ShownSection(
                section.name,
                section.label,
                tuple(
                    ShownField(
                        one.info.item.number,
                        one.info.item.label,
                        one.text,
                        one.lines,
                        photo if one.info.path == PHOTO else None,
                    )
                    for one in group
                ),
                tuple(
                    one
                    for path, ones in files.items()
                    for one in ones
                    if path.partition(".")[0] == section.name
                ),
                section.restricted,
            )
            for section, group in in_full(opened.stands, opened.day, opened.unit_names)
        ),
        _labels(opened.locked),
        asked,
        opened.reading.guest,
    )


def compare_page(found: Compared) -> ComparePage:
    """Return what differs between two versions."""
    photos = photos_of(found.photos, found.reading.full_name)
    return ComparePage(
        str(found.reading.person_id),
        found.reading.full_name,
        found.reading.own,
        _card(found.reading, found.old, set()),
        _card(found.reading, found.new, set()),
        tuple(
            change_group(section, group, photos)
            for section, group in by_section(found.changes, found.day, found.unit_names)
        ),
        _options(found.reading.lines),
        _labels(found.locked),
    )


def _card(reading: Reading, line: Line, numbers: Collection[int]) -> VersionCard:
    person_id, before = reading.person_id, line.number - 1
    return VersionCard(
        line.number,
        line.change,
        line.unit,
        line.confirmed_at,
        _path(line),
        _labels(line.sections),
        url_for("record_history.version", person_id=person_id, number=line.number),
        url_for("record_history.proof", person_id=person_id, number=line.number)
        if line.signed and not reading.guest
        else "",
        url_for("record_history.compare", person_id=person_id, old=before, new=line.number)
        if before in numbers
        else "",
    )


def _path(line: Line) -> tuple[PathStep, ...]:
    sent = line.sent_at or line.entered_at
    national = line.arrivals[-1]
    return (
        PathStep("Khai", "done", (_when(line.entered_at), line.entered_by or DELIVERED)),
        PathStep("Gửi", "done", (_when(sent),)),
        PathStep(
            "Xác nhận",
            "done",
            (_when(line.confirmed_at), _by(line.confirmed_by, line.confirmed_as)),
        ),
        _signed(line),
        *(_arrived(one) for one in line.arrivals),
        PathStep("Duyệt biên nhận", "done", (_when(national.approved_at),))
        if national.approved_at
        else PathStep("Duyệt biên nhận"),
    )


def _signed(line: Line) -> PathStep:
    signed = line.signed
    if signed is None:
        return PathStep("Chưa ký số")
    number = str(signed.manifest_id)[:_SHORT_ID]
    period = formats.period(signed.period)
    told = (_when(signed.at), _by(signed.by, signed.post), f"danh sách {number}…, kỳ {period}")
    return PathStep("Ký số", "done", told)


def _arrived(one: Arrival) -> PathStep:
    label = _LEVELS[one.tier]
    if one.state == "not" or one.at is None:
        return PathStep(label)
    if one.state == "reached":
        receipt = (f"biên nhận {str(one.receipt)[:_SHORT_ID]}…",) if one.receipt else ()
        return PathStep(label, "done", (_when(one.at), *receipt))
    what, todo = cause_of(one.code)
    told = (_when(one.at), what, place_of(one.path), todo)
    return PathStep(
        f"{label}: {words.OUTCOME[one.outcome].text.lower()}",
        "bad",
        tuple(text for text in told if text),
    )


def _day_part(reading: Reading, found: OnDay) -> DayPart:
    told: list[tuple[str, Link | None]] = []
    for line, name in ((found.signed, "đã ký"), (found.confirmed, "đã xác nhận")):
        if line is not None:
            at = line.signed.at if name == "đã ký" and line.signed else line.confirmed_at
            url = url_for(
                "record_history.version",
                person_id=reading.person_id,
                number=line.number,
                day=found.day.isoformat(),
            )
            who = f"Bản {name} mới nhất, {formats.moment(at)}:"
            told.append((who, Link(f"phiên bản {line.number}", url)))
    if found.elsewhere:
        told.append(("Có bản mới hơn do đơn vị khác xác nhận, ngoài phạm vi của bạn.", None))
    if not told:
        told.append(("Ngày đó hồ sơ chưa có phiên bản nào.", None))
    return DayPart(found.day, tuple(told))


def _options(lines: Sequence[Line]) -> tuple[Option, ...]:
    return tuple(
        Option(str(one.number), f"Phiên bản {one.number}, {formats.day(one.confirmed_at)}")
        for one in lines
    )


def _labels(names: Iterable[str]) -> str:
    return "; ".join(SECTIONS[name].label for name in names)


def _when(at: datetime) -> str:
    return f"{formats.clock(at)} {formats.day(at)}"


def _by(name: str, post: PostKind | None) -> str:
    return f"{name}, {words.POST[post]}" if post else DELIVERED
