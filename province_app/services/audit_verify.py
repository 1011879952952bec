"""Reads the whole log again and says whether it is the one that was sealed.

Everything is recomputed from the events; what the database says of itself counts for nothing
against the heads that stand in the outside places. Source: Quy chế Đ.9, Đ.18.6; docs/audit.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from province_app.audit.events import event_hash
from province_app.audit.notes import Head, Restored
from province_app.stores import audit_seals
from tiers.audit import LONGEST_TRANSACTION
from tiers.merkle import HASH_BYTES, Frontier


@dataclass(frozen=True)
class Bend:
    """The first thing that is wrong, and the position from which the log is not to be trusted."""

    code: str
    position: int | None
    says: str


@dataclass
class Report:
    """What was read, and the first fault; `compared` counts the outside heads that agreed."""

    log_id: UUID | None
    events: int = 0
    compared: int = 0
    excused: int = 0
    newest: datetime | None = None
    fault: Bend | None = None


@dataclass
class _Reading:
    """How far the log is read: the tree so far, the heads that are still to be met."""

    heads: list[Head]
    tree: Frontier = field(default_factory=Frontier)
    met: Head | None = None
    sealed_at: datetime | None = None


def verify(session: Session, heads: Sequence[Head], restores: Sequence[Restored] = ()) -> Report:
    """Return what is wrong first, if anything is; reads, and changes nothing.

    Heads of events that a restore has lost are not compared: its signed note excuses them.

    One snapshot of the database, so that a sealer may go on meanwhile; constant memory.
    """
    session.rollback()
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    report = Report(audit_seals.log_id(session))
    excused = [one for one in heads if any(restore.excuses(one) for restore in restores)]
    report.excused = len(excused)
    left = [one for one in heads if one not in excused]
    reading = _Reading(sorted(left, key=lambda one: (one.size, one.made_at)))
    report.fault = _other_log(report.log_id, reading.heads) or _read(session, reading, report)
    report.events = reading.tree.size
    if reading.met:
        report.newest = reading.met.made_at
    session.rollback()
    return report


def _read(session: Session, reading: _Reading, report: Report) -> Bend | None:
    fault = _meet(reading, report)
    for row in audit_seals.whole_log(session):
        fault = fault or _of_row(row, reading) or _meet(reading, report)
        if fault:
            return fault
    if fault:
        return fault
    if reading.heads:
        size, missing = reading.tree.size, reading.heads[0]
        says = f"the log ends after {size} events, but on {missing.made_at:%Y-%m-%d %H:%M} UTC it"
        says += f" had {missing.size}: its end was deleted, or an older database stands here"
        return Bend("deleted_tail", size, says)
    return _loose(session, reading)


def _of_row(row: Row[Any], reading: _Reading) -> Bend | None:
    position, nodes = reading.tree.size, bytes(row.nodes)
    if row.position != position:
        return Bend("deleted_seal", position, f"no seal stands at position {position}")
    if row.id is None:
        says = f"event {row.event_id}, sealed at position {position}, was deleted"
        return Bend("deleted_event", position, says)
    leaf = event_hash(row)
    if leaf != nodes[:HASH_BYTES]:
        says = f"event {row.id} is not what was sealed at position {position}: edited, or moved"
        return Bend("edited_event", position, says)
    if _too_late(row, reading.met):
        says = f"event {row.id} at position {position} claims {row.system_at:%Y-%m-%d %H:%M} UTC,"
        says += " but a later head does not have it: inserted afterwards"
        return Bend("inserted_event", position, says)
    if reading.tree.append(leaf) != nodes:
        return Bend("edited_seal", position, f"the seal at position {position} was rewritten")
    reading.sealed_at = row.sealed_at
    return None


def _meet(reading: _Reading, report: Report) -> Bend | None:
    """Compare the heads of a tree of the size that is read now."""
    while reading.heads and reading.heads[0].size == reading.tree.size:
        head = reading.heads.pop(0)
        if head.root != reading.tree.root:
            first = reading.met.size if reading.met else 0
            says = f"positions {first} to {head.size - 1} are not those of the head of"
            says += f" {head.made_at:%Y-%m-%d %H:%M} UTC: rewritten and sealed anew,"
            says += " or another database"
            return Bend("rewritten", first, says)
        reading.met = head
        report.compared += 1
    return None


def _too_late(row: Row[Any], met: Head | None) -> bool:
    """Whether a head that was made well after the event should have it, and does not."""
    return met is not None and bool(row.system_at < met.made_at - LONGEST_TRANSACTION)


def _other_log(log_id: UUID | None, heads: Sequence[Head]) -> Bend | None:
    foreign = next((one for one in heads if one.log_id != log_id), None)
    if foreign is None:
        return None
    says = f"this is log {log_id}, the head of {foreign.made_at:%Y-%m-%d %H:%M} UTC is of log"
    return Bend("another_log", 0, f"{says} {foreign.log_id}: the database was replaced")


def _loose(session: Session, reading: _Reading) -> Bend | None:
    """Find an event that went past the sealer: it stood there when later ones were sealed."""
    if reading.sealed_at is None:
        return None
    found = audit_seals.first_without_seal(session, reading.sealed_at - LONGEST_TRANSACTION)
    if found is None:
        return None
    says = f"event {found} has no seal although later ones have: inserted past the application"
    return Bend("unsealed_event", reading.tree.size, says)
