"""Runs of the stages: claimed, asked for, cut into pieces, and shown."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Uuid, and_, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from province_app.models.people import Employment, Person
from province_app.models.sync import Holding, JobRun, StagePiece, StageRun, Submission, SyncItem
from province_app.stores.deliveries import delivering_on
from province_app.stores.owed import OWED_BY_EVENT
from province_app.stores.sync_policy import EventPart
from province_app.stores.units import employed_on
from tiers.stages import Outcome, Stage


def latest(session: Session, period: str) -> dict[str, StageRun]:
    """Return the newest run of each stage that the calendar or a person asked for, by stage.

    Not those by the event policy: the month's own day of the stage may still be ahead.
    """
    query = select(StageRun).where(StageRun.period == period, StageRun.policy.is_(None))
    query = query.ext(distinct_on(StageRun.stage))
    found = session.scalars(query.order_by(StageRun.stage, StageRun.id.desc()))
    return {run.stage: run for run in found}


def newest(
    session: Session, stage: Stage, period: str, day: date, limit: int
) -> list[tuple[StageRun, str | None, int | None, int]]:
    """Return the newest runs of the stage, newest first: each with who asked for it, if a person.

    The person's name, the unit where that person works on the day, and the bytes that were put.
    """
    put = select(func.coalesce(func.sum(Submission.payload), 0))
    put = put.where(Submission.run_id == StageRun.id)
    rows = session.execute(
        select(StageRun, Person.full_name, Employment.unit_id, put.scalar_subquery())
        .outerjoin(Person, Person.id == StageRun.requested_by)
        .outerjoin(Employment, and_(Employment.person_id == Person.id, employed_on(day)))
        .where(StageRun.stage == stage, StageRun.period == period)
        .order_by(StageRun.id.desc())
        .limit(limit)
    )
    return [(run, name, unit_id, int(size)) for run, name, unit_id, size in rows]


def claim_job(
    session: Session, job: str, period: str, due_at: datetime, system_at: datetime
) -> bool:
    """Claim a piece of the schedule's work; False when another process has it."""
    claimed = session.execute(
        insert(JobRun)
        .values(job=job, period=period, due_at=due_at, claimed_at=system_at)
        .on_conflict_do_nothing()
        .returning(JobRun.id)
    )
    return claimed.scalar_one_or_none() is not None


def claimed(session: Session, jobs: Sequence[str]) -> set[tuple[str, str]]:
    """Return which of these jobs were claimed for which periods."""
    query = select(JobRun.job, JobRun.period).where(JobRun.job.in_(jobs)).distinct()
    return {(row.job, row.period) for row in session.execute(query)}


def missed(session: Session, since: datetime) -> str | None:
    """Return the first period of which a stage was missed and noted since then, or None."""
    query = select(func.min(StageRun.period)).where(StageRun.state == "missed")
    return session.scalar(query.where(StageRun.requested_at > since))


def ask_for_run(session: Session, run: StageRun) -> StageRun:
    """Add the run, or return the one of its stage, period and policy that is still open."""
    columns = (
        "stage", "period", "policy", "state", "requested_by", "basis", "late", "requested_at",
    )  # fmt: skip
    added = session.execute(
        insert(StageRun)
        .values({name: getattr(run, name) for name in columns})
        .on_conflict_do_nothing()
        .returning(StageRun.id)
    ).scalar_one_or_none()
    if added is not None:
        wake(session)
    return session.scalars(
        select(StageRun).where(
            StageRun.stage == run.stage,
            StageRun.period == run.period,
            StageRun.policy.is_not_distinct_from(run.policy),
            StageRun.id == added if added is not None else StageRun.state.in_(OPEN_STATES),
        )
    ).one()


def wake(session: Session) -> None:
    """Wake the tick as soon as this transaction commits."""
    session.execute(text("notify province_wake"))


OPEN_STATES = ("requested", "running")


def try_at_once(session: Session) -> None:
    """End the pauses of the open runs, and wake the tick."""
    session.execute(
        update(StageRun).where(StageRun.state.in_(OPEN_STATES)).values(try_again_at=None)
    )
    wake(session)


def open_runs(session: Session) -> Sequence[StageRun]:
    """Return the runs that are asked for or under way, in the order in which they are worked on.

    Of a month the stages go in their order, so that each takes what the one before it left. A run
    by the event policy goes in the order in which it was asked for: as long as heads sign, one of
    an earlier stage is always open, and what waits for the push would wait for ever.
    """
    order = {stage: number for number, stage in enumerate(Stage)}
    query = select(StageRun).where(StageRun.state.in_(OPEN_STATES)).order_by(StageRun.id)
    found = session.scalars(query.execution_options(populate_existing=True)).all()
    asked: dict[str, int] = {}  # the first one of each month
    for run in found:
        if run.policy is None:
            asked.setdefault(run.period, run.id)

    def place(run: StageRun) -> tuple[str, int, int, int]:
        first = run.id if run.policy else asked[run.period]
        return run.period, first, order[Stage(run.stage)], run.id

    return sorted(found, key=place)


def is_open(session: Session, stage: Stage, period: str, policy: str | None) -> bool:
    """Whether a run of the stage, period and policy is asked for or under way."""
    query = select(StageRun.id).where(
        StageRun.stage == stage,
        StageRun.period == period,
        StageRun.policy.is_not_distinct_from(policy),
        StageRun.state.in_(OPEN_STATES),
    )
    return session.scalar(query) is not None


def last_asked(session: Session, stage: Stage, policy: str | None) -> datetime | None:
    """Return when a run of the stage and policy was last asked for, of whatever period."""
    query = select(func.max(StageRun.requested_at)).where(
        StageRun.stage == stage, StageRun.policy.is_not_distinct_from(policy)
    )
    return session.scalar(query)


def add_pieces(session: Session, run: StageRun, day: date, event: EventPart | None = None) -> None:
    """Give each unit of which the stage may have something to settle a piece of the run.

    None to those that deliver over the exchange on the day. `event`: those alone that owe
    something by the event policy.
    """
    held = and_(
        Holding.tier == Stage(run.stage).sender_tier, Holding.record_id == SyncItem.record_id
    )
    owing = (
        select(SyncItem.unit_id)
        .outerjoin(Holding, held)
        .where(SyncItem.stage == run.stage, SyncItem.period == run.period)
        .where(
            or_(
                SyncItem.outcome.in_((Outcome.QUEUED, Outcome.WITHHELD)),
                SyncItem.digest.is_distinct_from(Holding.digest),
            )
        )
        .where(SyncItem.unit_id.not_in(delivering_on(day)))
        .distinct()
    )
    if event is not None:
        owed = text(OWED_BY_EVENT[Stage(run.stage)]).columns(record_id=Uuid)
        mine = owed.bindparams(**event.values()).subquery()
        owing = owing.where(SyncItem.record_id.in_(select(mine.c.record_id)))
    session.execute(
        insert(StagePiece).from_select(
            ("run_id", "unit_id"), select(literal(run.id), owing.subquery().c.unit_id)
        )
    )


def claim_piece(session: Session, run_id: int) -> StagePiece | None:
    """Return a piece that nobody works on, locked until the transaction ends; None when none."""
    query = select(StagePiece).where(StagePiece.run_id == run_id, StagePiece.done_at.is_(None))
    return session.scalars(
        query.order_by(StagePiece.unit_id).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()


def pieces_left(session: Session, run_id: int) -> int:
    """Return how many pieces of the run are not done."""
    query = select(func.count()).select_from(StagePiece)
    return (
        session.scalar(query.where(StagePiece.run_id == run_id, StagePiece.done_at.is_(None))) or 0
    )
