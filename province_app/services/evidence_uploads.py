"""A document is brought, piece by piece, over a line that breaks. Source: Quy chế Đ.6.2b.

By the person; or by HR of the unit (`whose`: for which person), who attaches it to what HR types.

Bytes are sealed outside the transaction, rows inside it: what no row names is swept away later.
"""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.evidence.examine import Examined, examine
from province_app.evidence.kinds import NotAccepted
from province_app.evidence.names import clean_name
from province_app.evidence.scan import scan
from province_app.evidence.vault import Vault, sealed_owner
from province_app.models.evidence import Evidence, EvidenceUpload
from province_app.sealing import DataKey
from province_app.services.errors import Missing, Refused, refuse_state, require
from province_app.services.evidence import draft_to_attach, link, say
from province_app.stores import audit
from province_app.stores import evidence as store
from province_app.stores.transaction import transaction
from tiers.decision import Decision
from tiers.evidence import KEPT_OPEN, MOST_PIECES, may_begin
from tiers.units import Officer

# The refusals that are not the file's fault: after them the upload stays.
_TRY_AGAIN = ("evidence_busy", "evidence_unscanned")


def begin_upload(
    session: Session,
    vault: Vault,
    actor: Officer,
    path: str,
    name: str,
    size: int,
    at: datetime,
    whose: UUID | None = None,
) -> EvidenceUpload:
    """Begin a file for a field of the open draft; its bytes follow piece by piece.

    Refused when it is too large or too much is on its way. What expired is cleared on the way.
    """
    person_id, officer = _ends(actor, whose)
    sweep_expired(session, vault, at)
    with transaction(session):
        draft = draft_to_attach(session, actor, path, at, whose)
        mine = store.uploads_of(session, person_id, at, officer)
        on_the_way = sum(one.declared for one in mine)
        require(may_begin(size, on_the_way))
        upload_id = uuid4()
        key = vault.new_key(f"upload/{upload_id}")
        upload = EvidenceUpload(
            id=upload_id,
            person_id=person_id,
            by_officer=officer,
            path=path,
            name=clean_name(name),
            declared=size,
            received=0,
            pieces=[],
            offsets=[],
            master_key=key.master,
            wrapped_key=key.wrapped,
            begun_at=at,
            expires_at=at + KEPT_OPEN,
        )
        session.add(upload)
        who = officer or person_id
        audit.add(session, "evidence.begun", who, [upload_id], at, draft.unit_id, size=size)
    return upload


def find_upload(
    session: Session, actor: Officer, upload_id: UUID, at: datetime, whose: UUID | None = None
) -> EvidenceUpload:
    """Return what the actor brings; Missing when absent, another's, or expired."""
    person_id, officer = _ends(actor, whose)
    upload = store.upload(session, upload_id, person_id, at, by_officer=officer)
    if upload is None:
        raise Missing
    return upload


def continue_upload(
    session: Session,
    vault: Vault,
    actor: Officer,
    upload_id: UUID,
    offset: int,
    piece: bytes,
    at: datetime,
    whose: UUID | None = None,
) -> EvidenceUpload:
    """Add the next bytes; Refused `evidence_offset` when they do not follow what is there.

    An upload has one event when it begins and one when it ends; its pieces have none.
    """
    upload = find_upload(session, actor, upload_id, at, whose)
    address = vault.put(piece, _upload_key(vault, upload), _piece(upload_id, offset))
    try:
        with transaction(session):
            locked = _locked(session, upload, at)
            if locked is None:
                raise Missing
            if offset != locked.received:
                raise refuse_state("evidence_offset", "Đ.6.2b")
            if offset + len(piece) > locked.declared:
                raise refuse_state("evidence_too_large", "Đ.6.2b")
            if len(locked.pieces) >= MOST_PIECES:
                raise refuse_state("evidence_pieces", "Đ.6.2b")
            if piece:
                locked.received += len(piece)
                locked.pieces = [*locked.pieces, address]
                locked.offsets = [*locked.offsets, offset]
    except (Missing, Refused):
        vault.drop([address])
        raise
    if not piece:
        vault.drop([address])
    return locked


