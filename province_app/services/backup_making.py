"""Makes a set of backup in every outside place: sealed, read back, signed. Source: Quy chế Đ.9.2.

A place that is away, full or damaged costs its own copy alone, and no older set goes before a
newer one is right. docs/adr/0033-backup-and-restore.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.notes import Signer
from province_app.backup.bringing import LONGEST_FAULT, Bringing, NoPlaceLeft
from province_app.backup.manifest import DUMP, EVIDENCE, Content, Manifest, digest_of
from province_app.backup.place import Place
from province_app.backup.postgres_tools import ToolFailed, dumped
from province_app.backup.streams import sealed_pieces
from province_app.evidence.vault import Vault
from province_app.models.backups import BackupCopy, BackupSet
from province_app.sealing import ring
from province_app.services.backup_keeping import thin_out
from province_app.stores import audit, audit_seals, backups, health
from province_app.stores.database_names import Urls
from province_app.stores.database_snapshot import Snapshot, Unreadable, snapshot
from province_app.stores.transaction import transaction

UNFIT = (ToolFailed, Unreadable, DBAPIError)  # the database itself could not be read


@dataclass
class Made:
    """What became of an attempt: the set, if any place has it, and the faults by place."""

    manifest: Manifest | None = None
    digest: bytes = b""
    faults: dict[Path, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # documents that a row names and no disk has


def make(session: Session, settings: Settings, urls: Urls, at: datetime, now: datetime) -> Made:
    """Make a set in every place of the settings, and write down what became of it.

    `at` is the business clock of the log, `now` the system clock. Whoever calls holds the lock.
    """
    for folder in settings.backup_places:
        if folder.is_relative_to(settings.var):
            folder.mkdir(parents=True, exist_ok=True)  # a developer's own; no outside disk
    made = Made()
    bringing = Bringing(settings.backup_places, settings.agency_code)
    try:
        with snapshot(urls.owner) as shot, bringing:
            made.manifest, note = _bring(shot, settings, bringing, now)
        made.digest = digest_of(note)
    except NoPlaceLeft:
        pass
    except UNFIT as error:
        # What a driver says of a row is not repeated.
        told = "the database failed" if isinstance(error, DBAPIError) else error
        said = f"{type(error).__name__}: {told}"[:LONGEST_FAULT]
        bringing.faults |= dict.fromkeys(settings.backup_places, said)
    made.faults = bringing.faults
    if made.manifest is not None:
        made.lost = [one for one in made.manifest.missing if backups.is_document(session, one)]
    _write_down(session, settings, made, at, now)
    for folder in settings.backup_places:
        if folder not in made.faults:
            thin_out(
                Place(folder, settings.agency_code),
                Signer(settings.agency_code, settings.audit_key).public,
            )
    return made


def _bring(
    shot: Snapshot, settings: Settings, bringing: Bringing, now: datetime
) -> tuple[Manifest, str]:
    set_id = uuid4()
    made_at = now.replace(microsecond=0)
    owner = f"backup/{set_id}"
    key = ring().new_key(owner)
    with TemporaryDirectory() as folder:
        listed = Path(folder) / EVIDENCE
        count, content = shot.documents(listed)
        missing = list(_bring_documents(listed, settings, bringing))
        bringing.begin(f"{made_at:%Y%m%dT%H%M%SZ}-{set_id}")
        bringing.add_list(listed)
    size, digest = 0, sha256()
    for piece in sealed_pieces(key.plain, owner, dumped(shot.url, shot.name, shot.server)):
        size += len(piece)
        digest.update(piece)
        bringing.write(piece)
    manifest = Manifest(
        node=settings.agency_code,
        set_id=set_id,
        made_at=made_at,
        revision=health.revision(shot.session) or "",
        master=key.master,
        wrapped=key.wrapped,
        files={DUMP: Content(size, digest.hexdigest()), EVIDENCE: content},
        tables=shot.tables(),
        documents=count,
        missing=missing,
        log_id=audit_seals.log_id(shot.session),
        log_size=audit_seals.size(shot.session),
    )
    note = manifest.signed(_signer(settings))
    bringing.finish(note, dict(manifest.files))
    return manifest, note


def _bring_documents(listed: Path, settings: Settings, bringing: Bringing) -> Iterator[str]:
    """Bring what the places lack; yield what the node's own disk does not have."""
    vault = Vault(settings.evidence_dir)
    with listed.open("r", encoding="ascii") as lines:
        for line in lines:
            address = line.rstrip("\n")
            source = vault.place(address)
            if source.exists():
                bringing.document(address, source)
            else:
                yield address


def _write_down(
    session: Session, settings: Settings, made: Made, at: datetime, now: datetime
) -> None:
    with transaction(session):
        set_id: UUID | None = None
        if made.manifest is not None:
            set_id = made.manifest.set_id
            size = made.manifest.files[DUMP].bytes
            session.add(
                BackupSet(
                    id=set_id, digest=made.digest, made_at=made.manifest.made_at, bytes=size,
                    documents=made.manifest.documents,
                )
            )  # fmt: skip
            session.flush()
        for folder in settings.backup_places:
            fault = made.faults.get(folder)
            held = None if fault else set_id
            session.add(BackupCopy(place=str(folder), at=now, set_id=held, fault=fault))
        said = {"faults": len(made.faults), "lost": len(made.lost)}
        subject = made.digest.hex() or "none"
        event = "backup.made" if made.manifest is not None else "backup.failed"
        audit.add(session, event, None, [subject], at, **said)


def _signer(settings: Settings) -> Signer:
    return Signer(settings.agency_code, settings.audit_key)
