"""The head of a unit that had no change closes its month by a recorded act, without a manifest.

Source: Quy chế Đ.7.1b, 7.2b: the head answers for the unit's data each month, changed or not.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import MonthClose
from province_app.services.errors import Missing, require
from province_app.services.exceptional_windows import signing_opening
from province_app.stores import audit, manifests, records, units
from province_app.stores.transaction import transaction
from tiers.calendar import local_day, period_of
from tiers.decision import Decision
from tiers.signing import may_close_month
from tiers.units import Officer


def close_month(session: Session, officer: Officer, unit_id: int, at: datetime) -> MonthClose:
    """Record that the unit's month brought no change, with the roster as it was seen.

    Missing outside the officer's units; Refused for another than the head, outside the window,
    while a version waits for a signature, after a list was signed, and the second time. What is
    confirmed later in the window may still be signed. Source: Quy chế Đ.7.1b, 7.2b.
    """
    if unit_id not in {post.unit_id for post in officer.posts}:
        raise Missing
    with transaction(session):
        units.lock(session, unit_id)  # a list that is being signed comes first
        day = local_day(at)
        staff = units.staff_of(session, unit_id, day)
        opening = signing_opening(session, unit_id, staff.tier, at)
        period = opening.current.period if opening.current else period_of(at)
        waiting = len(records.unsigned_in(session, unit_id))
        signed = bool(manifests.signed_in(session, unit_id, period))
        closed = manifests.month_close(session, unit_id, period) is not None
        decision: Decision = may_close_month(officer, staff, opening, waiting, signed, closed)
        require(decision)
        marks = records.roster_marks(session, unit_id, period, day)
        found = MonthClose(
            unit_id=unit_id,
            period=period,
            person_id=UUID(officer.person_id),
            roster=len(marks),
            unchanged=sum(mark.rests for mark in marks),
            closed_at=at,
        )
        session.add(found)
        counts = {"roster": found.roster, "unchanged": found.unchanged}
        audit.add(session, "month.closed", found.person_id, [unit_id], at, unit_id, **counts)
    return found
