"""Fields confirmed one by one: of a draft that the caller has found, never committed here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.field_checks import FieldCheck


def of_draft(session: Session, draft_id: UUID) -> Sequence[FieldCheck]:
    """Return what was confirmed of the draft, field by field, as it now stands."""
    query = select(FieldCheck).where(FieldCheck.draft_id == draft_id).order_by(FieldCheck.path)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def keep(
    session: Session,
    draft_id: UUID,
    seen: Mapping[str, bytes],
    revision: int,
    checked_by: UUID,
    at: datetime,
) -> None:
    """Keep the fields as confirmed; what was confirmed of them before gives way."""
    rows = [
        {
            "draft_id": draft_id,
            "path": path,
            "seen": digest,
            "revision": revision,
            "checked_by": checked_by,
            "checked_at": at,
        }
        for path, digest in seen.items()
    ]
    if not rows:
        return
    new = insert(FieldCheck).values(rows)
    names = ("seen", "revision", "checked_by", "checked_at")
    session.execute(
        new.on_conflict_do_update(
            index_elements=["draft_id", "path"],
            set_={name: new.excluded[name] for name in names},
        )
    )


def take_back(session: Session, draft_id: UUID, paths: Collection[str]) -> None:
    """Let the fields be unconfirmed again."""
    session.execute(
        delete(FieldCheck).where(FieldCheck.draft_id == draft_id, FieldCheck.path.in_(paths))
    )
