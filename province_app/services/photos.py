"""Ảnh 4×6 of the own record: brought, taken away, read for the paper. Source: TT 06/2023, mẫu, H5.

What is kept is the portrait cut to its measure, never the file that was brought: places, cameras
and whoever else stood in the picture are no part of a record. The draft names its SHA-256, as does
the version that HR confirms, so the head's signature binds the very picture.
"""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.evidence.examine import Examined, examine
from province_app.evidence.kinds import NotAccepted
from province_app.evidence.scan import scan
from province_app.evidence.vault import Vault, sealed_owner
from province_app.models.evidence import Evidence
from province_app.models.records import Draft
from province_app.services.drafts import keep_typed, may_save, own_draft
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.services.evidence import part_name, say, sealed_key
from province_app.stores import drafts, people
from province_app.stores import evidence as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.decision import Decision
from tiers.units import Officer

PATH = "identity.photo"
LARGEST = 10 * 1024 * 1024  # bytes of the file that is brought


def put(session: Session, vault: Vault, actor: Officer, data: bytes, at: datetime) -> Evidence:
    """Let the picture be the photo of the own draft; one that is there is replaced.

    Refused with the reason when the file is not taken, and as any other change of the own record.
    The file is examined and sealed outside the transaction. Source: Quy chế Đ.6.2a.
    """
    with transaction(session):  # whoever may not write it has nothing examined
        _judge(session, actor, at)
    if len(data) > LARGEST:
        raise refuse_state("photo_too_large", "Đ.6.2a")
    try:
        scan(data, vault.scanner)
        found = examine(data, "photo")
    except NotAccepted as error:
        said = Decision(
            False, "state", "photo_kind" if error.code == "evidence_kind" else error.code, "Đ.6.2a"
        )
        raise Refused(said) from error
    row = _sealed(vault, UUID(actor.person_id), found, at)
    with transaction(session):
        draft = own_draft(session, actor, at)
        kept = store.find(session, row.person_id, row.sha256)
        if kept is None:
            session.add(row)
        _name(session, actor, draft, row.sha256.hex(), at)
        say(session, "evidence.attached", actor, draft, row.sha256.hex(), PATH, at)
    if kept is not None:
        vault.drop({row.original, row.copy, *row.previews})
    return kept or row


def remove(session: Session, actor: Officer, at: datetime) -> None:
    """Take the photo out of the own draft; versions that have it keep it."""
    with transaction(session):
        _judge(session, actor, at)
        draft = own_draft(session, actor, at)
        digest = draft.typed.get(PATH)
        if not digest:
            raise Missing
        _name(session, actor, draft, "", at)
        say(session, "evidence.detached", actor, draft, digest, PATH, at)


def bytes_of(session: Session, vault: Vault, person_id: UUID, digest: object) -> bytes:
    """Return the photo that a content names, nothing where it names none; for the paper."""
    if not isinstance(digest, str) or not digest:
        return b""
    found = store.find(session, person_id, bytes.fromhex(digest))
    if found is None:
        raise Missing
    return vault.get(found.copy, sealed_key(vault, found), part_name(found, "copy"))


def _judge(session: Session, actor: Officer, at: datetime) -> None:
    person_id = UUID(actor.person_id)
    unit_id = people.home_unit(session, person_id, local_day(at))
    require(may_save(drafts.open_draft(session, person_id), actor, unit_id))


def _name(session: Session, actor: Officer, draft: Draft, digest: str, at: datetime) -> None:
    files = {path: ones for path, ones in (draft.evidence or {}).items() if path != PATH}
    draft.evidence = ({**files, PATH: [digest]} if digest else files) or None
    keep_typed(session, draft, {PATH: digest}, at, UUID(actor.person_id))


def _sealed(vault: Vault, person_id: UUID, found: Examined, at: datetime) -> Evidence:
    digest = sha256(found.copy).digest()
    owner = sealed_owner(person_id, digest)
    key = vault.new_key(owner)
    whole = vault.put(found.copy, key, f"{owner}/copy")
    return Evidence(
        person_id=person_id,
        sha256=digest,
        kind=found.kind,
        size=len(found.copy),
        pages=1,
        name="Ảnh 4×6",
        uploaded_by=person_id,
        uploaded_at=at,
        master_key=key.master,
        wrapped_key=key.wrapped,
        original=whole,
        copy=whole,
        previews=[vault.put(found.previews[0], key, f"{owner}/page/1")],
    )
