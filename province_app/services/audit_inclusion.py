"""Proves that one event is in the log under a signed head, without the log. docs/audit.md."""

from base64 import b64encode

from sqlalchemy.orm import Session

from province_app.audit.events import event_bytes
from province_app.audit.notes import VerifierKey
from province_app.models.audit import AuditEvent
from province_app.services.errors import Missing, refuse_state
from province_app.stores import audit_heads, audit_seals
from tiers.merkle import inclusion_path, inclusion_places

FORM = "cbccvc-audit-inclusion/1"


def inclusion_of(session: Session, event_id: int, key: VerifierKey) -> dict[str, object]:
    """Return the proof as plain data; `event` is the text whose bytes were sealed.

    The head is the earliest one over the event. Missing for no such event, Refused while it waits
    for its seal or for the next head.
    """
    event = session.get(AuditEvent, event_id)
    if event is None:
        raise Missing
    position = audit_seals.position_of(session, event_id)
    head = audit_heads.first_over(session, position) if position is not None else None
    if position is None or head is None:
        raise refuse_state("audit_no_head_yet")
    nodes = audit_seals.nodes(session, inclusion_places(position, head.tree_size))
    path = inclusion_path(position, head.tree_size, nodes.__getitem__)
    return {
        "form": FORM,
        "event": event_bytes(event).decode(),
        "position": position,
        "tree_size": head.tree_size,
        "path": [b64encode(step).decode() for step in path],
        "checkpoint": head.note,
        "key": str(key),
    }
