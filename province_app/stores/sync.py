"""What became of each record that a stage owes. Set-based SQL throughout."""
# ruff: noqa: S608  statements are joined from fixed texts of this module; values are parameters

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from province_app.models.people import Employment
from province_app.stores.owed import OWED_BY_EVENT, RECEIVER, Counting
from province_app.stores.sync_policy import EventPart
from province_app.stores.units import employed_on
from tiers.stages import Outcome, Stage


@dataclass(frozen=True)
class Sums:
    """The conservation equation of a stage: owed = the sum of the six outcomes."""

    stage: str
    period: str
    owed: int
    queued: int
    sent: int
    accepted: int
    unchanged: int
    rejected: int
    withheld: int

    @property
    def balanced(self) -> bool:
        """Whether every record that is owed is accounted for, and nothing else is."""
        counted = self.queued + self.sent + self.accepted + self.unchanged
        return self.owed == counted + self.rejected + self.withheld


@dataclass(frozen=True)
class Verdict:
    """What becomes of one item now."""

    record_id: UUID
    outcome: str
    version: int | None = None
    digest: bytes | None = None
    code: str | None = None
    path: str | None = None
    message: str | None = None
    part: int | None = None


@dataclass(frozen=True)
class RunKey:
    """The run that judges, and the submission it fills, if any."""

    stage: str
    period: str
    run_id: int
    submission_id: UUID | None = None
    event: EventPart | None = None  # what alone it takes: what units of `event` owe


# One look-up by key a record, however many a tier holds.
_OWED = """
    insert into sync_item
      (stage, period, record_id, unit_id, outcome, version, digest, run_id, changed_at)
    select :stage, :period, owed.record_id, owed.unit_id,
           case when held.version is null then 'queued' else 'unchanged' end,
           held.version, held.digest,
           case when held.version is not null then cast(:run_id as int) end, :at
    from ({owed}) owed
    left join lateral (
      select mine.version, mine.digest
      from holding theirs
      join holding mine on mine.tier = :sender and mine.record_id = theirs.record_id
       and mine.digest = theirs.digest
      join manifest signed on signed.id = mine.manifest_id and signed.period <= :period
      where theirs.tier = :receiver and theirs.record_id = owed.record_id limit 1) held on true
    on conflict (stage, period, record_id) do nothing
"""

# Every item is there: what looks like an insert reaches each by its key. An update that joins the
# items would read all of the stage for every unit, as the planner knows nothing yet of a stage
# that has just opened. The 0 would break the foreign key if an item were not there.
_SETTLE = text("""
    insert into sync_item as item
      (stage, period, record_id, unit_id, outcome, version, digest, code, path, message, part,
       run_id, submission_id, changed_at)
    select :stage, :period, v.record_id, 0, v.outcome, v.version, v.digest, v.code, v.path,
           v.message, v.part, :run_id, cast(:submission_id as uuid),
           cast(:at as timestamptz)
    from unnest(cast(:record_ids as uuid[]), cast(:outcomes as text[]), cast(:versions as int[]),
                cast(:digests as bytea[]), cast(:codes as text[]), cast(:paths as text[]),
                cast(:messages as text[]), cast(:parts as int[]))
         as v(record_id, outcome, version, digest, code, path, message, part)
    on conflict (stage, period, record_id) do update
    set outcome = excluded.outcome, version = excluded.version, digest = excluded.digest,
        code = excluded.code, path = excluded.path, message = excluded.message,
        part = excluded.part, run_id = excluded.run_id, submission_id = excluded.submission_id,
        changed_at = excluded.changed_at
""")

# `limit 1` makes the planner look up each holding by its whole key: told nothing yet of a tier
# that starts to fill, it would read the tier anew for every record. What the stage before said
# matters only for what nobody holds.
#
# A month that is late finds what the next one signed: it takes the newest version that was signed
# for it, and steps back before no receiver that holds more (exchange contract, annex 36).
_CANDIDATES = """
    select item.record_id, mine.version, mine.digest, mine.manifest_id,
           theirs.digest as receiver_digest, below.code as below_code,
           below.path as below_path,
           coalesce(theirs.version > mine.version,
                    mine.version is null and taken.period > :period, false) as is_superseded
    from sync_item item
    left join lateral (
      select version, digest, manifest_id from holding
      where tier = :sender and record_id = item.record_id limit 1) held on true
    left join lateral (
      select period from manifest where id = held.manifest_id limit 1) signed on true
    left join lateral (
      select held.version, held.digest, held.manifest_id where signed.period <= :period
      union all
      (select attested.version, attested.digest, attested.manifest_id
       from manifest_item attested join manifest earlier on earlier.id = attested.manifest_id
       where signed.period > :period and earlier.period <= :period
         and attested.record_id = item.record_id and attested.version < held.version
       order by attested.version desc limit 1)) mine on true
    left join lateral (
      select version, digest, manifest_id from holding
      where tier = :receiver and record_id = item.record_id limit 1) theirs on true
    left join lateral (
      select period from manifest
      where mine.version is null and id = theirs.manifest_id limit 1) taken on true
    left join lateral (
      select code, path from sync_item
      where mine.version is null and stage = :before and period = :period
        and record_id = item.record_id and outcome in ('withheld', 'rejected')
      limit 1) below on true
    where item.stage = :stage and item.period = :period
      and (item.outcome in ('queued', 'withheld')
           or (item.outcome <> 'sent' and item.digest is distinct from mine.digest))
"""
# A unit's share comes as it lies: asked for its order, the planner would read all of the stage by
# its key to spare the sort.
_SHARE = " and item.unit_id = :unit_id for update of item"
_ALL = " order by item.record_id for update of item"


