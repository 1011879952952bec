"""What the rules of severity E say of versions, each asked once under the same rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, column, func, select, values
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion, RuleVerdict

Held = Sequence[tuple[UUID, int]]  # record, version


def unjudged(session: Session, held: Held, rules: str) -> list[RecordVersion]:
    """Return those of the versions that were not judged under these rules."""
    if not held:
        return []
    wanted = values(column("record_id", Uuid), column("version", Integer), name="wanted").data(
        list(held)
    )
    judged = select(RuleVerdict.record_id).where(_of_version(), RuleVerdict.rules == rules)
    query = select(RecordVersion).join(
        wanted,
        (RecordVersion.record_id == wanted.c.record_id)
        & (RecordVersion.version == wanted.c.version),
    )
    return list(session.scalars(query.where(~judged.exists())))


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


def _of_version() -> ColumnElement[bool]:
    return (RuleVerdict.record_id == RecordVersion.record_id) & (
        RuleVerdict.version == RecordVersion.version
    )
