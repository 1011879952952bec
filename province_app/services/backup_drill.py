"""Diễn tập phục hồi: the newest set is read into a database of its own and compared.

All places are read through; the database is made from one of them, another each month. What is
wrong anywhere fails the drill. Source: Quy chế Đ.9.2, Đ.18.6.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from time import monotonic

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.folders import Outside, own_folders
from province_app.audit.notes import NotOurs, Signer, VerifierKey
from province_app.backup.manifest import Manifest, digest_of
from province_app.backup.place import Changed, Place
from province_app.models.backups import BackupDrill
from province_app.services.backup_checking import Unfit, check, database_beside, newest_in, read_in
from province_app.stores import audit, backups
from province_app.stores.database_names import Urls
from province_app.stores.transaction import transaction
from tiers.calendar import VIETNAM

LONGEST_FAULT = 400


@dataclass(frozen=True)
class Drilled:
    """How a drill ended; without a fault everything was as it had been made."""

    place: Path
    tables: int
    rows: int
    heads: int
    seconds: int
    fault: str


def drill(session: Session, settings: Settings, urls: Urls, at: datetime, now: datetime) -> Drilled:
    """Try the newest set of every place, and write down the outcome. Whoever calls has the lock.

    `at` is the business clock of the log, `now` the system clock.
    """
    begun = monotonic()
    places = settings.backup_places
    chosen = places[now.astimezone(VIETNAM).month % len(places)]
    manifest, compared, fault = None, 0, ""
    try:
        for folder in places:
            place = Place(folder, settings.agency_code)
            name, found = _newest(session, place, settings)
            check(place, name, found)
            if folder == chosen:
                manifest = found
                with database_beside(urls, f"drill_{token_hex(4)}") as beside:
                    compared = read_in(place, name, found, beside, _outside(settings))
    except (Unfit, NotOurs, OSError, Changed) as error:
        fault = str(error)[:LONGEST_FAULT]
    except DBAPIError as error:
        fault = f"the database failed: {type(error.orig).__name__}"
    seconds = round(monotonic() - begun)
    with transaction(session):
        set_id = manifest.set_id if manifest else None
        row = BackupDrill(at=now, place=str(chosen), set_id=set_id, seconds=seconds,
                          fault=fault or None)  # fmt: skip
        session.add(row)
        event = "backup.drill_failed" if fault else "backup.drilled"
        audit.add(session, event, None, [set_id or "none"], at, heads=compared, seconds=seconds)
    tables = manifest.tables.values() if manifest else ()
    rows = sum(one.rows for one in tables)
    return Drilled(chosen, len(tables), rows, compared, seconds, fault)


def _newest(session: Session, place: Place, settings: Settings) -> tuple[str, Manifest]:
    """Return the newest set of the place, which must be the one that was brought there last."""
    known = backups.newest_good(session, place.outside)
    if known is None:
        raise Unfit(f"{place.outside} never got a set")
    name, manifest = newest_in(place, [_public(settings)])
    if digest_of(place.note(name)) != known.digest:
        raise Unfit(f"{place.outside} lacks the newest set, {known.digest.hex()[:12]}")
    return name, manifest


def _outside(settings: Settings) -> Outside:
    return Outside.read(own_folders(settings.audit_places), [_public(settings)])


def _public(settings: Settings) -> VerifierKey:
    return Signer(settings.agency_code, settings.audit_key).public
