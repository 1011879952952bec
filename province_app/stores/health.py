"""What tells whether a node is well: reachable, up to date, led by a scheduler."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from config.schedule import LEADER_LOCK
from province_app.models.audit import AuditUnsealed
from province_app.models.catalogues import CatalogueQuarantine
from province_app.models.sign_in import SecurityNotice, WebSession


def revision(session: Session) -> str | None:
    """Return the newest migration that the database has seen."""
    found: str | None = session.scalar(text("select version_num from alembic_version"))
    return found


def is_led(session: Session) -> bool:
    """Say whether a scheduler process leads: the lock ends with its connection."""
    query = text(
        "select exists (select from pg_locks where locktype = 'advisory' and granted"
        " and classid = 0 and objid = :key and database ="
        " (select oid from pg_database where datname = current_database()))"
    )
    return bool(session.scalar(query, {"key": LEADER_LOCK}))


def waiting(session: Session) -> dict[str, int]:
    """Return how much waits, by what it is."""
    counts = {
        "audit_events_unsealed": select(func.count()).select_from(AuditUnsealed),
        "mails": select(func.count()).where(
            SecurityNotice.mail_to.is_not(None), SecurityNotice.mailed_at.is_(None)
        ),
        "catalogues": select(func.count()).select_from(CatalogueQuarantine),
    }
    return {name: session.scalar(query) or 0 for name, query in counts.items()}


def sessions(session: Session) -> int:
    """Return how many sessions of people are kept."""
    return session.scalar(select(func.count()).select_from(WebSession)) or 0
