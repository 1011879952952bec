"""What goes to the national node: the plan of a submission, its bytes, its results."""

# ruff: noqa: S608  statements are joined from fixed texts of this module; values are parameters

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, Select, Text, cast, select, text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.models.sync import StageRun, Submission, SyncItem
from province_app.stores import sections
from tiers.stages import SUPERSEDED, Stage


def unfinished(session: Session, period: str) -> Submission | None:
    """Return the period's oldest submission under way, whichever run began it, or None."""
    query = select(Submission).where(
        Submission.period == period, Submission.state.not_in(("settled", "approved", "abandoned"))
    )
    return session.scalars(query.order_by(Submission.planned_at).limit(1)).one_or_none()


def stage_of(session: Session, submission: Submission) -> Stage:
    """Return the stage in which the submission goes up."""
    return Stage(session.get_one(StageRun, submission.run_id).stage)


def month_was_told(session: Session, period: str) -> bool:
    """Tell whether a submission of the month's own run has come back with a receipt."""
    query = select(Submission.id).join(StageRun, StageRun.id == Submission.run_id)
    query = query.where(Submission.period == period, Submission.receipt.is_not(None))
    return session.scalars(query.where(StageRun.policy.is_(None))).first() is not None


def outcomes_of(session: Session, submission_id: UUID) -> dict[str, int]:
    """Return how many of the submission's items have each outcome."""
    rows = session.execute(
        text(
            "select outcome, count(*) as records from sync_item"
            " where submission_id = :id group by outcome"
        ),
        {"id": submission_id},
    )
    return {row.outcome: row.records for row in rows}


def items_of(session: Session, submission_id: UUID) -> set[tuple[str, int]]:
    """Return record and version of everything that the submission brings."""
    query = text("select record_id, version from sync_item where submission_id = :id")
    rows = session.execute(query, {"id": submission_id})
    return {(str(row.record_id), row.version) for row in rows}


def records_of(submission_id: UUID) -> Select[str]:
    """Return the query of the records that the submission brings."""
    query = select(cast(SyncItem.record_id, Text))
    return query.where(SyncItem.submission_id == submission_id)


def newest(session: Session, period: str) -> Submission | None:
    """Return the period's latest submission, or None."""
    query = select(Submission).where(Submission.period == period)
    return session.scalars(query.order_by(Submission.planned_at.desc()).limit(1)).one_or_none()


def approvals_to_send(session: Session, now: datetime) -> Sequence[Submission]:
    """Return the submissions that the agency approved and the national node has not heard of.

    Not those that pause, nor those that it refused.
    """
    query = _APPROVED.where(
        Submission.approval_fault.is_(None) | (Submission.approval_again_at <= now)
    )
    return session.scalars(query).all()


def approvals_stopped(session: Session) -> Sequence[Submission]:
    """Return those whose approval could not be handed over, the oldest first."""
    return session.scalars(_APPROVED.where(Submission.approval_fault.is_not(None))).all()


_APPROVED = (
    select(Submission)
    .where(Submission.state == "settled", Submission.approval.is_not(None))
    .order_by(Submission.planned_at, Submission.id)
    .execution_options(populate_existing=True)  # people seal while the tick works
)


def manifests_in(session: Session, submission_id: UUID) -> Iterator[Manifest]:
    """Yield the manifests that attest the submission's records, by id."""
    query = (
        select(Manifest)
        .where(
            text(
                "manifest.id in (select manifest_item.manifest_id from sync_item"
                " join manifest_item using (record_id, version)"
                " where sync_item.submission_id = :submission)"
            )
        )
        .order_by(Manifest.id)
    )
    yield from session.scalars(query, {"submission": submission_id}).yield_per(200)


# A record at a time, so that nothing sorts a whole part's bytes.
_LINES = sections.with_packed(
    """
    select item.record_id, item.version, item.digest, attested.manifest_id,
           stored.names, stored.sealed, stored.sizes, stored.packed
    from sync_item item
    join record_version version using (record_id, version)
    join manifest_item attested using (record_id, version)
    cross join lateral (
      select {packed}
      from record_section section
      where section.record_id = version.record_id
        and section.digest = any(version.section_digests)
    ) stored
    where item.submission_id = :submission and item.part = :part
    order by item.record_id
""",
    "case when section.name = any(:disclosed) then section.content else cast('' as bytea) end",
)


def part_bytes(
    session: Session, submission_id: UUID, part: int, disclosed: frozenset[str]
) -> bytes:
    """Return one part as NDJSON: the same bytes each time, built from the stored sections.

    Sections outside `disclosed` are withheld: only their digest goes. Each line is canonical.
    """
    values = {"submission": submission_id, "part": part, "disclosed": list(disclosed)}
    rows = session.execute(_LINES, values).all()
    keys = sections.keys_of(session, {row.record_id for row in rows})
    return b"".join(_line(row, disclosed, keys.get(row.record_id)) for row in rows)


