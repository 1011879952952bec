"""What a person may ask about the own data, who answers, and until when.

Source: TT 06/2023 Đ.3.4, 7.6, 23; Quy chế Đ.13.2; Nghị định 13/2023/NĐ-CP Đ.14.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tiers.checking import checkers_of
from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, Role, UnitStaff

CLOCK = timedelta(hours=72)
LONGEST_CONSENT = timedelta(days=366)


class Kind(StrEnum):
    """What is asked; a field that is wrong has its own form, `tiers.corrections`."""

    COMPLAINT = "complaint"  # khiếu nại việc quản lý dữ liệu của đơn vị
    COPY = "copy"  # bản sao dữ liệu
    RESTRICTION = "restriction"  # hạn chế xử lý
    OBJECTION = "objection"  # phản đối


CLOCKED = frozenset({Kind.COPY, Kind.RESTRICTION})


def due_at(kind: Kind, asked_at: datetime) -> datetime | None:
    """Return until when a request about data is answered; None for what has no clock.

    Source: Nghị định 13/2023/NĐ-CP Đ.14.3.
    """
    return asked_at + CLOCK if kind in CLOCKED else None


def is_overdue(due: datetime | None, at: datetime) -> bool:
    """Whether the clock has run out."""
    return due is not None and at >= due


@dataclass(frozen=True)
class Handlers:
    """Who answers now: officers by id, and whether Sở Nội vụ does too."""

    person_ids: tuple[str, ...]
    province: bool = False


def handlers_of(
    kind: Kind, subject_id: str, own: UnitStaff, above: UnitStaff, *, overdue: bool
) -> Handlers:
    """Return who answers a request: who may check the record, for a complaint one tier above.

    What is overdue rises to the unit above and to Sở Nội vụ, which also answers where the unit
    above has no HR. Nobody answers the own request. Source: TT 06/2023 Đ.23.3.
    """
    upper = tuple(who for who in above.hr if who != subject_id)
    if above.unit_id == own.unit_id:
        upper = ()
    if kind is Kind.COMPLAINT:
        return Handlers(upper, not upper)
    found = checkers_of(own, subject_id, subject_id).person_ids
    if overdue:
        return Handlers(tuple(dict.fromkeys(found + upper)), province=True)
    return Handlers(found or upper, not (found or upper))


def may_answer(
    officer: Officer, subject_id: str, handlers: Handlers, *, answered: bool
) -> Decision:
    """Decide whether the officer may answer the request. Source: TT 06/2023 Đ.23.3."""
    if officer.person_id == subject_id:
        return Decision(False, "who", "own_record", "TT06 Đ.23")
    if not officer.manages:
        return Decision(False, "who", "role_lacks", "Đ.5")
    above_all = handlers.province and officer.has(Role.PROVINCE)
    if officer.person_id not in handlers.person_ids and not above_all:
        return Decision(False, "who", "not_the_handler", "TT06 Đ.23")
    if answered:
        return Decision(False, "state", "request_answered", "TT06 Đ.23")
    return ALLOWED


def may_end_restriction(kind: str, answer: str | None, *, ended: bool) -> Decision:
    """Decide whether the person may end the own restriction: one that is in force.

    Source: Nghị định 13/2023/NĐ-CP Đ.14.
    """
    if kind != Kind.RESTRICTION or answer != "granted" or ended:
        return Decision(False, "state", "no_restriction", "NĐ13 Đ.14")
    return ALLOWED


def may_consent(person_id: str, reader_id: str, first: date, end: date, today: date) -> Decision:
    """Decide whether the person may let the reader in from the day to before the other.

    Source: TT 06/2023 Đ.7.6.
    """
    if reader_id == person_id:
        return Decision(False, "state", "consent_own", "TT06 Đ.7.6")
    if first < today:
        return Decision(False, "state", "day_past", "TT06 Đ.7.6")
    if end <= first or end - first > LONGEST_CONSENT:
        return Decision(False, "state", "consent_days", "TT06 Đ.7.6")
    return ALLOWED


def may_settle(*, answered: bool) -> Decision:
    """Decide whether an issue of a record's data may be answered: once. Source: Quy chế Đ.14.4."""
    return Decision(False, "state", "issue_answered", "Đ.14.4") if answered else ALLOWED
