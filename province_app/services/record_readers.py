"""Ai đã xem hồ sơ của tôi: each person sees who has read the own record, when and what for.

Source: Quy chế Đ.5, Đ.6.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.stores import record_readers as store
from tiers.audit import READINGS, Purpose
from tiers.units import Officer

ROWS = 25


@dataclass(frozen=True)
class Reader:
    """Who read, by which post of which unit on that day; no name: from the node's command line."""

    full_name: str
    title: str
    unit: str
    purpose: Purpose
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True)
class Readers:
    """One page of them, the newest first."""

    page: int
    lines: Sequence[Reader]
    more: bool


def readers_of(session: Session, actor: Officer, page: int = 1) -> Readers:
    """Return who else has read the actor's own record; readings of one day stand together."""
    found = store.readings_of(
        session, UUID(actor.person_id), tuple(READINGS), (page - 1) * ROWS, ROWS + 1
    )
    lines = [
        Reader(
            one.full_name or "",
            one.title or "",
            one.unit or "",
            Purpose(READINGS.get(one.purpose, one.purpose)),
            one.first_at,
            one.last_at,
            one.times,
        )
        for one in found[:ROWS]
    ]
    return Readers(page, lines, len(found) > ROWS)
