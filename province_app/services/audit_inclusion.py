"""Proves that one event is in the log under a signed head, without the log. docs/audit.md."""

from base64 import b64encode
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.audit.events import event_bytes
from province_app.audit.notes import VerifierKey
from province_app.models.audit import AuditEvent
from province_app.record.canonical import canonical
from province_app.services.errors import Missing, refuse_state
from province_app.stores import audit, audit_heads, audit_seals
from province_app.stores.scope import as_node
from tiers.merkle import inclusion_path, inclusion_places

FORM = "cbccvc-audit-inclusion/1"


@dataclass(frozen=True)
class Inclusion:
    """An event's place in the log, and the way from it to the earliest signed head over it."""

    event: str  # the text whose bytes were sealed
    position: int
    tree_size: int
    path: tuple[bytes, ...]
    checkpoint: str


def inclusion_of(session: Session, event_id: int, key: VerifierKey) -> dict[str, object]:
    """Return the proof as plain data.

    Missing for no such event, Refused while it waits for its seal or for the next head.
    """
    event = session.get(AuditEvent, event_id)
    if event is None:
        raise Missing
    found = _found(session, event)
    if found is None:
        raise refuse_state("audit_no_head_yet")
    return {
        "form": FORM,
        "event": found.event,
        "position": found.position,
        "tree_size": found.tree_size,
        "path": [b64encode(step).decode() for step in found.path],
        "checkpoint": found.checkpoint,
        "key": str(key),
    }


def of_signature(session: Session, manifest_id: UUID) -> bytes | None:
    """Return `audit.json` of a container: the signature's place in the log (docs/verify.md).

    None while no signed head is over it. The event is asked for across units: it tells what the
    manifest tells.
    """
    with as_node(session):
        event = audit.of_subject(session, "manifest.signed", manifest_id)
    found = _found(session, event) if event else None
    if found is None:
        return None
    return canonical(
        {
            "event": found.event,
            "index": found.position,
            "path": [step.hex() for step in found.path],
            "checkpoint": found.checkpoint,
        }
    )


def _found(session: Session, event: AuditEvent) -> Inclusion | None:
    position = audit_seals.position_of(session, event.id)
    head = audit_heads.first_over(session, position) if position is not None else None
    if position is None or head is None:
        return None
    nodes = audit_seals.nodes(session, inclusion_places(position, head.tree_size))
    path = inclusion_path(position, head.tree_size, nodes.__getitem__)
    text = event_bytes(event).decode()
    return Inclusion(text, position, head.tree_size, tuple(path), head.note)
