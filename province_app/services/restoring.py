"""Phục hồi: a set becomes the node's database, after it was read whole and two persons agreed.

It is read into a database beside the live one, compared, told what is known outside, and only then
takes the live one's name; that one stays beside it under another. Source: Quy chế Đ.9.2.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.folders import RESTORED, Outside, put
from province_app.audit.notes import Head, Signer, restored_note
from province_app.backup.manifest import Manifest, digest_of
from province_app.backup.place import Changed, Place
from province_app.migrate import upgrade
from province_app.services.backup_checking import Unfit, check, database_beside, read_in
from province_app.services.restore_approval import RESTORE, Approval, approval_of
from province_app.services.restored import Known, go_on_above, write_down
from province_app.services.two_person import released, use
from province_app.stores import database_names, restorations
from province_app.stores.database_names import Urls
from province_app.stores.database_snapshot import owner_session
from province_app.stores.engine import make_engine
from province_app.stores.transaction import transaction

Approve = Callable[[Session], Approval]  # given a session on the restored copy


@dataclass(frozen=True)
class Order:
    """What is to be restored from where; `act_id` None: the live database is lost."""

    place: Place
    name: str
    manifest: Manifest
    outside: Outside  # of all places that can be read
    act_id: UUID | None

    @property
    def digest(self) -> bytes:
        """By which the two persons name the set."""
        return digest_of(self.place.note(self.name))


@dataclass(frozen=True)
class Outcome:
    """What was done: where the former database is, and what was lost."""

    aside: str | None
    documents: int
    lost_events: int
    note: str  # for outside places that are no folder


def restore(
    settings: Settings, urls: Urls, order: Order, approve: Approve | None, at: datetime,
    now: datetime,
) -> Outcome:  # fmt: skip
    """Put the set in the live database's place. Whoever calls has stopped the node's processes.

    `approve`: how two persons agree where there is no live database; else the act says it. Unfit
    when the set is not whole; Missing and Refused as the agreement has it; nothing was changed
    then. `at` is the business clock, `now` the system clock.
    """
    lives = answers(urls)
    digest = order.digest
    if lives:
        with _session(urls.app) as live, transaction(live):
            approval = approval_of(live, order.act_id or UUID(int=0), digest, at)
    check(order.place, order.name, order.manifest)
    with database_beside(urls, f"restored_{_stamp(now)}") as copy:
        read_in(order.place, order.name, order.manifest, copy, order.outside)
        try:
            upgrade(copy.owner)
        except CommandError as error:
            raise Unfit(f"the set was made by another version: {error}") from error
        with _session(copy.app) as session:
            if not lives:
                if approve is None:
                    raise Unfit("there is no live database: two persons must agree at the console")
                approval = approve(session)
            known = _known(urls if lives else None, order.outside.heads)
            with owner_session(copy.owner) as owner:
                log_to = go_on_above(owner, session, order.manifest, known)
            documents = _give_documents(order, settings.evidence_dir)
            told = write_down(session, order.manifest, digest, approval, log_to, at, now)
        if lives:
            with _session(urls.app) as live, transaction(live):
                act = released(live, RESTORE, order.act_id or UUID(int=0), at)
                use(live, act, None, at)
        note = restored_note(told, Signer(settings.agency_code, settings.audit_key))
        _tell(settings, note, now)
        there = database_names.exists(urls.owner, database_names.name_of(urls.owner))
        aside = f"{database_names.name_of(urls.owner)}_before_{_stamp(now)}" if there else None
        database_names.put_in_place(urls.owner, database_names.name_of(copy.owner), aside)
    return Outcome(aside, documents, told.to - told.since, note)


def answers(urls: Urls) -> bool:
    """Whether there is a live database with accounts: then the act alone counts."""
    try:
        with owner_session(urls.owner) as session:
            return bool(session.scalar(text("select exists (select from account)")))
    except DBAPIError:
        return False


def _known(live: Urls | None, heads: Sequence[Head]) -> Known:
    if live is None:
        return Known(heads, {}, {})
    with owner_session(live.owner) as session:
        numbers = restorations.sequences(session)
        return Known(heads, restorations.highest_versions(session), numbers)


def _give_documents(order: Order, folder: Path) -> int:
    try:
        return order.place.give_documents(order.name, folder, set(order.manifest.missing))
    except (OSError, Changed) as error:
        raise Unfit(f"documents cannot be brought back: {error}") from error


def _tell(settings: Settings, note: str, now: datetime) -> None:
    """File the restore beside the heads; a place that is away gets it from the operator."""
    for place in settings.audit_places:
        if "://" not in place:
            with suppress(OSError):
                put(Path(place), f"{settings.agency_code}-{_stamp(now)}{RESTORED}", note)


@contextmanager
def _session(app_url: str) -> Iterator[Session]:
    engine = make_engine(lambda: app_url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%d_%H%M%S}"
