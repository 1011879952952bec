"""What each tier holds: pointers to signed versions, moved by the stages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, ManifestItem
from province_app.models.sync import Holding

_COLUMNS = ("tier", "record_id", "unit_id", "version", "digest", "manifest_id", "received_at")


def take_signed(session: Session, manifest: Manifest, tier: str, at: datetime) -> None:
    """Let the unit hold, at its own tier, what the manifest attests."""
    rows = select(
        literal(tier),
        ManifestItem.record_id,
        literal(manifest.unit_id),
        ManifestItem.version,
        ManifestItem.digest,
        ManifestItem.manifest_id,
        literal(at),
    ).where(ManifestItem.manifest_id == manifest.id)
    session.execute(_replacing(insert(Holding).from_select(_COLUMNS, rows)))


def take(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Let the receiver hold those versions; rows have all columns of the table."""
    if rows:
        session.execute(_replacing(insert(Holding)), rows)


def _replacing(statement: Insert) -> Insert:
    """Return the insert made to replace what the tier held of the record before."""
    new = statement.excluded
    names = [column.name for column in Holding.__table__.columns if not column.primary_key]
    return statement.on_conflict_do_update(
        index_elements=["tier", "record_id"], set_={name: new[name] for name in names}
    )
