"""What the rules of severity E say of versions, each asked once under the same rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion, RuleVerdict
from province_app.stores.levels import statement

Held = Sequence[tuple[UUID, int]]  # record, version


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one version, without a value of it."""

    errors: Sequence[Mapping[str, str]]  # {path, rule} of severity E
    losses: Sequence[Mapping[str, str | int]]  # {rule, path, dimension, points}


# The versions come as two arrays: a list of rows would be another statement for each length of it.
_UNJUDGED = text("""
    select wanted.record_id, wanted.version
    from unnest(cast(:ids as uuid[]), cast(:versions as int[])) as wanted(record_id, version)
    where not exists (
      select from rule_verdict judged
      where judged.record_id = wanted.record_id and judged.version = wanted.version
        and judged.rules = :rules)
""")


def unjudged(session: Session, held: Held, rules: str) -> list[RecordVersion]:
    """Return those of the versions that were not judged under these rules."""
    if not held:
        return []
    ids, versions = [record_id for record_id, _ in held], [version for _, version in held]
    found = session.execute(_UNJUDGED, {"ids": ids, "versions": versions, "rules": rules}).all()
    if not found:
        return []
    waiting = tuple_(RecordVersion.record_id, RecordVersion.version).in_(map(tuple, found))
    return list(session.scalars(select(RecordVersion).where(waiting)))


def add(
    session: Session,
    found: Mapping[tuple[UUID, int], Verdict],
    rules: str,
    at: datetime,
) -> None:
    """Keep the verdicts under these rules; one that is kept already stays."""
    rows: list[dict[str, Any]] = [
        {
            "record_id": record_id,
            "version": version,
            "rules": rules,
            "errors": list(verdict.errors),
            "losses": list(verdict.losses),
            "judged_at": at,
        }
        for (record_id, version), verdict in found.items()
    ]
    if rows:
        session.execute(insert(RuleVerdict).on_conflict_do_nothing(), rows)


def broken(session: Session, held: Held, rules: str) -> dict[UUID, list[dict[str, str]]]:
    """Return the errors of those of the versions that have any, by record."""
    if not held:
        return {}
    wanted = dict(held)
    query = select(RuleVerdict).where(
        RuleVerdict.rules == rules,
        func.jsonb_array_length(RuleVerdict.errors) > 0,
        RuleVerdict.record_id.in_(wanted),
    )
    return {
        row.record_id: row.errors
        for row in session.scalars(query)
        if row.version == wanted[row.record_id]
    }


# Of each person of the unit the newest version, as it was judged last.
_OF_UNIT = statement(
    """
    select verdict.losses from employment
    left join lateral (
      select losses from rule_verdict
      where record_id = employment.person_id and version = (
        select max(version) from record_version where record_id = employment.person_id)
      order by judged_at desc limit 1) verdict on true
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day) and {seen}
""",
    "employment.person_id",
)


def losses_in(
    session: Session, unit_id: int, day: date, hidden: Collection[str]
) -> list[list[dict[str, Any]] | None]:
    """Return what each record of the unit's people lost; None for one that was not judged."""
    values = {"unit_id": unit_id, "day": day, "hidden": list(hidden)}
    return list(session.scalars(_OF_UNIT, values))
