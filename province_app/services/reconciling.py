"""Whether this node and the one above it still agree on what that one holds.

Compared are versions and digests, record by record: after a restore of either side, or a fault that
nobody saw. Repaired is only what loses nothing. Source: Quy chế Đ.8.3; NĐ Đ.11.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.stores import audit, restorations
from province_app.stores import reconciling as store
from province_app.stores.transaction import transaction
from tiers.stages import Stage


class Finding(StrEnum):
    """How the two sides stand to each other on one record."""

    AGREES = "agrees"
    NOT_APPROVED = "not_approved"  # accepted there, not shared back until we approve
    UNKNOWN_HERE = "unknown_here"  # they hold a version of ours that we believe unsent
    MISSING_THERE = "missing_there"
    OLDER_THERE = "older_there"
    LOST_HERE = "lost_here"  # they hold a version that we do not have
    DIFFERENT = "different"  # one version, two digests


REPAIRABLE = (Finding.UNKNOWN_HERE, Finding.MISSING_THERE, Finding.OLDER_THERE)


@dataclass(frozen=True)
class Comparison:
    """The records by finding; those that agree are only counted."""

    agreeing: int
    records: dict[Finding, list[UUID]]

    @property
    def in_order(self) -> bool:
        """Whether nothing is left that should be otherwise."""
        return not any(self.records[one] for one in Finding if one not in _HARMLESS)


_HARMLESS = (Finding.AGREES, Finding.NOT_APPROVED)


def compare(session: Session, theirs: Iterable[tuple[str, int, str]], stage: Stage) -> Comparison:
    """Return how both sides stand; `theirs` are (record id, version, hex digest), latest last.

    `stage`: the one that ends at the node above.
    """
    newest: dict[str, tuple[int, str]] = {}
    for record_id, version, digest in theirs:
        if version >= newest.get(record_id, (0, ""))[0]:
            newest[record_id] = version, digest
    records: dict[Finding, list[UUID]] = {one: [] for one in Finding}
    agreeing = 0
    for record_id_, kind in store.findings(session, stage, newest):
        if kind == Finding.AGREES:
            agreeing += 1
        else:
            records[Finding(kind)].append(record_id_)
    return Comparison(agreeing, records)


def after_restore(
    session: Session, left: Comparison, theirs: Iterable[tuple[str, int, str]], at: datetime
) -> None:
    """Note the comparison that a restore of this database demands, before anything is sent.

    What was lost here goes on above the version that they hold, and is told to people. It is not
    settled while they hold what is not yet at the province's own tier.
    """
    lost = set(left.records[Finding.LOST_HERE])
    highest: dict[UUID, int] = {}
    for record_id, version, _ in theirs:
        one = UUID(record_id)
        if one in lost:
            highest[one] = max(version, highest.get(one, 0))
    with transaction(session):
        restorations.raise_floors(session, highest)
        settled = not left.records[Finding.UNKNOWN_HERE]
        restorations.note_compared(session, at, settled=settled)
        audit.add(session, "restore.compared", None, [len(lost)], at, settled=settled)
        audit.add(session, "restore.version_lost", None, sorted(lost), at)


def repair(
    session: Session,
    found: Comparison,
    theirs: Iterable[tuple[str, int, str]],
    at: datetime,
    stage: Stage,
) -> int:
    """Believe what they hold of ours, and queue what they lack; return how many records.

    What is lost here or differs stays as it is: people decide.
    """
    held = {record_id: version for record_id, version, _ in theirs}
    unknown = found.records[Finding.UNKNOWN_HERE]
    lacking = found.records[Finding.MISSING_THERE] + found.records[Finding.OLDER_THERE]
    with transaction(session):
        store.acknowledge(session, stage, {one: held[str(one)] for one in unknown}, at)
        store.queue_again(session, stage, lacking, at)
        for finding in REPAIRABLE:
            audit.add(session, "reconciled", None, found.records[finding], at, finding=str(finding))
    return len(unknown) + len(lacking)
