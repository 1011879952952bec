"""Tra cứu từ CSDL quốc gia: who asks for somebody received from outside, and what follows.

Source: Quy chế Đ.10.1.
"""

from datetime import date, timedelta
from enum import StrEnum

from tiers.attempts import Limit
from tiers.decision import ALLOWED, Decision
from tiers.moves import NEAR_PAST

A_DAY = Limit(20, timedelta(days=1))  # of one officer: receiving people, not reading through a list
KEPT = timedelta(days=30)  # what was answered, unless a record was begun from it before
MOST_TRIES = 6  # with their pauses a quarter of an hour; then people are told


class LookupState(StrEnum):
    """How far a request is."""

    REQUESTED = "requested"  # chờ CSDL quốc gia trả lời
    FOUND = "found"  # có hồ sơ
    ABSENT = "absent"  # không có, hoặc không được xem
    KNOWN = "known"  # tỉnh đã có hồ sơ
    FAILED = "failed"  # không hỏi được


def may_ask_again(state: LookupState, *, kept: bool) -> Decision:
    """Decide whether a request is put once more; `kept`: its number has not been deleted yet."""
    if state is not LookupState.FAILED or not kept:
        return Decision(False, "state", "lookup_answered", "Đ.10.1")
    return ALLOWED


def may_begin(state: LookupState, *, kept: bool) -> Decision:
    """Decide whether a record begins from the answer; `kept`: it has not been deleted yet.

    Source: Quy chế Đ.3.4, 10.1.
    """
    if state is not LookupState.FOUND or not kept:
        return Decision(False, "state", "lookup_no_answer", "Đ.10.1")
    return ALLOWED


def may_receive(day: date, today: date) -> Decision:
    """Decide whether somebody from outside comes on the roster from that day on."""
    if day > today:
        return Decision(False, "state", "lookup_ahead", "Đ.10.1")
    if day < today - NEAR_PAST:
        return Decision(False, "state", "move_too_old", "Đ.10.1")
    return ALLOWED
