"""The trees of units that agencies sent."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from province_app.models.exchange import ExchangeUnits


def held(session: Session, sender: str, version: int) -> bytes | None:
    """Return the body that is held under the version, or None."""
    found = session.get(ExchangeUnits, (sender, version))
    return None if found is None else bytes(found.body)


def highest(session: Session, sender: str) -> int:
    """Return the agency's highest version; 0 when it sent none."""
    query = select(func.max(ExchangeUnits.version)).where(ExchangeUnits.sender == sender)
    return session.scalar(query) or 0
