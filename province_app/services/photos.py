"""Ảnh 4×6 of a record: brought, taken away, read for the paper. Source: TT 06/2023, mẫu, H5.

The person brings it, or HR of the unit for them (`whose`): then another officer checks it, as all
that HR writes, and the person sees it and may object.

What is kept is the portrait cut to its measure, never the file that was brought: places, cameras
and whoever else stood in the picture are no part of a record. The draft names its SHA-256, as does
the version that HR confirms, so the head's signature binds the very picture.
"""

from dataclasses import dataclass
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
from province_app.services import hr_entry
from province_app.services.drafts import keep_typed, may_save, own_draft
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.services.evidence import part_name, say, sealed_key
from province_app.services.named_photos import NamedPhoto, named_photos
from province_app.services.photo_origin import PATH, brought, from_unit, held
from province_app.stores import drafts, people
from province_app.stores import evidence as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.checking import DraftState, may_bring_photo
from tiers.decision import Decision
from tiers.units import Officer

LARGEST = 10 * 1024 * 1024  # bytes of the file that is brought


@dataclass(frozen=True)
class UnitPhoto:
    """The photo as HR of the unit has it before it."""

    photo: NamedPhoto | None  # what the officer may look at
    put: Decision
    mine: bool  # whether HR brought it into the open draft, and may take it back
    unseen: bool  # whether the person brought one that is not sent yet


def put(
    session: Session,
    vault: Vault,
    actor: Officer,
    data: bytes,
    at: datetime,
    whose: UUID | None = None,
) -> Evidence:
    """Let the picture be the photo of the own draft; one that is there is replaced.

    With `whose`: of the draft of a person of the officer's unit, which begins where there is none;
    Missing outside these. Refused with the reason when the file is not taken, and as any other
    change of the record. The file is examined and sealed outside the transaction.
    Source: Quy chế Đ.6.2a, 7.1a.
    """
    with transaction(session):  # whoever may not write it has nothing examined
        _judge(session, actor, at, whose)
    if not data:
        raise refuse_state("photo_none", "Đ.6.2a")
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
    row = _sealed(vault, whose or UUID(actor.person_id), UUID(actor.person_id), found, at)
    with transaction(session):
        draft = _draft(session, actor, at, whose)
        kept = store.find(session, row.person_id, row.sha256)
        if kept is None:
            session.add(row)
        _name(session, actor, draft, row.sha256.hex(), at, True)
        say(session, "evidence.attached", actor, draft, row.sha256.hex(), PATH, at)
    if kept is not None:
        vault.drop({row.original, row.copy, *row.previews})
    return kept or row


def remove(session: Session, actor: Officer, at: datetime, whose: UUID | None = None) -> None:
    """Take the photo out of the own draft; versions that have it keep it.

    With `whose`, HR takes back what HR brought, and the photo of the version before stands again.
    """
    with transaction(session):
        _judge(session, actor, at, whose)
        draft = _draft(session, actor, at, whose)
        digest = draft.typed.get(PATH) if whose is None else brought(draft)
        if not digest:
            raise Missing
        _name(session, actor, draft, "" if whose is None else held(session, whose), at, False)
        say(session, "evidence.detached", actor, draft, digest, PATH, at)


def unit_photo(session: Session, officer: Officer, person_id: UUID, at: datetime) -> UnitPhoto:
    """Return the photo of a person of the officer's unit, and whether one may be brought now.

    What the person brought and has not sent is not shown; Missing outside the officer's units.
    """
    draft = drafts.open_draft(session, person_id)
    unit_id = hr_entry.unit_of(session, officer, person_id, local_day(at))
    new = brought(draft)
    waits = draft is not None and draft.state == DraftState.WITH_HR
    ours = from_unit(session, person_id, new)
    unseen = bool(new) and not ours and not waits
    decision = may_bring_photo(
        hr_entry.may_type(draft, officer, person_id, unit_id), bool(new) and not ours
    )
    seen = new if new and not unseen else held(session, person_id)
    (photo,) = named_photos(session, [(person_id, seen)])
    return UnitPhoto(photo, decision, ours and decision.allowed, unseen)


def bytes_of(session: Session, vault: Vault, person_id: UUID, digest: object) -> bytes:
    """Return the photo that a content names, for the paper; nothing where there is none.

    Of a version that other software delivered the digest came here and the picture did not.
    """
    if not isinstance(digest, str) or not digest:
        return b""
    found = store.find(session, person_id, bytes.fromhex(digest))
    if found is None:
        return b""
    return vault.get(found.copy, sealed_key(vault, found), part_name(found, "copy"))


def _judge(session: Session, actor: Officer, at: datetime, whose: UUID | None) -> None:
    if whose is not None:
        require(unit_photo(session, actor, whose, at).put)
        return
    person_id = UUID(actor.person_id)
    unit_id = people.home_unit(session, person_id, local_day(at))
    require(may_save(drafts.open_draft(session, person_id), actor, unit_id))


def _draft(session: Session, actor: Officer, at: datetime, whose: UUID | None) -> Draft:
    """Return the draft to write, locked; begun where there is none."""
    if whose is None:
        return own_draft(session, actor, at)
    draft = hr_entry.draft_to_type(session, actor, whose, at)
    require(unit_photo(session, actor, whose, at).put)  # the person may have just brought one
    return draft


def _name(
    session: Session, actor: Officer, draft: Draft, digest: str, at: datetime, brings: bool
) -> None:
    files = {path: ones for path, ones in (draft.evidence or {}).items() if path != PATH}
    draft.evidence = ({**files, PATH: [digest]} if brings else files) or None
    keep_typed(session, draft, {PATH: digest}, at, UUID(actor.person_id))


def _sealed(vault: Vault, person_id: UUID, by: UUID, found: Examined, at: datetime) -> Evidence:
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
        uploaded_by=by,
        uploaded_at=at,
        master_key=key.master,
        wrapped_key=key.wrapped,
        original=whole,
        copy=whole,
        previews=[vault.put(found.previews[0], key, f"{owner}/page/1")],
    )
