"""What receivers held of the record of somebody who comes back, while the person was gone."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

# As `owed._LEFT` would find it now, kept before anything newer climbs.
_KEEP = text("""
    insert into absence
      (record_id, receiver, gone_on, back_on, keeper_id, sender_id, left_taken_at)
    select :record_id, tier.receiver, :gone_on, :back_on, theirs.unit_id, below.unit_id,
           case when last.change = 'left' then theirs.received_at end
    from (values ('department', 'facility'), ('province', 'department'), ('national', 'province'))
      tier(receiver, sender)
    left join holding theirs on theirs.tier = tier.receiver and theirs.record_id = :record_id
    left join record_version last
      on last.record_id = theirs.record_id and last.version = theirs.version
    left join holding below on below.tier = tier.sender and below.record_id = :record_id
     and below.version >= theirs.version
""")


def keep(session: Session, record_id: UUID, gone_on: date, back_on: date) -> None:
    """Keep what each receiver holds of the record now."""
    session.execute(_KEEP, {"record_id": record_id, "gone_on": gone_on, "back_on": back_on})