def _line(row: Row[Any], disclosed: frozenset[str], key: bytes | None) -> bytes:
    """Join the canonical bytes as they were stored; nothing is serialised a second time."""
    shown, withheld = [], {}
    for one in sections.unpacked(row):
        if one.name in disclosed:
            plain = one.content
            if one.sealed:
                plain = sections.open_content(key, row.record_id, one.name, one.digest, plain)
            shown.append(
                b'"%s":{"content":%s,"salt":"%s"}'
                % (one.name.encode(), plain, one.salt.hex().encode())
            )
        else:
            withheld[one.name] = one.digest.hex()
    head = orjson.dumps(
        {
            "digest": bytes(row.digest).hex(),
            "manifest_id": str(row.manifest_id),
            "record_id": str(row.record_id),
        }
    )
    tail = b'"version":%d,"withheld":%s}\n' % (row.version, orjson.dumps(withheld))
    return head[:-1] + b',"sections":{' + b",".join(shown) + b"}," + tail


def mark_sent(session: Session, submission_id: UUID, part: int, at: datetime) -> None:
    """The part has been acknowledged: its records are on their way."""
    session.execute(
        text(
            "update sync_item set outcome = 'sent', changed_at = :at"
            " where submission_id = :submission and part = :part and outcome = 'queued'"
        ),
        {"submission": submission_id, "part": part, "at": at},
    )


def queue_again(session: Session, submission_id: UUID, at: datetime) -> None:
    """Let the records of a submission that was given up wait for another one."""
    session.execute(
        text(
            "update sync_item set outcome = 'queued', submission_id = null, part = null,"
            " changed_at = :at where submission_id = :submission"
        ),
        {"submission": submission_id, "at": at},
    )


# As in `stores.sync`: every item is there, and is reached by its key. A result of a record that was
# never an item breaks the foreign key; one of another submission or version changes nothing.
_RESULTS = text("""
    insert into sync_item as item
      (stage, period, record_id, unit_id, outcome, version, code, path, message, changed_at)
    select distinct on (v.record_id)
           run.stage, submission.period, v.record_id, 0, v.outcome, v.version,
           v.code, v.path, v.message, cast(:at as timestamptz)
    from unnest(cast(:record_ids as uuid[]), cast(:versions as int[]), cast(:outcomes as text[]),
                cast(:codes as text[]), cast(:paths as text[]), cast(:messages as text[]))
         as v(record_id, version, outcome, code, path, message)
    join submission on submission.id = :submission
    join stage_run run on run.id = submission.run_id
    on conflict (stage, period, record_id) do update
    set outcome = excluded.outcome, code = excluded.code, path = excluded.path,
        message = excluded.message, changed_at = excluded.changed_at
    where item.submission_id = :submission and item.version = excluded.version
""")

_RECEIVER = "case item.stage when 'department_to_province' then 'province' else 'national' end"
_ACKNOWLEDGED = text(f"""
    insert into holding
      (tier, record_id, unit_id, version, digest, manifest_id, run_id, received_at)
    select {_RECEIVER},
           item.record_id, item.unit_id, item.version, item.digest,
           attested.manifest_id, item.run_id, :at
    from sync_item item join manifest_item attested using (record_id, version)
    where item.submission_id = :submission and item.outcome in ('accepted', 'unchanged')
    on conflict (tier, record_id) do update
    set unit_id = excluded.unit_id, version = excluded.version, digest = excluded.digest,
        manifest_id = excluded.manifest_id, run_id = excluded.run_id,
        received_at = excluded.received_at
    where holding.version <= excluded.version
""")
# What a later month's submission has passed on the way: nothing is lacking there.
_SUPERSEDED = text(f"""
    update sync_item item
    set outcome = 'unchanged', code = :superseded, path = null, message = null, changed_at = :at
    from holding
    where item.submission_id = :submission and item.outcome = 'rejected'
      and item.code = 'stale_version' and holding.tier = {_RECEIVER}
      and holding.record_id = item.record_id and holding.version > item.version
""")


def record_results(
    session: Session, submission_id: UUID, results: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Write a page of the national node's judgements onto the items.

    IntegrityError when one is of a record that was never sent.
    """
    columns = {
        f"{name}s": [one[name] for one in results]
        for name in ("record_id", "version", "outcome", "code", "path", "message")
    }
    session.execute(_RESULTS, {**columns, "submission": submission_id, "at": at})


def acknowledge(session: Session, submission_id: UUID, at: datetime) -> None:
    """Note for each record which version the national node now holds of ours; never a step back.

    One refused since a newer version of ours had arrived there before it is superseded.
    """
    session.execute(_ACKNOWLEDGED, {"submission": submission_id, "at": at})
    values = {"submission": submission_id, "at": at, "superseded": SUPERSEDED}
    session.execute(_SUPERSEDED, values)
