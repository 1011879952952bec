"""Receipts of the national node, kept with the submission that they answer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.people import Person
from province_app.models.sync import Submission


def of_period(session: Session, period: str) -> Sequence[tuple[Submission, str | None]]:
    """Return the period's submissions that have a receipt, oldest first, and who approved each."""
    rows = session.execute(
        select(Submission, Person.full_name)
        .outerjoin(Person, Person.id == Submission.approved_by)
        .where(Submission.period == period, Submission.receipt.is_not(None))
        .order_by(Submission.settled_at, Submission.id)
    )
    return [(submission, name) for submission, name in rows]
