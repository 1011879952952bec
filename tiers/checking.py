"""Who may send and who may confirm a draft. Source: Quy chế Đ.6.2, 7.1a, 7.2a."""

from dataclasses import dataclass
from enum import StrEnum

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, PostKind, UnitStaff


class DraftState(StrEnum):
    """Where a draft (bản khai bổ sung lý lịch) waits."""

    WITH_PERSON = "with_person"  # đang khai
    WITH_HR = "with_hr"  # chờ kiểm tra
    RETURNED = "returned"  # yêu cầu bổ sung
    CONFIRMED = "confirmed"  # đã xác nhận


OPEN_TO_PERSON = frozenset({DraftState.WITH_PERSON, DraftState.RETURNED})


@dataclass(frozen=True)
class Checkers:
    """Who may check now, and by which post: HR, else the deputy, else the head."""

    person_ids: tuple[str, ...]
    acting_as: PostKind | None  # None: nobody is entitled, a visible blocked state


def checkers_of(staff: UnitStaff, subject_id: str, typed_by: str) -> Checkers:
    """Return who may check the subject's draft.

    An HR officer of the unit who is neither the subject nor the one who typed the change; if
    there is none, the deputy, then the head; never another unit's officer.
    Source: Quy chế Đ.7.1a; design decision 8.
    """
    for kind, holders in (
        (PostKind.HR, staff.hr),
        (PostKind.DEPUTY, staff.deputies),
        (PostKind.HEAD, staff.heads),
    ):
        entitled = tuple(who for who in holders if who not in (subject_id, typed_by))
        if entitled:
            return Checkers(entitled, kind)
    return Checkers((), None)


def may_write(state: DraftState, actor: Officer, subject_id: str) -> Decision:
    """Decide whether the actor may change or send the draft. Source: Quy chế Đ.6.2a."""
    if actor.person_id != subject_id:
        return Decision(False, "who", "not_your_record", "Đ.6.2a")
    if state not in OPEN_TO_PERSON:
        return Decision(False, "state", "already_sent", "Đ.7.1a")
    return ALLOWED


def may_type_for(
    state: DraftState | None,
    officer: Officer,
    subject_id: str,
    typed_by: str | None,
    unit_id: int,
) -> Decision:
    """Decide whether an HR officer may enter data of the unit's people, from a file.

    `state` and `typed_by` are the open draft's, None when there is none. What another officer
    typed is left to that officer: a draft remembers one typist, who must not check it.
    Source: Quy chế Đ.6.1, 7.1a.
    """
    if not officer.holds(PostKind.HR, unit_id):
        return Decision(False, "who", "not_your_unit", "Đ.6.1")
    if state is None:
        return ALLOWED
    if state not in OPEN_TO_PERSON:
        return Decision(False, "state", "already_sent", "Đ.7.1a")
    if typed_by not in (officer.person_id, subject_id):
        return Decision(False, "state", "typed_by_another", "Đ.7.1a")
    return ALLOWED


def may_write_unit_part(
    state: DraftState | None,
    officer: Officer,
    subject_id: str,
    typed_by: str | None,
    unit_id: int,
) -> Decision:
    """Decide whether the officer may write what the unit writes into the subject's draft.

    As `may_type_for`, and never into the own record. Source: Quy chế Đ.6.2, 7.1.
    """
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_record", "Đ.7.1b")
    return may_type_for(state, officer, subject_id, typed_by, unit_id)


def may_bring_photo(unit_part: Decision, persons_own: bool) -> Decision:
    """Decide whether the officer may put a photo into the subject's draft.

    `unit_part`: whether the unit's part may be written. `persons_own`: the open draft holds a
    photo that the person brought, which nobody else replaces. Source: Quy chế Đ.6.2a, 7.1.
    """
    if unit_part and persons_own:
        return Decision(False, "state", "photo_of_person", "Đ.6.2a")
    return unit_part


def may_send_unit_part(
    state: DraftState,
    officer: Officer,
    subject_id: str,
    typed_by: str,
    unit_id: int,
    person_changed: bool,
) -> Decision:
    """Decide whether the officer may send to the check what the officer typed.

    `person_changed`: the draft holds changes of the person too, who then sends it.
    Source: Quy chế Đ.6.2, 7.1a.
    """
    decision = may_write_unit_part(state, officer, subject_id, typed_by, unit_id)
    if decision and (person_changed or typed_by != officer.person_id):
        return Decision(False, "state", "person_is_typing", "Đ.6.2a")
    return decision


def may_check(
    state: DraftState, officer: Officer, subject_id: str, typed_by: str, staff: UnitStaff
) -> Decision:
    """Decide whether the officer may confirm or return the draft. Source: Quy chế Đ.7.1a, 7.2a."""
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_record", "Đ.7.1a")
    if not officer.manages:
        return Decision(False, "who", "role_lacks", "Đ.5")
    checkers = checkers_of(staff, subject_id, typed_by)
    if officer.person_id not in checkers.person_ids:
        if officer.person_id == typed_by:
            return Decision(False, "who", "typed_the_change", "Đ.7.1a")
        return Decision(False, "who", "not_the_checker", "Đ.7.1a")
    if state is not DraftState.WITH_HR:
        return Decision(False, "state", "not_waiting_for_check", "Đ.7.1a")
    return ALLOWED
