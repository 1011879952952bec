"""What the judgement of a submission reads and writes: a few statements a part, none a record."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, select, text
from sqlalchemy.orm import Session, aliased

from province_app.models.exchange import ExchangePart, ExchangeRecord, ExchangeResult
from province_app.models.exchange import ExchangeSubmission as Submission
from province_app.stores.copying import copy_rows

# Judgements run one after the other: each must see what the former made the held versions.
_TURN = 7_305_402

_LINES = text(
    """
    select l.first_byte, l.size, l.record_id::text, l.version, encode(l.digest, 'hex') as digest,
           l.manifest_id::text, m.manifest_id is not null as manifest_held, r.code as refusal,
           i.version = l.version and i.digest = l.digest as attested, i.leaves,
           m.signer = l.record_id as own_manifest,
           h.version as held_version, h.digest = l.digest as held_digest, h.agency as owner,
           h.leaves as owner_left, h.personal_id as held_person
      from exchange_line l
      left join exchange_manifest m
        on m.submission_id = l.submission_id and m.manifest_id = l.manifest_id
      left join exchange_manifest_refusal r
        on r.submission_id = l.submission_id and r.manifest_id = l.manifest_id
      left join exchange_manifest_item i
        on i.submission_id = l.submission_id and i.manifest_id = l.manifest_id
       and i.record_id = l.record_id
      left join exchange_record h on h.record_id = l.record_id and h.current
     where l.submission_id = :submission_id and l.part = :part
     order by l.first_byte
    """
)
_SUPERSEDE = text(
    "update exchange_record set current = false"
    " where current and record_id = any(cast(:ids as uuid[]))"
)


class ClaimedLine(NamedTuple):
    """A line with what is known of its manifest and of the version held so far."""

    first_byte: int
    size: int
    record_id: str
    version: int
    digest: str  # hex
    manifest_id: str
    manifest_held: bool
    refusal: str | None  # the code of the manifest, if it was refused
    attested: bool | None
    leaves: bool | None
    own_manifest: bool | None
    held_version: int | None
    held_digest: bool | None  # the held version has the same digest
    owner: str | None  # agency that sent the held version
    owner_left: bool | None
    held_person: str | None  # personal id of the held version


class Accepted(NamedTuple):
    """A version that becomes the held one."""

    record_id: str
    version: int
    digest: bytes
    leaves: bool
    personal_id: str | None
    manifest_id: str
    first_byte: int
    size: int


class Judged(NamedTuple):
    """The outcome of one record."""

    record_id: str
    version: int
    outcome: str
    code: str | None = None
    path: str | None = None
    message: str | None = None


def claim_next(session: Session, now: datetime) -> Submission | None:
    """Return the committed submission that is next, locked until the transaction ends.

    A sender's submissions are judged in order of commit, so one that follows a submission in
    another worker's hands is not offered. One that is put aside holds up nobody.
    """
    earlier = aliased(Submission)
    query = (
        select(Submission)
        .where(Submission.state == "processing", _due(Submission, now))
        .where(
            ~select(1)
            .where(earlier.state == "processing", earlier.sender == Submission.sender)
            .where(_due(earlier, now))
            .where(earlier.commit_order < Submission.commit_order)
            .exists()
        )
        .order_by(Submission.commit_order)
        .limit(1)
        .with_for_update(of=Submission, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).one_or_none()
    if found is not None:
        session.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    return found


def _due(submission: type[Submission], now: datetime) -> ColumnElement[bool]:
    again_at = submission.judge_again_at
    return again_at.is_(None) | (again_at <= now)


def put_aside(session: Session) -> list[tuple[str, str]]:
    """Return sender and period of each submission whose judgement failed."""
    query = select(Submission.sender, Submission.period).where(
        Submission.state == "processing", Submission.fault.is_not(None)
    )
    return [(row.sender, row.period) for row in session.execute(query)]


def content(session: Session, submission_id: UUID, part: int) -> bytes:
    """Return the bytes of a part."""
    query = select(ExchangePart.content).filter_by(submission_id=submission_id, part=part)
    return session.scalars(query).one()


def lines(session: Session, submission_id: UUID, part: int) -> list[ClaimedLine]:
    """Return a part's lines in their order, with all that is looked up for them."""
    rows = session.execute(_LINES, {"submission_id": submission_id, "part": part})
    return [ClaimedLine(*row) for row in rows]


def holders(session: Session, personal_ids: Sequence[str]) -> dict[str, str]:
    """Return the record id under which each of the personal ids is held."""
    query = select(ExchangeRecord.personal_id, ExchangeRecord.record_id).where(
        ExchangeRecord.current, ExchangeRecord.personal_id.in_(personal_ids)
    )
    return {row.personal_id: str(row.record_id) for row in session.execute(query)}


def keep(session: Session, submission: Submission, part: int, accepted: Sequence[Accepted]) -> None:
    """Make the accepted versions of a part the held ones."""
    later = [one.record_id for one in accepted if one.version > 1]  # a first replaces none
    if later:
        session.execute(_SUPERSEDE, {"ids": later})
    submission_id = str(submission.submission_id)
    columns = ("record_id", "version", "digest", "leaves", "personal_id", "manifest_id")
    copy_rows(
        session,
        "exchange_record",
        (*columns, "first_byte", "size", "agency", "submission_id", "part", "current"),
        (
            (
                *one,
                submission.sender,
                submission_id,
                part,
                True,
            )
            for one in accepted
        ),
    )


def add_results(session: Session, submission_id: UUID, results: Iterable[Judged]) -> None:
    """Keep the outcomes."""
    named = str(submission_id)
    copy_rows(
        session,
        "exchange_result",
        ("submission_id", *Judged._fields),
        ((named, *one) for one in results),
    )


def outcomes(session: Session, submission_id: UUID) -> Iterable[tuple[str, int, str, str | None]]:
    """Stream (record id, version, outcome, code) in results order."""
    query = (
        select(
            cast(ExchangeResult.record_id, Text).label("record_id"),
            ExchangeResult.version,
            ExchangeResult.outcome,
            ExchangeResult.code,
        )
        .where(ExchangeResult.submission_id == submission_id)
        .order_by(ExchangeResult.record_id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        yield row.record_id, row.version, row.outcome, row.code
