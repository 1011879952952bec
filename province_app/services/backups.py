"""How backups stand: what the page of the province and `/metrics` show. Source: Quy chế Đ.9.2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.models.backups import BackupDrill, BackupSet
from province_app.models.restorations import Restoration
from province_app.stores import audit_heads, backups, restorations
from tiers.backups import drill_is_late, is_late

SETS_SHOWN = 30


@dataclass(frozen=True)
class PlaceState:
    """One outside place: its newest right copy, its last attempt, and whether somebody is called.

    `fault`: why the last attempt brought nothing; "" when it did.
    """

    name: str
    good: BackupSet | None
    tried_at: datetime | None
    fault: str
    late: bool


@dataclass(frozen=True)
class BackupState:
    """All places, the last drill, the newest sets, the last restore."""

    places: Sequence[PlaceState]
    drill: BackupDrill | None
    drill_late: bool
    sets: Sequence[BackupSet]
    restored: Restoration | None


def state(session: Session, settings: Settings, now: datetime) -> BackupState:
    """Return how backups stand; `now` is the system clock."""
    begun = audit_heads.first_event_at(session)
    last = backups.last_copies(session, settings.backup_places)
    places = []
    for place in settings.backup_places:
        good, tried = backups.newest_good(session, place), last.get(str(place))
        late = is_late(good.made_at if good else None, begun, now)
        fault = (tried.fault or "") if tried else ""
        places.append(PlaceState(str(place), good, tried.at if tried else None, fault, late))
    drill, best = backups.last_drill(session), backups.last_drill(session, good=True)
    return BackupState(
        places,
        drill,
        drill_is_late(best.at if best else None, backups.first_set_at(session), now),
        backups.newest_sets(session, SETS_SHOWN),
        restorations.newest(session),
    )