def add_owed(
    session: Session, stage: Stage, period: str, counted: Counting, run_id: int | None, at: datetime
) -> None:
    """Give each record that is owed an item, unless it has one: no record is owed twice.

    What the receiver holds already is settled with it, as unchanged: nothing is to be moved.
    """
    query = _OWED.replace("{owed}", counted.query(stage))
    values = {"stage": stage, "period": period, "run_id": run_id, "at": at, **_tiers(stage)}
    session.execute(text(query), {**values, **counted.values(stage)})


def sums(session: Session, stage: Stage, period: str, counted: Counting) -> Sums:
    """Return the stage's equation; `owed` is counted anew from people, posts and units."""
    owed = session.scalar(
        text(f"select count(*) from ({counted.query(stage)}) owed"), counted.values(stage)
    )
    outcomes: dict[str, int] = dict(
        session.execute(
            text(
                "select outcome, count(*) from sync_item"
                " where stage = :stage and period = :period group by outcome"
            ),
            {"stage": stage, "period": period},
        ).all()
    )
    return Sums(stage, period, owed or 0, *(outcomes.get(outcome, 0) for outcome in Outcome))


@dataclass(frozen=True)
class Candidate:
    """A record whose item is to be judged now: what the sender and the receiver hold.

    What the sender holds: of what was signed for the period or before. `superseded`: the receiver
    holds a newer version.
    """

    record_id: UUID
    version: int | None
    digest: bytes | None
    manifest_id: UUID | None
    receiver_digest: bytes | None
    below_code: str | None = None  # why the stage before withheld the record
    below_path: str | None = None
    superseded: bool = False


_BEFORE = {
    Stage.DEPARTMENT_TO_PROVINCE: Stage.FACILITY_TO_DEPARTMENT,
    Stage.PROVINCE_TO_NATIONAL: Stage.DEPARTMENT_TO_PROVINCE,
}


def share(session: Session, run: RunKey, unit_id: int) -> list[Candidate]:
    """Return the unit's items that may have something to send, in no order, locked.

    Those not settled, and those settled with another version than the sender now holds. A record
    that the receiver rejected waits until another version of it is held.
    """
    query, values = _candidates(run)
    rows = session.execute(text(query + _SHARE), {**values, "unit_id": unit_id})
    return [_candidate(row) for row in rows]


def pages(session: Session, run: RunKey, size: int) -> Iterator[list[Candidate]]:
    """Yield the same items of all units by record id, so many at a time, each locked when read.

    One query that is read bit by bit in the caller's transaction.
    """
    options = {"stream_results": True, "max_row_buffer": size}
    query, values = _candidates(run)
    rows = session.execute(text(query + _ALL), values, execution_options=options)
    for some in rows.partitions(size):
        yield [_candidate(row) for row in some]


def _candidates(run: RunKey) -> tuple[str, dict[str, object]]:
    """Return the query and its values; a run by `event` takes nothing of the other units."""
    stage = Stage(run.stage)
    values: dict[str, object] = {
        "stage": stage,
        "period": run.period,
        "before": _BEFORE.get(stage),
        **_tiers(stage),
    }
    if run.event is None:
        return _CANDIDATES, values
    mine = f" and item.record_id in (select record_id from ({OWED_BY_EVENT[stage]}) mine)"
    return _CANDIDATES + mine, {**values, **run.event.values()}


def _tiers(stage: Stage) -> dict[str, object]:
    return {"sender": stage.sender_tier, "receiver": RECEIVER[stage]}


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        row.record_id,
        row.version,
        _bytes(row.digest),
        row.manifest_id,
        _bytes(row.receiver_digest),
        row.below_code,
        row.below_path,
        row.is_superseded,
    )


def _bytes(value: memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def units_of(session: Session, record_ids: Sequence[UUID], day: date) -> list[tuple[UUID, int]]:
    """Return `(record, unit where the person works on the day)`."""
    rows = session.execute(
        select(Employment.person_id, Employment.unit_id).where(
            Employment.person_id.in_(record_ids), employed_on(day)
        )
    )
    return [(record_id, unit_id) for record_id, unit_id in rows]


def settle(session: Session, verdicts: Sequence[Verdict], run: RunKey, at: datetime) -> None:
    """Write what became of those items, in one statement."""
    if verdicts:
        columns = {
            f"{name}s": [getattr(verdict, name) for verdict in verdicts]
            for name in Verdict.__dataclass_fields__
        }
        known = {name: getattr(run, name) for name in ("stage", "period", "run_id")}
        values = {**columns, **known, "submission_id": run.submission_id, "at": at}
        session.execute(_SETTLE, values)
