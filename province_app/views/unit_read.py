"""A unit's roster and what it writes of a person → the pages of the unit."""

from datetime import datetime, timedelta

from flask import url_for

from province_app.record.catalogues import label_on
from province_app.record.evidence_needs import needs
from province_app.record.schema import SECTIONS, fields
from province_app.services.evidence_reading import OwnFiles
from province_app.services.hr_entry import ROWS, Roster, RosterLine, Sheet
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.photos import UnitPhoto
from province_app.services.unit_quality import UnitQuality
from province_app.views import formats
from province_app.views.evidence_page import unit_panel, with_documents
from province_app.views.messages import why
from province_app.views.national_lookups_read import TITLE, is_connected
from province_app.views.page import Act, FieldError, Link, Pager
from province_app.views.photo_page import photo_of
from province_app.views.record_fields import entry_field, field_errors, lookups, returned_at
from province_app.views.record_page import PhotoPanel, SavedPart
from province_app.views.record_scores import unit_scores
from province_app.views.unit_page import FieldGroup, RosterPage, RosterRow, SheetPage
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.policy import HR, may_enter
from tiers.units import Officer, PostKind

_PHOTO_FOR = (
    "Đưa ảnh thay người không tự đưa được. Ảnh được kiểm tra và ký như mọi mục đơn vị ghi; "
    "người đó xem được và được phản đối."
)
_WORKS = (
    ("reminders.show", "Nhắc việc", "unit.write"),
    ("moves.show", "Điều chuyển, thôi làm việc", "move.read"),
    ("national_lookups.show", TITLE, "lookup.read"),
    ("accounts.show", "Tài khoản", "account.read"),
    ("two_person.show", "Việc cần hai người", "two_person.read"),
    ("imports.show", "Nhập từ Excel", "records.import"),
    ("prints.show", "In hàng loạt", "record.print"),
    ("required_fields.show", "Thông tin bắt buộc nhập liệu", "requirement.read"),
    ("catalogues.show", "Danh mục và mã quốc gia", "catalogue.read"),
)


def roster_page(
    roster: Roster, officer: Officer, page: int, now: datetime, quality: UnitQuality | None
) -> RosterPage:
    """Return one page of the roster; the unit's scores stand on the first."""
    day = local_day(now)
    rows = tuple(
        RosterRow(
            one.full_name,
            label_on("loai_can_bo", one.category, day),
            _status(one),
            _person_url(roster, officer, one),
            str(one.person_id),
        )
        for one in roster.lines
    )
    others = tuple(Link(one.name, url_for("unit.show", unit=one.unit_id)) for one in roster.others)
    works = tuple(
        Link(label, url_for(endpoint))
        for endpoint, label, action in _WORKS
        if may_enter(officer, action) and (action != "lookup.read" or is_connected())
    )
    writes = _writes(roster, officer)
    pager = _pager(roster, page)
    scores = unit_scores(quality) if quality else None
    return RosterPage(
        roster.unit.name, roster.total, rows, others, pager, works, writes, scores,
        roster.unit.unit_id,
    )  # fmt: skip


def _writes(roster: Roster, officer: Officer) -> bool:
    return officer.holds(PostKind.HR, roster.unit.unit_id) and bool(HR & officer.roles())


def _person_url(roster: Roster, officer: Officer, one: RosterLine) -> str:
    """Return where the name leads: HR writes, whom a task lets read the record reads (Đ.11.6)."""
    unit_id = roster.unit.unit_id
    if _writes(roster, officer):
        return url_for("unit.person", person_id=one.person_id)
    if unit_id in officer.assigned_units("record.read_history"):
        return url_for("record_history.show", person_id=one.person_id)
    return ""


def _status(line: RosterLine) -> str:
    """Return the state of a record in one word of `words.STATUS`."""
    if line.draft_state is not None:
        return line.draft_state
    if line.version is None:
        return "none"
    return "signed" if line.signed else "confirmed"


