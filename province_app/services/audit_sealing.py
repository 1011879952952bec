"""Seals events and signs heads of the log. Source: Quy chế Đ.9, Đ.18.6; docs/audit.md."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from province_app.audit.events import event_hash
from province_app.audit.notes import Head, Signer
from province_app.stores import audit_heads, audit_seals
from province_app.stores.transaction import transaction
from tiers.audit import checkpoint_due, is_silent

BATCH = 5_000  # events a transaction
MOST_HEADS = 50  # sent to a place at a time, after it was away
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=10)
LONGEST_FAULT = 200


@dataclass(frozen=True)
class Waiting:
    """A head that a place does not have yet."""

    checkpoint_id: int
    file_name: str
    note: str


@dataclass(frozen=True)
class Silence:
    """A place that has had no head for too long; `since` None: it never got one."""

    place: str
    since: datetime | None
    fault: str


def seal(session: Session, at: datetime, batch: int = BATCH) -> int:
    """Seal every event that has no seal, in id order; return how many. Constant memory.

    `at` is the system clock. Source: Quy chế Đ.9.3.
    """
    sealed = 0
    while True:
        with transaction(session):
            done = _seal_batch(session, at, batch)
        sealed += done
        if done < batch:
            return sealed


def sign_head(session: Session, signer: Signer, node: str, at: datetime) -> bool:
    """Sign the log's head if one is owed: hourly, and at once after a stage. Source: Quy chế Đ.9.2.

    Call it after `seal`: whatever was committed before the head is then under it.
    """
    with transaction(session):
        audit_seals.lock(session)
        log_id = audit_seals.log_id(session)
        last = audit_heads.newest(session)
        ended = audit_heads.stage_ended_since(session, last.tree_size if last else 0)
        if log_id is None or not checkpoint_due(last.made_at if last else None, ended, at):
            return False
        size = audit_seals.size(session)
        root = audit_seals.frontier(session, size).root
        head = Head(node, log_id, size, root, at.replace(microsecond=0))
        audit_heads.add(session, size, head.made_at, signer.sign(head))
    return True


def waiting_for(session: Session, place: str, node: str, at: datetime) -> list[Waiting]:
    """Return the heads that the place lacks, oldest first; none while it rests after a failure."""
    with transaction(session):
        found = audit_heads.open_place(session, place, at)
        if found is None:
            return []
        heads = audit_heads.waiting(session, found.checkpoint_id, MOST_HEADS)
        return [
            Waiting(
                one.id,
                f"{node}-{one.made_at:%Y%m%dT%H%M%SZ}-{one.tree_size:012d}-{one.id}.note",
                one.note,
            )
            for one in heads
        ]


def note_delivered(session: Session, place: str, checkpoint_id: int, at: datetime) -> None:
    """Note that the place has the head."""
    with transaction(session):
        audit_heads.delivered(session, place, checkpoint_id, at)


def note_failed(session: Session, place: str, fault: str, at: datetime) -> None:
    """Note that the place could not be served; it is tried again after growing pauses."""
    with transaction(session):
        tries = audit_heads.places(session, [place])[place].tries
        pause = min(FIRST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE)
        audit_heads.failed(session, place, fault[:LONGEST_FAULT], at + pause)


def silences(session: Session, places: tuple[str, ...], at: datetime) -> list[Silence]:
    """Return the places that have had no head for more than two hours: an alarm. C56."""
    states = audit_heads.places(session, places)
    begun = audit_heads.first_event_at(session)
    found = []
    for place in places:
        state = states.get(place)
        since = state.delivered_at if state else None
        if is_silent(since, begun, at):
            found.append(Silence(place, since, (state.fault or "") if state else ""))
    return found


def _seal_batch(session: Session, at: datetime, batch: int) -> int:
    audit_seals.lock(session)
    if audit_seals.log_id(session) is None:
        audit_seals.name_log(session, uuid4())
    events = audit_seals.take_unsealed(session, batch)
    if not events:
        return 0
    tree = audit_seals.frontier(session, audit_seals.size(session))
    moment = at.isoformat()
    seals = [(tree.size, one.id, tree.append(event_hash(one)), moment) for one in events]
    audit_seals.add(session, seals)
    return len(seals)
