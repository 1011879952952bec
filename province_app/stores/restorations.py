"""Restores of this database, and the versions that must not be counted again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion
from province_app.models.restorations import Restoration, VersionFloor

_HOLDERS = "update stage_run set holder = null, held_until = null"
_SESSIONS = "delete from web_session"
_SEQUENCES = text("""
    select sequencename, coalesce(last_value, start_value) as last
    from pg_sequences where schemaname = 'public' order by 1
""")
_SET = text("select setval(format('public.%I', cast(:name as text))::regclass, :value)")


def unsettled(session: Session) -> Restoration | None:
    """Return the newest restore after which something is still to be compared."""
    query = select(Restoration).where(Restoration.settled_at.is_(None))
    return session.scalars(query.order_by(Restoration.restored_at.desc()).limit(1)).one_or_none()


def newest(session: Session) -> Restoration | None:
    """Return the newest restore."""
    query = select(Restoration).order_by(Restoration.restored_at.desc()).limit(1)
    return session.scalars(query).one_or_none()


def note_compared(session: Session, at: datetime, *, settled: bool) -> None:
    """Note that a comparison with the national node was made, and whether it settled all."""
    values = {"compared_at": at} | ({"settled_at": at} if settled else {})
    open_ones = update(Restoration).where(Restoration.settled_at.is_(None))
    session.execute(open_ones.values(values))


def floors(session: Session, record_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the version above which each of the records goes on, of those that have one."""
    query = select(VersionFloor).where(VersionFloor.record_id.in_(record_ids))
    return {one.record_id: one.version for one in session.scalars(query)}


def raise_floors(session: Session, versions: Mapping[UUID, int]) -> None:
    """Let the records go on above those versions."""
    if versions:
        rows = [{"record_id": one, "version": number} for one, number in versions.items()]
        add = insert(VersionFloor).values(rows)
        highest = func.greatest(VersionFloor.version, add.excluded.version)
        session.execute(add.on_conflict_do_update(index_elements=["record_id"],
                                                  set_={"version": highest}))  # fmt: skip


def highest_versions(session: Session) -> dict[UUID, int]:
    """Return the highest version of every record."""
    query = select(RecordVersion.record_id, func.max(RecordVersion.version))
    return {row[0]: row[1] for row in session.execute(query.group_by(RecordVersion.record_id))}


def end_what_ran(session: Session) -> None:
    """Let go of runs that a process held, and sign everybody out."""
    session.execute(text(_HOLDERS))
    session.execute(text(_SESSIONS))


def sequences(session: Session) -> dict[str, int]:
    """Return the last number of each sequence."""
    return {row.sequencename: row.last for row in session.execute(_SEQUENCES)}


def set_sequences(session: Session, last: Mapping[str, int]) -> None:
    """Let each sequence go on above the number; as the sequences' owner."""
    session.execute(_SET, [{"name": name, "value": value} for name, value in last.items()])
