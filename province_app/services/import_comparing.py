"""A long workbook is compared by the tick: part by part, each a transaction of its own.

What is done stands in the batch's rows; the next tick, or one after a stop, goes on behind them.
Source: Quy chế Đ.6.1.
"""

from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.services.import_entering import officer_of
from province_app.services.import_files import book_of, maps_of
from province_app.services.import_people import unit_of
from province_app.services.import_rows import judged, row_as_kept
from province_app.stores import imports
from province_app.stores.transaction import transaction
from province_app.workbooks.parts import parts_of
from province_app.workbooks.preview import entries
from tiers.calendar import local_day

COMPARED = 500  # people of a transaction
PARTS = 20  # of a tick: other files, and the stages, wait no longer


def compare_some(session: Session, batch_id: UUID, at: datetime) -> None:
    """Compare the next parts of a long file; with the last one it is `compared`."""
    day = local_day(at)
    with transaction(session):
        batch = imports.lock(session, batch_id)
        maps, officer_id, unit_id = maps_of(batch), batch.officer_id, batch.unit_id
        parts = parts_of(book_of(batch), maps, day)
        session.expire(batch, ["sheets"])
        batch.people = len(parts.people)
        unit = unit_of(session, unit_id, at, officer_of(session, officer_id, at).hidden)
        done = sum(imports.counts(session, batch_id).values())
    for part in islice(parts.after(done, COMPARED), PARTS):
        with transaction(session):
            officer = officer_of(session, officer_id, at)
            found = entries(part, maps, day)
            rows = judged(session, officer, unit_id, found, at, done, unit)
            imports.add_rows(session, batch_id, [row_as_kept(one) for one in rows])
        done += len(found)
    if done >= len(parts.people):
        with transaction(session):
            imports.lock(session, batch_id).state = "compared"
