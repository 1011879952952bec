"""A draft on its checker's desk → what `checking/show.html` shows."""

from collections.abc import Collection, Mapping
from datetime import date

from flask import url_for

from province_app.clock import business_now
from province_app.record.evidence_needs import needs
from province_app.services.check_page import CheckDesk
from province_app.services.checking import REASONS
from province_app.services.field_checks import Ticks
from province_app.services.photo_origin import PATH as PHOTO
from province_app.views import formats, words
from province_app.views.changed import by_section, title_of
from province_app.views.checking_page import CheckingPage, CheckItem, CheckSection
from province_app.views.evidence_page import by_field
from province_app.views.messages import message, why
from province_app.views.page import Act, FieldError, Link, Note
from province_app.views.photo_page import photos_of
from province_app.views.quality_messages import sentence
from province_app.views.record_page import Option, Returned
from province_app.views.record_scores import short_scores
from tiers.checking import DraftState
from tiers.units import PostKind

Chosen = Mapping[str, Mapping[str, str]]  # path -> what was chosen before a refusal


def read_desk(
    desk: CheckDesk,
    chosen: Chosen | None = None,
    errors: tuple[FieldError, ...] = (),
    ticks: Ticks | None = None,
) -> CheckingPage:
    """Return the page of the draft, with what was chosen before a refusal and its reasons."""
    day = formats.local_day(business_now())
    draft, following = desk.draft, desk.following
    allowed = desk.decision.allowed
    return CheckingPage(
        draft_id=str(draft.id),
        revision=draft.revision,
        person=desk.full_name,
        title=title_of(desk.content, day),
        status=draft.state,
        sent_at=draft.sent_at,
        sections=_sections(desk, chosen or {}, ticks or Ticks(), day),
        reasons=tuple(Option(code, label) for code, label in REASONS.items()),
        confirm=Act("Xác nhận cả hồ sơ", allowed, why(desk.decision)),
        return_=Act("Trả lại để bổ sung", allowed),
        position=f"{desk.place} trong {len(desk.queue)}" if desk.place else "",
        note=_note(desk),
        first_entry=desk.first_entry,
        following=Link(following.full_name, url_for("checking.show", draft_id=following.id))
        if following and allowed
        else None,
        errors=errors,
        history=url_for("record_history.show", person_id=draft.person_id)
        if desk.has_versions
        else "",
        issues=url_for("data_issues.show", person_id=draft.person_id),
        scores=short_scores(desk.scores),
    )


def _sections(desk: CheckDesk, chosen: Chosen, ticks: Ticks, day: date) -> tuple[CheckSection, ...]:
    returned = _returned(desk)
    files = {path: ones for path, ones in desk.files.items() if path != PHOTO}
    documents = by_field(files, [change.path for change in desk.changes])
    photos = photos_of(desk.photos, desk.full_name)
    by_unit = _by_unit(desk)
    holding = {path for path, one in desk.kept.items() if one.holds}
    ticked = (holding | set(ticks.right)) - set(ticks.taken_back)
    return tuple(
        CheckSection(
            section.name,
            section.label,
            tuple(
                CheckItem(
                    change.info.path,
                    change.info.item.number,
                    change.info.item.label,
                    change.old,
                    change.new,
                    change.lines,
                    _warnings(desk, change.info.path),
                    returned=returned.get(change.info.path),
                    chosen_reason=chosen.get(change.info.path, {}).get("reason", ""),
                    chosen_text=chosen.get(change.info.path, {}).get("text", ""),
                    documents=documents.get(change.info.path, ()),
                    photos=photos if change.info.path == PHOTO else None,
                    by_unit=change.info.path in by_unit,
                    ticked=change.info.path in ticked,
                    kept=desk.kept.get(change.info.path),
                )
                for change in group
            ),
            section.restricted,
        )
        for section, group in by_section(desk.changes, day, desk.unit_names)
    )


def _warnings(desk: CheckDesk, path: str) -> tuple[str, ...]:
    """Return what the rules say of the field, and that the unit's document for it is not there."""
    said = tuple(sentence(hit) for hit in desk.concerns.get(path, ()))
    if path not in desk.unproved:
        return said
    return (*said, f"Chưa xác nhận được: đơn vị chưa kèm {needs()[path].lower()}.")


def _by_unit(desk: CheckDesk) -> Collection[str]:
    """Return the fields that an officer typed, where the draft holds the person's words too."""
    typed = set(desk.draft.typed_by_unit or ())
    return () if all(one.path in typed for one in desk.changes) else typed


def _returned(desk: CheckDesk) -> dict[str, Returned]:
    """Return what was sent back last time, by path."""
    at = desk.draft.returned_at
    if at is None:
        return {}
    return {
        one["path"]: Returned(one["text"] or REASONS[one["reason"]], desk.checked_by, at)
        for one in desk.draft.returns
    }


def _note(desk: CheckDesk) -> Note | None:
    if desk.draft.state != DraftState.WITH_HR:
        return Note(_whereabouts(desk), "Hồ sơ không còn chờ kiểm tra.", "wait")
    acting_as = desk.checkers.acting_as
    if acting_as is None:
        return Note(message("no_checker"), tone="bad")
    if acting_as is not PostKind.HR:
        post = words.POST[acting_as]
        return Note(f"Đơn vị không còn cán bộ tổ chức khác, nên {post} kiểm tra hồ sơ này.")
    if not desk.changes:
        return Note("Không có mục nào khác với bản đã xác nhận trước đây.", tone="wait")
    return None


def _whereabouts(desk: CheckDesk) -> str:
    draft = desk.draft
    if draft.state == DraftState.WITH_PERSON or draft.checked_at is None:
        return "Người khai chưa gửi."
    when = formats.ago(draft.checked_at, business_now())
    if draft.state == DraftState.CONFIRMED:
        return f"{desk.checked_by} đã xác nhận {when}."
    return f"{desk.checked_by} đã yêu cầu bổ sung {when}; người khai đang sửa, chưa gửi lại."
