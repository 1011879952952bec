"""What each tier holds: pointers to signed versions, moved by the stages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import literal, select, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, ManifestItem
from province_app.models.sync import Holding
from province_app.stores.sync import Candidate

# One statement a piece: a list of rows would go as a statement for each of them.
_TAKE = text("""
    insert into holding
      (tier, record_id, unit_id, version, digest, manifest_id, run_id, received_at)
    select :tier, v.record_id, :unit_id, v.version, v.digest, v.manifest_id,
           cast(:run_id as int), cast(:at as timestamptz)
    from unnest(cast(:record_ids as uuid[]), cast(:versions as int[]), cast(:digests as bytea[]),
                cast(:manifest_ids as uuid[])) as v(record_id, version, digest, manifest_id)
    on conflict (tier, record_id) do update
    set unit_id = excluded.unit_id, version = excluded.version, digest = excluded.digest,
        manifest_id = excluded.manifest_id, run_id = excluded.run_id,
        received_at = excluded.received_at
""")
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


def take(
    session: Session,
    tier: str,
    unit_id: int,
    taken: Sequence[Candidate],
    run_id: int | None,
    at: datetime,
) -> None:
    """Let the unit hold, at the tier, the versions that were judged, in one statement."""
    columns = {
        f"{name}s": [getattr(one, name) for one in taken]
        for name in ("record_id", "version", "digest", "manifest_id")
    }
    values = {"tier": tier, "unit_id": unit_id, "run_id": run_id, "at": at}
    session.execute(_TAKE, {**columns, **values})


def _replacing(statement: Insert) -> Insert:
    """Return the insert made to replace what the tier held of the record before."""
    new = statement.excluded
    names = [column.name for column in Holding.__table__.columns if not column.primary_key]
    return statement.on_conflict_do_update(
        index_elements=["tier", "record_id"], set_={name: new[name] for name in names}
    )
