"""What the rules of severity E say of versions, each asked once under the same rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion, RuleVerdict
from province_app.stores.prepared import Prepared

Held = Sequence[tuple[UUID, int]]  # record, version


# The versions come as two arrays: a list of rows would be another statement for each length of it.
_UNJUDGED = Prepared(
    "unjudged",
    """
    select wanted.record_id, wanted.version
    from unnest(cast(:ids as uuid[]), cast(:versions as int[])) as wanted(record_id, version)
    where not exists (
      select from rule_verdict judged
      where judged.record_id = wanted.record_id and judged.version = wanted.version
        and judged.rules = :rules)
""",
    ids="uuid[]",
    versions="int[]",
    rules="text",
)


def unjudged(session: Session, held: Held, rules: str) -> list[RecordVersion]:
    """Return those of the versions that were not judged under these rules."""
    if not held:
        return []
    ids, versions = [record_id for record_id, _ in held], [version for _, version in held]
    found = _UNJUDGED.execute(session, {"ids": ids, "versions": versions, "rules": rules}).all()
    if not found:
        return []
    waiting = tuple_(RecordVersion.record_id, RecordVersion.version).in_(map(tuple, found))
    return list(session.scalars(select(RecordVersion).where(waiting)))


def add(
    session: Session,
    found: Mapping[tuple[UUID, int], Sequence[Mapping[str, str]]],
    rules: str,
    at: datetime,
) -> None:
    """Keep the verdicts: for each version the errors as `{path, rule}`, none when all is well."""
    rows: list[dict[str, Any]] = [
        {
            "record_id": record_id,
            "version": version,
            "rules": rules,
            "errors": list(errors),
            "judged_at": at,
        }
        for (record_id, version), errors in found.items()
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
