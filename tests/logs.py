"""A sealed log with heads in an outside folder, and the insider who bends it in SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session

from province_app.audit.folders import put
from province_app.audit.notes import Head, Signer, read_note
from province_app.services import audit_sealing
from province_app.stores import audit
from province_app.stores.transaction import transaction
from tests.databases import Database
from tests.provinces import START

NODE = "H40"
SEED = bytes(range(32))
ACTOR = UUID("11111111-1111-4111-8111-111111111111")


@dataclass
class Log:
    """The log of a database as its sealer keeps it; `now` is the system clock of the seals."""

    session: Session
    folder: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    signer: Signer = field(default_factory=lambda: Signer(NODE, SEED))

    def write(self, count: int, event: str = "draft.saved") -> list[int]:
        """Append events; return their ids."""
        with pytest.MonkeyPatch.context() as patch, transaction(self.session):
            patch.setattr(audit, "system_now", lambda: self.now)
            for number in range(count):
                audit.add(self.session, event, ACTOR, [f"thing {number}"], START, 7, number=number)
        query = text("select id from audit_event order by id desc limit :count")
        return sorted(self.session.scalars(query, {"count": count}))

    def seal(self, batch: int = audit_sealing.BATCH) -> int:
        """Seal what waits."""
        return audit_sealing.seal(self.session, self.now, batch)

    def head(self) -> Head:
        """Seal, sign the head of now and carry it out of the house; an hour passes."""
        self.seal()
        assert audit_sealing.sign_head(self.session, self.signer, NODE, self.now)
        for one in audit_sealing.waiting_for(self.session, str(self.folder), NODE, self.now):
            put(self.folder, one.file_name, one.note)
            audit_sealing.note_delivered(
                self.session, str(self.folder), one.checkpoint_id, self.now
            )
        self.now += timedelta(hours=1, seconds=1)
        return self.heads()[-1]

    def heads(self) -> list[Head]:
        """The heads in the outside folder."""
        keys = [self.signer.public]
        notes = sorted(self.folder.glob("*.note"))
        return [read_note(one.read_text("utf-8"), keys) for one in notes]


@contextmanager
def insider(database: Database) -> Iterator[Connection]:
    """Yield a connection past every trigger, as only the server's operator can have it."""
    engine = create_engine(database.superuser_url)
    with engine.connect() as connection:
        if not connection.scalar(
            text("select rolsuper from pg_roles where rolname = current_user")
        ):
            pytest.skip("this server's tests have no superuser")
        connection.execute(text("set session_replication_role = replica"))
        yield connection
        connection.commit()
    engine.dispose()
