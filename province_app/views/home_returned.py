"""Records in trouble as tasks: why, and whose work it is now."""

from collections.abc import Sequence
from itertools import groupby

from province_app.record.schema import field_at, fields
from province_app.services.catalogue_mappings import StandIn
from province_app.services.checking import REASONS
from province_app.services.ended_codes import EndedUse
from province_app.services.inbox import Inbox, ReturnedDraft, Stopped
from province_app.views import formats
from province_app.views.home_page import ReturnedTask
from province_app.views.messages import message
from province_app.views.sync_words import TARGET, cause_of, place_of
from tiers.checking import DraftState
from tiers.stages import Outcome, Stage

# Reasons that lie with the unit and not with a record: one line for all of them.
_OF_THE_UNIT = ("not_signed", "no_signer")
_MOVING = {
    DraftState.WITH_PERSON: "Người khai đang sửa, chưa gửi lại.",
    DraftState.RETURNED: "Người khai đang sửa, chưa gửi lại.",
    DraftState.WITH_HR: "Bản sửa đã gửi, chờ kiểm tra.",
}


def returned_tasks(inbox: Inbox) -> list[ReturnedTask]:
    """Return what was returned, rejected or withheld: what can be done now comes first."""
    single = [one for one in inbox.stopped if one.code not in _OF_THE_UNIT]
    return [
        *_of_the_unit([one for one in inbox.stopped if one.code in _OF_THE_UNIT]),
        *(_stopped(one, inbox.stand_ins.get(one.record_id)) for one in single),
        *_ended(inbox),
        *map(_returned, inbox.returned),
    ]


def _of_the_unit(stopped: Sequence[Stopped]) -> list[ReturnedTask]:
    tasks = []
    by_code = sorted(stopped, key=lambda one: one.code)
    for code, group in groupby(by_code, key=lambda one: one.code):
        count = len(list(group))
        label = f"{formats.number(count)} hồ sơ"
        tasks.append(ReturnedTask(label, Outcome.WITHHELD, message(code), records=count))
    return tasks


def _stopped(one: Stopped, stand_in: StandIn | None) -> ReturnedTask:
    what, todo = cause_of(one.code, one.message)
    place = place_of(one.path)
    verb = "từ chối" if one.outcome == Outcome.REJECTED else "chưa nhận"
    reason = f"{TARGET[Stage(one.stage)]} {verb}: {what}{f' ({place})' if place else ''}."
    reason = formats.capital(reason)
    if stand_in is not None:
        instead = formats.with_code(stand_in.national_name, stand_in.national_code)
        reason = f"{reason} Mã {stand_in.local_code}: nơi nhận dùng {instead}."
    if one.draft_state is not None:
        moving = _MOVING[DraftState(one.draft_state)]
        return ReturnedTask(one.full_name, one.outcome, f"{reason} {moving}")
    info = field_at(one.path or "")
    if info is not None and info.item.filled_by == "person":
        todo = "nhắc người khai sửa mục này rồi gửi lại."
    return ReturnedTask(one.full_name, one.outcome, reason, todo)


def _ended(inbox: Inbox) -> list[ReturnedTask]:
    """Return the records with an ended code; one that a stage stopped is told there."""
    told = {one.record_id for one in inbox.stopped}
    return [_ended_task(one) for one in inbox.ended if one.use.record_id not in told]


def _ended_task(one: EndedUse) -> ReturnedTask:
    use, item = one.use, one.field.item
    reason = (
        f"{item.label} (mục {item.number}): mã {formats.with_code(use.name, use.code)}"
        f" nơi nhận thôi dùng từ {formats.day(use.ended_on)}."
    )
    if one.instead:
        reason = f"{reason} Nơi nhận dùng {formats.with_code(one.instead_name, one.instead)}."
    if use.draft_state is not None:
        reason = f"{reason} {_MOVING[DraftState(use.draft_state)]}"
        return ReturnedTask(use.full_name, "code_ended", reason)
    todo = "nhập giúp hoặc nhắc người khai chọn mã khác rồi gửi, trước khi nơi nhận từ chối."
    if item.filled_by != "person":
        todo = "chọn mã khác rồi gửi, trước khi nơi nhận từ chối."
    return ReturnedTask(use.full_name, "code_ended", reason, todo)


def _returned(one: ReturnedDraft) -> ReturnedTask:
    labels = ", ".join(fields()[field["path"]].item.label for field in one.returns)
    reasons = ", ".join(dict.fromkeys(REASONS[field["reason"]].lower() for field in one.returns))
    text = (
        f"{one.returned_by} yêu cầu bổ sung ngày {formats.day_month(one.returned_at)}: {labels}"
        f" ({reasons}). Người khai đang sửa, chưa gửi lại."
    )
    return ReturnedTask(one.full_name, "returned", text)
