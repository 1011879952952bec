"""Changes that wait by the event policy, in words. Source: Nghị định 27/2026/NĐ-CP."""

from collections.abc import Sequence
from datetime import datetime

from province_app.services.sync_policy import OpenChange
from province_app.views import formats, words
from province_app.views.sync_policy_page import ChangeRow, EventPart
from province_app.views.sync_words import TARGET, cause_of
from tiers.stages import Stage

ROWS = 25


def change_row(one: OpenChange, now: datetime) -> ChangeRow:
    """Return one change: what it is, where it waits, until when it has to arrive."""
    return ChangeRow(
        one.unsent.full_name,
        one.unsent.unit_name or "",
        words.EVENT_CHANGE[one.kind],
        _where(one),
        one.unsent.since,
        formats.end(one.due_at),
        formats.hours_left(one.due_at, now),
        one.overdue,
    )


def event_part(
    found: Sequence[OpenChange], now: datetime, pushed: Stage, policy_url: str
) -> EventPart | None:
    """Return what waits, the first due listed; None where nothing does and nobody may choose."""
    if not found and not policy_url:
        return None
    return EventPart(
        len(found),
        sum(one.overdue for one in found),
        tuple(change_row(one, now) for one in found[:ROWS]),
        TARGET[pushed],
        policy_url,
    )


def _where(one: OpenChange) -> str:
    if one.unsent.version is None:
        return "chưa có hồ sơ được xác nhận"
    if one.unsent.code:
        return f"{words.OUTCOME[one.unsent.outcome or ''].text}: {cause_of(one.unsent.code)[0]}"
    return "đã ký, đang lên" if one.unsent.signed else "chờ ký số"
