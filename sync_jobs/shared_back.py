"""Two-way changes: what the node above shares back is read on from where the last reading ended.

Twice an hour; a page is one transaction with the cursor behind it. Source: NĐ Đ.11.5; contract §3.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services import shared_back
from province_app.stores import duties
from province_app.stores.shared_back import Told
from sync_jobs.national_gateway import NationalGateway, NationalUnavailable, fault_of

logger = logging.getLogger(__name__)

SHARED = "shared"  # the duty's name
EVERY = timedelta(minutes=30)


def is_due(session: Session, now: datetime) -> bool:
    """Whether it is time to ask again; `now` by the system clock."""
    last = duties.of_name(session, SHARED)
    return last is None or last.tried_at + EVERY <= now


def keep_reading(session: Session, gateway: NationalGateway, now: Callable[[], datetime]) -> None:
    """Read on as the tick does: a node above that is away is the stages' and the night's to tell.

    What is not read now is read later, from the same place.
    """
    try:
        read_on(session, gateway, now)
    except NationalUnavailable as error:
        logger.info("changes not read", extra={"fault": fault_of(error)})


def read_on(session: Session, gateway: NationalGateway, now: Callable[[], datetime]) -> int:
    """Keep what is shared back since the last time; return how many lines were told.

    Ends where another process reads too. `now` is the business clock.
    """
    total, before = 0, shared_back.begins_at(session, gateway.url)
    while True:
        page = gateway.changes_page(before)  # outside any transaction
        after = page["next"]
        told = [
            Told(UUID(one["record_id"]), one["version"], bytes.fromhex(one["digest"]))
            for one in page["changes"]
        ]
        if not told or after == before:
            return total
        cursor = before, after
        if not shared_back.take(session, gateway.url, cursor, told, now(), system_now()):
            return total
        total, before = total + len(told), after
