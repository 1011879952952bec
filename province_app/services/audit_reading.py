"""Whoever reads another's record leaves a line in the log, with the purpose of the door.

The line is written before the record is shown: a read that cannot be logged does not happen.
Source: Quy chế Đ.5, Đ.7.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app import request_id
from province_app.stores import audit
from province_app.stores.transaction import transaction
from tiers.audit import Purpose
from tiers.units import Officer


def note(
    session: Session,
    reader: Officer,
    person_ids: Collection[UUID],
    at: datetime,
    purpose: Purpose,
    unit_id: int | None,
    *,
    event: str = "record.read",
    **detail: object,
) -> None:
    """Write down who reads whose record and why; once a request, and nothing of the own one.

    `unit_id`: the reader's unit by which it may be read.
    """
    others = [
        one
        for one in dict.fromkeys(person_ids)
        if str(one) != reader.person_id
        and request_id.first_time(event, one, purpose, *map(str, detail.values()))
    ]
    if others:
        with transaction(session):
            named = {"purpose": purpose, **detail}
            audit.add(session, event, UUID(reader.person_id), others, at, unit_id, **named)
