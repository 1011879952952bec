"""Which field of the own open draft has which document. Source: Quy chế Đ.6.2b."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault, sealed_owner
from province_app.models.evidence import Evidence
from province_app.models.records import Draft
from province_app.record.schema import fields
from province_app.sealing import DataKey
from province_app.services.errors import Missing, UnknownField, refuse_state, require
from province_app.services.hr_entry import typing_draft
from province_app.stores import audit, drafts
from province_app.stores import evidence as store
from province_app.stores.transaction import transaction
from tiers.checking import DraftState, may_write
from tiers.evidence import MOST_FILES
from tiers.units import Officer


def attach(session: Session, actor: Officer, path: str, digest: str, at: datetime) -> None:
    """Attach a document that the person has already brought to one more field."""
    with transaction(session):
        draft = draft_to_attach(session, actor, path, at)
        if store.find(session, draft.person_id, digest_bytes(digest)) is None:
            raise Missing
        link(draft, path, digest)
        say(session, "evidence.attached", actor, draft, digest, path, at)


def detach(
    session: Session,
    actor: Officer,
    path: str,
    digest: str,
    at: datetime,
    person_id: UUID | None = None,
) -> None:
    """Take a document off a field of an open draft; the sealed file stays. Whose as `begin`."""
    with transaction(session):
        draft = draft_to_attach(session, actor, path, at, person_id)
        files = dict(draft.evidence or {})
        if digest not in files.get(path, []):
            raise Missing
        files[path] = [one for one in files[path] if one != digest]
        draft.evidence = {path: ones for path, ones in files.items() if ones} or None
        say(session, "evidence.detached", actor, draft, digest, path, at)


def sweep_orphans(session: Session, vault: Vault, written_before: float) -> int:
    """Clear files that no row names and that were written before that moment (epoch); how many.

    The moment lies a day back: a file is written before its row.
    """
    return vault.sweep(store.addresses(session), written_before)


def digest_bytes(digest: str) -> bytes:
    """Return the digest's bytes; Missing when it is not 64 lower-case hex digits."""
    if len(digest) != 2 * sha256().digest_size or set(digest) - set("0123456789abcdef"):
        raise Missing
    return bytes.fromhex(digest)


def part_name(found: Evidence, part: str) -> str:
    """Return the name under which a part of the document is sealed."""
    return f"{sealed_owner(found.person_id, found.sha256)}/{part}"


def sealed_key(vault: Vault, found: Evidence) -> DataKey:
    """Return the document's own key."""
    owner = sealed_owner(found.person_id, found.sha256)
    return vault.key(owner, found.master_key, found.wrapped_key)


def draft_to_attach(
    session: Session, actor: Officer, path: str, at: datetime, whose: UUID | None = None
) -> Draft:
    """Return the draft, locked, if the actor may change that field of it now.

    The own one by default; with `whose` that of a person of the unit, for what HR types: Missing
    outside the officer's units. Source: Quy chế Đ.6.2b, 7.1a.
    """
    info = fields().get(path)
    if info is None or info.item.filled_by != ("person" if whose is None else "hr"):
        raise UnknownField(path)
    if whose is not None:
        return typing_draft(session, actor, whose, at)
    person_id = UUID(actor.person_id)
    # The lock lets two uploads that begin at once see each other's bytes.
    draft = drafts.open_draft_for_update(session, person_id)
    if draft is None:
        raise refuse_state("evidence_no_draft", "Đ.6.2b")
    require(may_write(DraftState(draft.state), actor, str(draft.person_id)))
    return draft


def link(draft: Draft, path: str, digest: str) -> None:
    """Attach the document to the field of the locked draft."""
    files = dict(draft.evidence or {})
    there = files.get(path, [])
    if digest not in there and len(there) >= MOST_FILES:
        raise refuse_state("evidence_too_many", "Đ.6.2b")
    draft.evidence = {**files, path: sorted({*there, digest})}


def say(
    session: Session,
    event: str,
    actor: Officer,
    draft: Draft,
    digest: str,
    path: str,
    at: datetime,
) -> None:
    """Add the event to the act's transaction."""
    who = UUID(actor.person_id)
    audit.add(session, event, who, [draft.id], at, draft.unit_id, sha256=digest, path=path)