def sheet_page(
    sheet: Sheet,
    files: OwnFiles,
    photo: UnitPhoto,
    now: datetime,
    *,
    errors: tuple[FieldError, ...] = (),
    errors_title: str = "",
    every_fault: bool = False,
) -> SheetPage:
    """Return the sheet; what is missing is said only with `every_fault`."""
    day = local_day(now)
    own = [one for one in fields().values() if one.item.filled_by == "hr"]
    faults = [
        one
        for one in sheet.text.faults
        if one.path in {info.path for info in own}
        and (every_fault or one.code not in ("required", "unit_evidence_missing"))
    ]
    groups = []
    for name, section in SECTIONS.items():
        members = tuple(
            entry_field(info, sheet.text, faults, day) for info in own if info.section == name
        )
        if members and section.asked_from(sheet.category):
            shown = with_documents(members, files.files)
            groups.append(FieldGroup(section.label, section.restricted, shown))
    return SheetPage(
        person=sheet.full_name,
        title=sheet.title or label_on("loai_can_bo", sheet.category, day),
        unit=Link(sheet.unit.name, url_for("unit.show", unit=sheet.unit.unit_id)),
        person_id=str(sheet.person_id),
        status=sheet.text.draft.state if sheet.text.draft else "",
        groups=tuple(groups),
        lookups=lookups([one for group in groups for one in group.fields], day),
        saved=SavedPart(sheet.text.revision),
        save=_act("Lưu", sheet.text.save),
        send=_act("Gửi kiểm tra", sheet.text.send),
        evidence=unit_panel(sheet.person_id, sheet.text, files),
        photo=_photo_panel(sheet, photo),
        errors=errors or field_errors(faults),
        errors_title=errors_title,
        restricted=_restricted(sheet),
        prints=not sheet.first_entry,
        prolonged=_prolonged(sheet),
        needs=() if sheet.first_entry else _needs(sheet),
    )


def _needs(sheet: Sheet) -> tuple[str, ...]:
    """Return which document goes with a change of which fields, before anybody types."""
    found: dict[str, list[str]] = {}
    for path, document in needs().items():
        info = fields()[path]
        if info.item.filled_by == "hr" and SECTIONS[info.section].asked_from(sheet.category):
            found.setdefault(document, []).append(info.item.label)
    return tuple(f"{', '.join(labels)}: {document}" for document, labels in found.items())


def _photo_panel(sheet: Sheet, photo: UnitPhoto) -> PhotoPanel | None:
    """Return the photo with what HR may do about it; None where the form does not ask for one."""
    section = PHOTO.partition(".")[0]
    if not SECTIONS[section].asked_from(sheet.category):
        return None
    person_id = sheet.person_id
    return PhotoPanel(
        photo_of(photo.photo, f"Ảnh của {sheet.full_name}"),
        url_for("photos.put_for", person_id=person_id),
        url_for("photos.remove_for", person_id=person_id) if photo.mine else "",
        None if photo.unseen else returned_at(PHOTO, sheet.text),
        why(photo.put) or _PHOTO_FOR,
        not photo.put.allowed,
    )


def _prolonged(sheet: Sheet) -> str:
    """Return until when the term was prolonged, and by which document."""
    found = sheet.prolonged
    if found is None:
        return ""
    last = f", đến hết {formats.day(found.until - timedelta(days=1))}" if found.until else ""
    basis = f"{found.basis.number}, {formats.day(found.basis.day)}"
    return f"Được gia hạn từ {formats.day(found.again_on)}{last}. Căn cứ {basis}."


def _restricted(sheet: Sheet) -> str:
    """Return what HR is told of a granted restriction of use."""
    if not sheet.closed:
        return ""
    named = [fields()[path].item.label for path in sorted(sheet.closed) if path in fields()]
    what = "cả hồ sơ" if "" in sheet.closed else ", ".join(named)
    return f"Đang hạn chế xử lý theo yêu cầu của người này: {what}. Không có trong tệp Excel."


def _act(label: str, decision: Decision) -> Act:
    return Act(label) if decision.allowed else Act(label, False, why(decision))


def _pager(roster: Roster, page: int) -> Pager | None:
    if roster.total <= ROWS:
        return None
    first = (page - 1) * ROWS + 1

    def address(number: int) -> str:
        return url_for("unit.show", unit=roster.unit.unit_id, page=number)

    last = first + len(roster.lines) - 1
    before = address(page - 1) if page > 1 else ""
    return Pager(first, last, before, address(page + 1) if last < roster.total else "")
