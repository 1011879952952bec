"""Who may end or move an employment, from which day, and who answers. Source: Quy chế Đ.10."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tiers.checking import checkers_of
from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, UnitStaff

NEAR_PAST = timedelta(days=30)
FAR_AHEAD = timedelta(days=366)


class MoveKind(StrEnum):
    """Why somebody is no longer on a unit's roster."""

    TRANSFER = "transfer"  # điều động, chuyển công tác đến đơn vị khác trong tỉnh
    AWAY = "away"  # chuyển ra tỉnh ngoài, sang khối đảng, đoàn thể
    RETIRED = "retired"  # nghỉ hưu
    RESIGNED = "resigned"  # thôi việc
    DIED = "died"  # qua đời
    BACK = "back"  # tiếp nhận trở lại: whoever left the province works in it again


# What the old unit files; whoever comes back is taken in by the new one alone.
FILED = tuple(kind for kind in MoveKind if kind is not MoveKind.BACK)


class MoveState(StrEnum):
    """How far a movement is; leaving needs no second unit and is done at once."""

    PROPOSED = "proposed"  # chờ đơn vị mới tiếp nhận
    REFUSED = "refused"  # đơn vị mới không tiếp nhận
    WITHDRAWN = "withdrawn"  # đơn vị cũ rút lại
    DONE = "done"


# Why a unit refuses an arrival. Codes alone: no free text about a person lies in the table.
REFUSALS = ("not_ours", "wrong_day", "wrong_document")


@dataclass(frozen=True)
class Left:
    """How a leaving stands in the record: S2, and S3 where the kind says one reason alone."""

    status: str
    reason_code: str | None = None  # of ly_do_bien_dong


_LEFT = {
    MoveKind.AWAY: Left("moved_out"),  # out of the province, or to Party and unions
    MoveKind.RETIRED: Left("retired"),  # at the age, or before it
    MoveKind.RESIGNED: Left("resigned", "TV"),
    MoveKind.DIED: Left("deceased", "QD"),
}


def left_as(kind: MoveKind) -> Left:
    """Return how the leaving stands in the record; KeyError for others. Source: Đ.10.4."""
    return _LEFT[kind]


def may_move(officer: Officer, subject_id: str, staff: UnitStaff) -> Decision:
    """Decide whether the officer may end or accept the subject's employment in that unit.

    Who may check the record, and nobody else: HR of the unit, else deputy, else head; never one's
    own. Source: Quy chế Đ.7.1a, 10.
    """
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_record", "Đ.7.1b")
    if not officer.manages:
        return Decision(False, "who", "role_lacks", "Đ.5")
    if officer.person_id not in checkers_of(staff, subject_id, subject_id).person_ids:
        return Decision(False, "who", "not_the_mover", "Đ.10")
    return ALLOWED


def may_take_effect(day: date, today: date, employed_from: date) -> Decision:
    """Decide whether an employment may end before that day (its first day without).

    Source: Quy chế Đ.10.
    """
    if day < today - NEAR_PAST:
        return Decision(False, "state", "move_too_old", "Đ.10")
    if day > today + FAR_AHEAD:
        return Decision(False, "state", "move_too_far", "Đ.10")
    if day <= employed_from:
        return Decision(False, "state", "move_before_start", "Đ.10")
    return ALLOWED


def may_prolong(ended: date | None, again: date, until: date | None, today: date) -> Decision:
    """Decide whether somebody whose term ended by the roster alone is put back on it.

    `ended`: the first day away, None or ahead while the line runs; `again`: the first day back;
    `until`: the end of the new term, exclusive, None where it has none. Source: Quy chế Đ.10.
    """
    if ended is None or ended > today:
        return Decision(False, "state", "term_runs", "Đ.10")
    if again < ended:
        return Decision(False, "state", "term_before_end", "Đ.10")
    if again > today + FAR_AHEAD:
        return Decision(False, "state", "move_too_far", "Đ.10")
    if until is not None and until <= again:
        return Decision(False, "state", "term_until", "Đ.10")
    return ALLOWED


def may_come_back(kind: MoveKind | None, gone: date, on: date, today: date) -> Decision:
    """Decide whether somebody whose record is archived here is employed again from the day on.

    `kind`: by what the person left, None without a decision; `gone`: the first day away.
    Source: Quy chế Đ.10.1, 10.3.
    """
    if kind not in (MoveKind.AWAY, MoveKind.RETIRED, MoveKind.RESIGNED) or gone > today:
        return Decision(False, "state", "back_unknown", "Đ.10.1")
    if on < gone:
        return Decision(False, "state", "back_before_end", "Đ.10.1")
    if on < today - NEAR_PAST:
        return Decision(False, "state", "move_too_old", "Đ.10.1")
    if on > today + FAR_AHEAD:
        return Decision(False, "state", "move_too_far", "Đ.10.1")
    return ALLOWED


def may_decide(state: MoveState, officer: Officer, subject_id: str, staff: UnitStaff) -> Decision:
    """Decide whether the officer may accept, refuse or withdraw what was proposed.

    `staff`: of the receiving unit for an answer, of the old one to withdraw. Source: Đ.10.3.
    """
    decision = may_move(officer, subject_id, staff)
    if decision and state is not MoveState.PROPOSED:
        return Decision(False, "state", "move_decided", "Đ.10.3")
    return decision


def roster_day(effective_on: date, last_counted: date | None) -> date:
    """Return the day on which the rosters change.

    A stage that has opened has counted the rosters of its day: these stay as they were counted, or
    the sums of a month would change behind it. Source: Quy chế Đ.8, 10.
    """
    if last_counted is None:
        return effective_on
    return max(effective_on, last_counted + timedelta(days=1))
