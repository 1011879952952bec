"""Clears once a day what broken and forgotten uploads have left."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.services.evidence import sweep_orphans
from province_app.services.evidence_uploads import sweep_expired
from province_app.stores import runs
from province_app.stores.transaction import transaction
from tiers.calendar import period_of

JOB = "sweep_evidence"
# A file is written before its row: a day later it has one, or nobody will ever name it.
SETTLED = timedelta(days=1)


def sweep(session: Session, vault: Vault, at: datetime, system_at: datetime) -> tuple[int, int]:
    """Return how many uploads had expired, and how many sealed files no row named; both go."""
    uploads = sweep_expired(session, vault, at)
    return uploads, sweep_orphans(session, vault, (system_at - SETTLED).timestamp())


def sweep_daily(
    session: Session, vault: Vault, due_at: datetime, at: datetime, system_at: datetime
) -> bool:
    """Sweep, unless the day's sweep due at that moment was done; whether it was this one."""
    with transaction(session):
        mine = runs.claim_job(session, JOB, period_of(due_at), due_at, system_at)
    if mine:
        sweep(session, vault, at, system_at)
    return mine
