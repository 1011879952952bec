"""A province with two outside folders for its backups, and what tests do to them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.audit.folders import Outside, own_folders
from province_app.audit.notes import Signer
from province_app.backup.place import Place
from province_app.clock import system_now
from province_app.evidence.vault import Vault
from province_app.services import (
    backup_drill,
    backup_making,
    restore_approval,
    restoring,
    two_person_desk,
)
from province_app.services.backup_drill import Drilled
from province_app.services.backup_making import Made
from province_app.services.restoring import Order, Outcome
from province_app.stores.database_names import Urls
from province_app.stores.transaction import transaction
from sync_jobs.audit_places import keep_log
from tests.admins import BASIS, Admins
from tests.databases import Database
from tests.provinces import START


@dataclass
class Houses:
    """The node's settings, its database, its two houses."""

    session: Session
    settings: Settings
    urls: Urls

    @property
    def places(self) -> list[Place]:
        return [Place(one, "H40") for one in self.settings.backup_places]

    def make(self, now: datetime | None = None, at: datetime = START) -> Made:
        """Make a set now."""
        return backup_making.make(self.session, self.settings, self.urls, at, now or system_now())

    def drill(self, now: datetime | None = None) -> Drilled:
        """Try the newest sets."""
        self.session.rollback()
        return backup_drill.drill(
            self.session, self.settings, self.urls, START, now or system_now()
        )

    def seal_log(self) -> None:
        """Let the tick seal the log and carry its head out of the house."""
        keep_log(self.session, self.settings, system_now)

    def add_document(self, person_id: str, data: bytes = b"scan") -> str:
        """Keep a sealed document of the person; return where it lies."""
        vault = Vault(self.settings.evidence_dir)
        key = vault.new_key("test")
        address = vault.put(data, key, "test")
        with transaction(self.session):
            self.session.execute(
                text(
                    "insert into evidence (person_id, sha256, kind, size, pages, name,"
                    " uploaded_by, uploaded_at, master_key, wrapped_key, original, copy, previews)"
                    " values (:who, :digest, 'pdf', 4, 1, 'x.pdf', :who, :at, :master, :wrapped,"
                    " :address, :address, '{}')"
                ),
                {
                    "who": person_id,
                    "digest": sha256(data).digest(),
                    "at": START,
                    "master": key.master,
                    "wrapped": key.wrapped,
                    "address": address,
                },
            )
        return address

    def count(self, table: str, where: str = "true") -> int:
        """How many rows the live database has."""
        return self.session.scalar(text(f"select count(*) from {table} where {where}")) or 0  # noqa: S608


def agreed(node: Houses, admins: Admins, digest: bytes) -> UUID:
    """Two of the province agree that the set is restored."""
    session = node.session
    act = restore_approval.propose_restore(session, admins.first, digest.hex(), BASIS, START)
    two_person_desk.decide(session, admins.second, act.id, True, START)
    return act.id


def order(node: Houses, made: Made, act_id: UUID | None, house: int = 0) -> Order:
    """The restore of that set from that house, with all that the outside places know."""
    assert made.manifest
    keys = [Signer(node.settings.agency_code, node.settings.audit_key).public]
    outside = Outside.read(own_folders(node.settings.audit_places), keys)
    return Order(node.places[house], made.manifest.name, made.manifest, outside, act_id)


def restore(node: Houses, made: Made, act_id: UUID) -> Outcome:
    """Restore the set on that agreement; the node's own session has ended."""
    node.session.close()
    bound: Any = node.session.get_bind()
    done = restoring.restore(node.settings, node.urls, order(node, made, act_id), None,
                             START, system_now())  # fmt: skip
    bound.dispose()
    return done


def houses(
    session: Session, database: Database, folder: Path, master_keys: Path, **more: str
) -> Houses:
    """Return the node with two houses below the folder, which are no part of its own data."""
    outside = [folder / "houses" / name for name in ("so-tttt", "so-noi-vu")]
    for one in outside:
        one.mkdir(parents=True, exist_ok=True)
    settings = load_settings(
        {
            "VAR_DIR": str(folder / "var"),
            "MASTER_KEYS_FILE": str(master_keys),
            "DATABASE_URL": database.app_url,
            "OWNER_DATABASE_URL": database.owner_url,
            "BACKUP_DIRS": ",".join(map(str, outside)),
            **more,
        }
    )
    return Houses(session, settings, Urls(database.owner_url, database.app_url))


def flip(path: Path, position: int = -20) -> None:
    """Change one byte of the file."""
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))
