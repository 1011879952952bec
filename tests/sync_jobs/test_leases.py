"""Several workers at one run: each thing is done once, and who lost the run writes nothing more."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import psycopg2
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.sync import StageRun, Submission
from province_app.services import runs, submissions
from province_app.stores import leases
from province_app.stores import runs as run_store
from province_app.stores.engine import connect_arguments, ending_after, make_engine
from province_app.stores.leases import LeaseLost
from province_app.stores.transaction import transaction
from sync_jobs.staged_sync import work_off_runs
from tests.databases import Database, session_on
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.stages import begin
from tests.sync_jobs.pushing import LAST, JudgingGateway, assert_settled, push


@pytest.fixture
def other(database: Database) -> Iterator[Session]:
    """The session of another worker."""
    with session_on(database) as made:
        yield made


@pytest.fixture
def run(province: Province, session: Session) -> StageRun:
    """The run of the push, asked for by the calendar."""
    runs.ask_for_due_stages(session, at(28))
    return run_store.latest(session, "2024-05")[LAST]


def lapse(session: Session) -> None:
    """Let the time of whoever holds a run be over."""
    over = system_now() - timedelta(seconds=1)
    session.execute(text("update stage_run set held_until = :over"), {"over": over})
    session.commit()


def test_a_run_is_in_the_hands_of_one_worker(
    run: StageRun, session: Session, other: Session
) -> None:
    assert leases.take(session, run.id)
    assert not leases.take(other, run.id)
    leases.release(session)
    assert leases.take(other, run.id)


def test_a_run_whose_holder_is_gone_is_free_at_once(
    run: StageRun, session: Session, other: Session
) -> None:
    """A killed worker's session ends with it; nobody waits for its time to be over."""
    assert leases.take(other, run.id)
    other.connection().detach()
    other.close()
    other.invalidate()
    wanted = text("select count(*) from pg_stat_activity where pid = (select holder from stage_run"
                  " where held_until is not null)")  # fmt: skip
    while session.scalar(wanted):
        session.rollback()
    assert leases.take(session, run.id)


def test_who_lost_the_run_writes_nothing(run: StageRun, session: Session, other: Session) -> None:
    """The fence is checked in the very transaction that writes."""
    assert leases.take(session, run.id)
    lapse(other)
    assert leases.take(other, run.id)
    with pytest.raises(LeaseLost), transaction(session):
        run.fault = "stale"
    with pytest.raises(LeaseLost):
        runs.refuse_run(session, run, "stale", at(28))
    with pytest.raises(LeaseLost):
        leases.renew(session)
    leases.release(session)  # not the other's
    with transaction(other):
        assert other.get_one(StageRun, run.id).fault is None
        assert other.scalar(text("select count(*) from audit_event where event like 'stage.ref%'"))\
            == 0  # fmt: skip
    assert not leases.take(session, run.id)


def test_a_run_that_is_done_cannot_be_taken(run: StageRun, session: Session) -> None:
    session.execute(text("update stage_run set state = 'done'"))
    session.commit()
    assert not leases.take(session, run.id)


@pytest.mark.parametrize("name", ["open", "commit", "receipt"])
def test_a_worker_that_sleeps_in_its_push_leaves_it_to_another(
    name: str,
    province: Province,
    session: Session,
    other: Session,
    national: NationalNode,
    peer: JudgingGateway,
) -> None:
    """Another takes the run meanwhile and ends it; the first one comes back and writes nothing."""

    def sleep(number: int) -> None:
        if peer.calls[number] == name:
            peer.after = lambda _: None
            lapse(other)
            work_off_runs(other, trust(), peer, lambda: at(28))

    peer.after = sleep
    push(session, province, peer)
    assert_settled(session, national)
    told = session.execute(
        text(
            "select event, subject, count(*) from audit_event where event in ('stage.begun',"
            " 'submission.planned', 'submission.open', 'submission.settled')"
            " group by 1, 2 having count(*) > 1"
        )
    ).all()
    assert told == []
    assert run_store.latest(session, "2024-05")[LAST].fence == 2


def test_two_workers_begin_and_end_a_run_once(
    province: Province, session: Session, other: Session
) -> None:
    run, _ = begin(session, LAST, at(28))
    again = other.get_one(StageRun, run.id)
    assert again.state == "running"
    other.rollback()
    session.execute(text("update stage_run set state = 'requested' where id = :id"), {"id": run.id})
    session.commit()
    stale = other.get_one(StageRun, run.id)
    assert stale.state == "requested"
    other.commit()
    assert run.state == "requested"
    session.commit()
    mine, theirs = session.get_one(StageRun, run.id), other.get_one(StageRun, run.id)
    assert mine.state == theirs.state == "requested"  # both have looked
    runs.begin_run(session, mine, at(28))
    runs.begin_run(other, theirs, at(28))
    assert mine.state == "running"
    runs.finish_run(session, mine, at(28))
    runs.finish_run(other, theirs, at(28))
    count = "select count(*) from audit_event where event = :event and subject = :run"
    for event, times in (("stage.begun", 2), ("stage.done", 1)):
        told = session.scalar(text(count), {"event": event, "run": str(run.id)})
        assert told == times, event  # begun: once above, once here


def test_two_workers_note_an_approval_once(
    province: Province, session: Session, other: Session, peer: JudgingGateway
) -> None:
    """Both handed it over, and both are told that it was taken."""
    push(session, province, peer)
    mine, theirs = (one.scalars(select(Submission)).one() for one in (session, other))
    submissions.note_approved(session, mine, at(28))
    submissions.note_approved(other, theirs, at(29))
    session.expire_all()
    assert (mine.state, mine.approved_at) == ("approved", at(28))
    event = text("select count(*) from audit_event where event = 'submission.approved'")
    assert session.scalar(event) == 1


def test_the_server_ends_the_session_of_a_worker_that_is_silent(database: Database) -> None:
    engine = make_engine(lambda: database.app_url, ending_after(300))
    with Session(engine) as session:
        for name in ("idle_in_transaction_session_timeout", "idle_session_timeout"):
            assert session.scalar(text("select current_setting(:name)"), {"name": name}) == "5min"
    engine.dispose()


def test_the_button_wakes_whoever_sleeps_while_the_run_pauses(
    run: StageRun, province: Province, session: Session, database: Database
) -> None:
    runs.note_fault(session, run, "answer 503", system_now() + timedelta(hours=1))
    listening = psycopg2.connect(**connect_arguments(database.app_url))
    listening.autocommit = True
    with closing(listening), listening.cursor() as cursor:
        cursor.execute("listen province_wake")
        manager = province.officer(province.holder("H40.03", "hr"), at(28))
        runs.ask_for_stage(session, manager, LAST, "đẩy", at(28))
        cursor.execute("select 1")
        assert [one.channel for one in listening.notifies] == ["province_wake"]
    assert run.try_again_at is None
