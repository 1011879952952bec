"""Once a night: does the node above hold what we believe? Only read; people repair.

What differs is an alarm until a later comparison finds nothing; `python -m sync_jobs.reconcile`
shows and repairs it. Source: Quy chế Đ.8.3, Đ.10.1b.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config.schedule import COMPARE_AT
from province_app.stores import duties
from province_app.stores import runs as run_store
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.reconcile import reconcile
from tiers.alarms import COMPARISON, DIFFERS
from tiers.schedule import last_moment
from tiers.stages import Stage

PAUSE = timedelta(minutes=15)  # after a comparison that got no answer


class Differs(Exception):
    """Something is there that should be otherwise."""


assert Differs.__name__ == DIFFERS  # noqa: S101  under this name it is noted


def is_due(session: Session, stage: Stage, began: datetime, now: datetime) -> bool:
    """Whether the night's comparison is to be made now: not while the stage itself is under way.

    `began`: when this process did; `now`: by the system clock.
    """
    last = duties.of_name(session, COMPARISON)
    tried = last.tried_at if last else began
    again = last is not None and last.fault not in (None, DIFFERS) and tried + PAUSE <= now
    owed = again or tried < last_moment(COMPARE_AT, now)
    return owed and all(run.stage != stage for run in run_store.open_runs(session))


def compare(session: Session, gateway: NationalGateway, stage: Stage) -> None:
    """Compare with all that the node above shares back; Differs when something is not in order."""
    found, _ = reconcile(session, gateway, repair=False, stage=stage)
    if not found.in_order:
        raise Differs
