"""What the exchange received and answered: nonces, submissions, manifests, parts, receipts.

Hex digests and ids come as text, as they stand in the messages.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.base import Base
from province_app.models.exchange import (
    ExchangeApproval,
    ExchangeLine,
    ExchangeManifest,
    ExchangeManifestRefusal,
    ExchangeNonce,
    ExchangePart,
    ExchangeReceipt,
    ExchangeRecord,
    ExchangeResult,
    ExchangeSubmission,
    commit_order,
)
from province_app.stores.copying import copy_rows


def insert_new(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert a row at once; False when one of its unique keys is taken."""
    table = cast(Table, model.__table__)  # a statement for a mapped class takes twice as long
    query = insert(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return session.execute(query).first() is not None


def remember_nonce(session: Session, key_id: str, nonce: str, kept_until: datetime) -> bool:
    """Keep the nonce; False when it was kept before."""
    return insert_new(session, ExchangeNonce, key_id=key_id, nonce=nonce, kept_until=kept_until)


def forget_nonces(session: Session, at: datetime) -> None:
    """Delete the nonces whose signatures are too old to be used again; `at` is system time."""
    session.execute(delete(ExchangeNonce).where(ExchangeNonce.kept_until < at))


def submission(
    session: Session, submission_id: UUID, *, lock: str | None = None
) -> ExchangeSubmission | None:
    """Return the submission, freshly read; `lock` is None, "share" or "update"."""
    query = select(ExchangeSubmission).filter_by(submission_id=submission_id)
    if lock:
        shared = lock == "share"  # what each row that names the submission takes as well
        query = query.with_for_update(read=shared, key_share=shared)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def next_commit_order(session: Session) -> int:
    """Return the place of a submission in the order of commits."""
    order: int = session.execute(commit_order.next_value()).scalar_one()
    return order


def manifest(session: Session, submission_id: UUID, manifest_id: UUID) -> ExchangeManifest | None:
    """Return a held manifest."""
    return session.get(ExchangeManifest, (submission_id, manifest_id))


def manifest_ids(session: Session, submission_id: UUID) -> Sequence[UUID]:
    """Return the ids of the held manifests, ascending."""
    query = select(ExchangeManifest.manifest_id).filter_by(submission_id=submission_id)
    return session.scalars(query.order_by(ExchangeManifest.manifest_id)).all()


def add_manifest_items(
    session: Session,
    submission_id: UUID,
    manifest_id: UUID,
    items: Iterable[tuple[str, int, str, bool]],
) -> None:
    """Keep what a manifest attests: (record id, version, digest, leaves)."""
    copy_rows(
        session,
        "exchange_manifest_item",
        ("submission_id", "manifest_id", "record_id", "version", "digest", "leaves"),
        (
            (submission_id, manifest_id, record_id, version, bytes.fromhex(digest), leaves)
            for record_id, version, digest, leaves in items
        ),
    )


def refuse_manifest(
    session: Session, submission_id: UUID, manifest_id: UUID, code: str, at: datetime
) -> None:
    """Keep why the manifest was refused: the last refusal counts."""
    query = insert(ExchangeManifestRefusal).values(
        submission_id=submission_id, manifest_id=manifest_id, code=code, refused_at=at
    )
    session.execute(
        query.on_conflict_do_update(
            index_elements=["submission_id", "manifest_id"],
            set_={"code": query.excluded.code, "refused_at": query.excluded.refused_at},
        )
    )


def part(session: Session, submission_id: UUID, number: int) -> tuple[bytes, int] | None:
    """Return a part's SHA-256 and its number of lines, or None."""
    query = select(ExchangePart.sha256, ExchangePart.received)
    row = session.execute(query.filter_by(submission_id=submission_id, part=number)).one_or_none()
    return None if row is None else (row.sha256, row.received)


def parts(session: Session, submission_id: UUID) -> Sequence[tuple[int, bytes]]:
    """Return (part, SHA-256) of the parts that are there, ascending."""
    query = select(ExchangePart.part, ExchangePart.sha256).filter_by(submission_id=submission_id)
    return [(row.part, row.sha256) for row in session.execute(query.order_by(ExchangePart.part))]


def add_lines(
    session: Session,
    submission_id: UUID,
    number: int,
    lines: Iterable[tuple[int, int, str, int, str, str]],
) -> None:
    """Keep a part's lines: (first byte, size, record id, version, digest, manifest id)."""
    columns = ("first_byte", "size", "record_id", "version", "digest", "manifest_id")
    copy_rows(
        session,
        "exchange_line",
        ("submission_id", "part", *columns),
        (
            (submission_id, number, first, size, record_id, version, bytes.fromhex(digest), named)
            for first, size, record_id, version, digest, named in lines
        ),
    )


def line_counts(session: Session, submission_id: UUID) -> tuple[int, int]:
    """Return the number of lines in all parts, and of different records in them."""
    query = select(func.count(), func.count(ExchangeLine.record_id.distinct()))
    lines, records = session.execute(query.filter_by(submission_id=submission_id)).one()
    return lines, records


def claimed_items(session: Session, submission_id: UUID) -> Iterable[tuple[str, int, str]]:
    """Stream (record id, version, digest) of all lines, by record id."""
    query = (
        select(ExchangeLine.record_id, ExchangeLine.version, ExchangeLine.digest)
        .filter_by(submission_id=submission_id)
        .order_by(ExchangeLine.record_id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        yield str(row.record_id), row.version, row.digest.hex()


def receipt(session: Session, submission_id: UUID) -> ExchangeReceipt:
    """Return the receipt of a judged submission."""
    return session.get_one(ExchangeReceipt, submission_id)


def results_after(
    session: Session, submission_id: UUID, after: UUID | None, limit: int
) -> Sequence[Row[UUID, int, str, str | None, str | None, str | None]]:
    """Return up to `limit` outcomes that follow the record id, in results order."""
    one = ExchangeResult
    query = select(one.record_id, one.version, one.outcome, one.code, one.path, one.message)
    query = query.where(one.submission_id == submission_id)
    if after is not None:
        query = query.where(one.record_id > after)
    return session.execute(query.order_by(one.record_id).limit(limit)).all()


def records_in_store(session: Session) -> int:
    """Return how many records are in the store for exploitation: an approved version each."""
    query = select(func.count(ExchangeRecord.record_id.distinct())).join(
        ExchangeApproval, ExchangeApproval.submission_id == ExchangeRecord.submission_id
    )
    return session.execute(query).scalar_one()
