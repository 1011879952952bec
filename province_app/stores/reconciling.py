"""What this node believes the one above to hold, against what that one says it holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.owed import RECEIVER
from tiers.stages import Stage

_FINDINGS = text("""
    with theirs as (
      select * from unnest(cast(:ids as uuid[]), cast(:versions as int[]),
                           cast(:digests as bytea[])) as t(record_id, version, digest)
    ), ours as (
      select holding.record_id, holding.version, holding.digest, exists (
               select from sync_item item join submission on submission.id = item.submission_id
               where item.record_id = holding.record_id and item.version = holding.version
                 and submission.state = 'approved') as approved
      from holding where holding.tier = :receiver
    )
    select coalesce(theirs.record_id, ours.record_id) as record_id,
           case
             when theirs.version = ours.version and theirs.digest = ours.digest then 'agrees'
             when theirs.version = ours.version then 'different'
             when theirs.version > coalesce(ours.version, 0) then
               case when known.digest = theirs.digest then 'unknown_here'
                    when known.digest is not null then 'different' else 'lost_here' end
             when not ours.approved then 'not_approved'
             when theirs.version is null then 'missing_there'
             else 'older_there'
           end as kind
    from theirs full join ours on ours.record_id = theirs.record_id
    left join record_version known
      on known.record_id = theirs.record_id and known.version = theirs.version
    order by 1
""")
_ACKNOWLEDGE = text("""
    insert into holding
      (tier, record_id, unit_id, version, digest, manifest_id, received_at)
    select :receiver, t.record_id, mine.unit_id, t.version, attested.digest,
           attested.manifest_id, cast(:at as timestamptz)
    from unnest(cast(:ids as uuid[]), cast(:versions as int[])) as t(record_id, version)
    join manifest_item attested using (record_id, version)
    join holding mine on mine.record_id = t.record_id and mine.tier = :sender
    on conflict (tier, record_id) do update
    set version = excluded.version, digest = excluded.digest,
        manifest_id = excluded.manifest_id, received_at = excluded.received_at
""")
_FORGET = text(
    "delete from holding where tier = :receiver and record_id = any(cast(:ids as uuid[]))"
)
# Of the newest period that has items; a later one asks anew in any case.
_QUEUE = text("""
    update sync_item set outcome = 'queued', digest = null, submission_id = null, part = null,
                         changed_at = :at
    where stage = :stage and record_id = any(cast(:ids as uuid[]))
      and outcome in ('accepted', 'unchanged')
      and period = (select max(period) from sync_item where stage = :stage)
""")


def findings(
    session: Session, stage: Stage, theirs: Mapping[str, tuple[int, str]]
) -> Iterator[tuple[UUID, str]]:
    """Yield (record, finding) for each record that either side names; digests are hex."""
    rows = session.execute(
        _FINDINGS,
        {
            "receiver": RECEIVER[stage],
            "ids": list(theirs),
            "versions": [version for version, _ in theirs.values()],
            "digests": [bytes.fromhex(digest) for _, digest in theirs.values()],
        },
    )
    for row in rows:
        yield row.record_id, row.kind


def acknowledge(session: Session, stage: Stage, versions: Mapping[UUID, int], at: datetime) -> None:
    """Note that the node above holds these versions of ours."""
    values = {"ids": [str(one) for one in versions], "versions": list(versions.values()), "at": at}
    tiers = {"receiver": RECEIVER[stage], "sender": stage.sender_tier}
    session.execute(_ACKNOWLEDGE, {**values, **tiers})


def queue_again(session: Session, stage: Stage, record_ids: Sequence[UUID], at: datetime) -> None:
    """Forget that the node above held these records: the next push sends them."""
    ids = [str(one) for one in record_ids]
    session.execute(_FORGET, {"ids": ids, "receiver": RECEIVER[stage]})
    session.execute(_QUEUE, {"ids": ids, "at": at, "stage": stage})