def finish_upload(
    session: Session,
    vault: Vault,
    actor: Officer,
    upload_id: UUID,
    at: datetime,
    whose: UUID | None = None,
) -> Evidence:
    """Have the whole file scanned, examine it, seal it and attach it to its field.

    Refused with the reason when the file is not taken: the upload is gone then, except when there
    was no room to look at it, or no scanner that answered.
    """
    with transaction(session):  # which ends here: the file's examination may take long
        upload = find_upload(session, actor, upload_id, at, whose)
        if upload.received != upload.declared:
            raise refuse_state("evidence_offset", "Đ.6.2b")
        session.expunge(upload)
    data = _whole(vault, upload)
    try:
        scan(data, vault.scanner)
        found = examine(data)
    except NotAccepted as error:
        if error.code not in _TRY_AGAIN:
            _give_up(session, vault, upload, at, "evidence.refused", code=error.code)
        raise Refused(Decision(False, "state", error.code, "Đ.6.2b")) from error
    sealed = _seal(vault, upload, data, found, at)
    pieces = list(upload.pieces)
    with transaction(session):
        draft = draft_to_attach(session, actor, upload.path, at, whose)
        locked = _locked(session, upload, at)
        if locked is None:  # finished or given up in another window
            raise Missing
        kept = store.find(session, sealed.person_id, sealed.sha256)
        if kept is None:
            session.add(sealed)
        link(draft, locked.path, sealed.sha256.hex())
        session.delete(locked)
        say(session, "evidence.attached", actor, draft, sealed.sha256.hex(), locked.path, at)
    vault.drop(pieces if kept is None else [*pieces, *_addresses(sealed)])
    return kept or sealed


def upload_whole(
    session: Session,
    vault: Vault,
    actor: Officer,
    path: str,
    name: str,
    data: bytes,
    at: datetime,
    whose: UUID | None = None,
) -> Evidence:
    """Take a file that came as one, from a form without script."""
    upload = begin_upload(session, vault, actor, path, name, len(data), at, whose)
    upload_id = upload.id
    try:
        continue_upload(session, vault, actor, upload_id, 0, data, at, whose)
        return finish_upload(session, vault, actor, upload_id, at, whose)
    except Refused:
        person_id, officer = _ends(actor, whose)
        left = store.upload(session, upload_id, person_id, at, by_officer=officer)
        if left is not None:
            _give_up(session, vault, left, at, "evidence.cancelled")
        raise


def cancel_upload(
    session: Session,
    vault: Vault,
    actor: Officer,
    upload_id: UUID,
    at: datetime,
    whose: UUID | None = None,
) -> None:
    """Give the own upload up."""
    upload = find_upload(session, actor, upload_id, at, whose)
    _give_up(session, vault, upload, at, "evidence.cancelled")


def sweep_expired(session: Session, vault: Vault, at: datetime) -> int:
    """Clear uploads whose time is over, everybody's; how many."""
    with transaction(session):
        gone = [
            (one.id, one.person_id, list(one.pieces)) for one in store.take_expired(session, at)
        ]
        audit.add(session, "evidence.expired", None, [upload_id for upload_id, _, _ in gone], at)
    vault.drop([address for _, _, pieces in gone for address in pieces])
    return len(gone)


def _seal(
    vault: Vault, upload: EvidenceUpload, data: bytes, found: Examined, at: datetime
) -> Evidence:
    digest = sha256(data).digest()
    owner = sealed_owner(upload.person_id, digest)
    key = vault.new_key(owner)
    return Evidence(
        person_id=upload.person_id,
        sha256=digest,
        kind=found.kind,
        size=len(data),
        pages=found.pages,
        name=upload.name,
        uploaded_by=upload.by_officer or upload.person_id,
        uploaded_at=at,
        master_key=key.master,
        wrapped_key=key.wrapped,
        original=vault.put(data, key, f"{owner}/original"),
        copy=vault.put(found.copy, key, f"{owner}/copy"),
        previews=[
            vault.put(picture, key, f"{owner}/page/{number}")
            for number, picture in enumerate(found.previews, 1)
        ],
    )


def _ends(actor: Officer, whose: UUID | None) -> tuple[UUID, UUID | None]:
    """Return whose file it is, and the officer who brings it when that is not the person."""
    mine = UUID(actor.person_id)
    return (mine, None) if whose is None else (whose, mine)


def _locked(session: Session, upload: EvidenceUpload, at: datetime) -> EvidenceUpload | None:
    who, officer = upload.person_id, upload.by_officer
    return store.upload(session, upload.id, who, at, by_officer=officer, lock=True)


def _addresses(sealed: Evidence) -> list[str]:
    return [sealed.original, sealed.copy, *sealed.previews]


def _give_up(
    session: Session,
    vault: Vault,
    upload: EvidenceUpload,
    at: datetime,
    event: str,
    **detail: object,
) -> None:
    pieces = list(upload.pieces)
    with transaction(session):
        who = upload.by_officer or upload.person_id
        audit.add(session, event, who, [upload.id], at, None, **detail)
        session.delete(upload)
    vault.drop(pieces)


def _upload_key(vault: Vault, upload: EvidenceUpload) -> DataKey:
    return vault.key(f"upload/{upload.id}", upload.master_key, upload.wrapped_key)


def _piece(upload_id: UUID, offset: int) -> str:
    return f"upload/{upload_id}/{offset}"


def _whole(vault: Vault, upload: EvidenceUpload) -> bytes:
    key = _upload_key(vault, upload)
    return b"".join(
        vault.get(address, key, _piece(upload.id, offset))
        for address, offset in zip(upload.pieces, upload.offsets, strict=True)
    )
