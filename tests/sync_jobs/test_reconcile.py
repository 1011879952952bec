"""The province and the national node compared record by record, after a restore of either."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from province_app.services.reconciling import Finding
from province_app.stores import leases
from province_app.stores import runs as run_store
from province_app.stores.leases import LeaseLost
from sync_jobs.national_gateway import NationalGateway, NationalRefused
from sync_jobs.reconcile import reconcile, repair_alone, report
from tests.databases import Database, session_on
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at
from tests.sync_jobs.pushing import LAST, JudgingGateway, approve, assert_settled, ours, push


@pytest.fixture
def approved(province: Province, session: Session, peer: JudgingGateway) -> Province:
    """A province whose month is approved at the national node."""
    push(session, province, peer)
    approve(session, province, peer)
    return province


def some(session: Session, number: int = 2) -> list[UUID]:
    """Return records that the national node holds."""
    return sorted(ours(session))[:number]


def test_both_sides_agree_after_an_approved_month(
    approved: Province, session: Session, gateway: NationalGateway
) -> None:
    found, _ = reconcile(session, gateway, repair=False)
    assert (found.in_order, found.agreeing) == (True, len(ours(session)))
    assert report(found)["records"] == {}


def test_what_is_not_approved_yet_is_no_fault(
    province: Province, session: Session, peer: JudgingGateway, gateway: NationalGateway
) -> None:
    push(session, province, peer)
    found, _ = reconcile(session, gateway, repair=False)
    assert found.in_order
    assert len(found.records[Finding.NOT_APPROVED]) == len(ours(session))


def test_a_province_restored_from_a_backup_learns_what_was_sent(
    approved: Province, session: Session, gateway: NationalGateway
) -> None:
    lost = some(session)
    session.execute(
        text("delete from holding where tier = 'national' and record_id = any(:ids)"),
        {"ids": lost},
    )
    session.commit()
    found, left = reconcile(session, gateway, repair=True)
    assert found.records[Finding.UNKNOWN_HERE] == lost
    assert left.in_order
    assert left.agreeing == len(ours(session))
    query = text("select count(*) from audit_event where event = 'reconciled'")
    assert session.scalar(query) == len(lost)


def test_what_a_restored_national_node_lacks_is_sent_again(
    approved: Province,
    session: Session,
    national: NationalNode,
    peer: JudgingGateway,
    gateway: NationalGateway,
    all_databases: object,
) -> None:
    missing = some(session)
    real = peer.real.changes
    gateway.changes = lambda after="": (  # type: ignore[method-assign]
        one for one in real(after) if UUID(one["record_id"]) not in missing
    )
    found, _ = reconcile(session, gateway, repair=True)
    assert found.records[Finding.MISSING_THERE] == missing
    peer.calls.clear()
    push(session, approved, peer)
    assert peer.calls.count("put_part") == 1
    assert_settled(session, national)
    sizes = session.scalars(text("select count from submission order by count")).all()
    assert sizes == [len(missing), len(ours(session))]


def test_what_is_lost_or_differs_is_reported_and_left_to_people(
    approved: Province, session: Session, gateway: NationalGateway
) -> None:
    first, second = some(session)
    real = gateway.changes

    def forged(after: str = "") -> object:
        for one in real(after):
            if UUID(one["record_id"]) == first:
                one["version"] += 5
            if UUID(one["record_id"]) == second:
                one["digest"] = "ab" * 32
            yield one

    gateway.changes = forged  # type: ignore[method-assign, assignment]
    before = ours(session)
    found, left = reconcile(session, gateway, repair=True)
    assert found.records[Finding.LOST_HERE] == [first]
    assert found.records[Finding.DIFFERENT] == [second]
    assert left == found
    assert not left.in_order
    assert ours(session) == before


def test_a_change_that_is_not_what_its_digest_says_is_refused(
    approved: Province, gateway: NationalGateway, forged: None
) -> None:
    with pytest.raises(NationalRefused, match="not what its digest says"):
        list(gateway.changes())


def test_a_person_is_looked_up_at_the_national_node(
    approved: Province, session: Session, gateway: NationalGateway
) -> None:
    change = next(gateway.changes())
    query = gateway._call("GET", "/changes?limit=1").value["changes"][0]
    number = query["sections"]["identity"]["content"]["personal_id"]
    found = gateway.look_up(number, "Tiếp nhận", "Quyết định 1")
    assert found is not None
    assert found["record_id"] == change["record_id"]
    assert gateway.look_up("999999999999", "Tiếp nhận", "Quyết định 1") is None


@pytest.fixture
def other(database: Database) -> Iterator[Session]:
    """The session of a scheduler that works."""
    with session_on(database) as made:
        yield made


def forget(session: Session) -> list[UUID]:
    """Let the province forget that the national node holds some records."""
    lost = some(session)
    there = text("delete from holding where tier = 'national' and record_id = any(:ids)")
    session.execute(there, {"ids": lost})
    session.commit()
    return lost


def known_there(session: Session) -> int:
    session.rollback()
    return session.scalar(text("select count(*) from holding where tier = 'national'")) or 0


def ask_again(session: Session, province: Province) -> int:
    """Ask for another run of the push; return its id."""
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    return runs.ask_for_stage(session, manager, LAST, "đẩy", at(28)).id


def test_nothing_is_repaired_while_a_worker_pushes(
    approved: Province, session: Session, other: Session, gateway: NationalGateway
) -> None:
    """docs/adr/0028: the run is in one pair of hands."""
    lost = forget(session)
    run_id = ask_again(session, approved)
    assert leases.take(other, run_id)
    with pytest.raises(LeaseLost):
        repair_alone(session, gateway, LAST)
    assert known_there(session) == len(ours(session)) - len(lost)
    leases.release(other)
    _, left = repair_alone(session, gateway, LAST)
    assert left.in_order
    assert leases.take(other, run_id)  # it was let go again


def test_no_worker_takes_the_run_while_it_is_repaired(
    approved: Province, session: Session, other: Session, gateway: NationalGateway
) -> None:
    forget(session)
    run_id = ask_again(session, approved)
    tried: list[bool] = []
    real = gateway.changes

    def changes(after: str = "") -> object:
        tried.append(leases.take(other, run_id))
        return real(after)

    gateway.changes = changes  # type: ignore[method-assign, assignment]
    _, left = repair_alone(session, gateway, LAST)
    assert tried == [False]
    assert left.in_order


def test_a_push_that_came_and_went_meanwhile_leaves_nothing_to_repair(
    approved: Province, session: Session, other: Session, gateway: NationalGateway
) -> None:
    """Asked for, taken and let go while the answers were read: what they say is old by now."""
    lost = forget(session)
    real = gateway.changes

    def changes(after: str = "") -> object:
        assert leases.take(other, ask_again(other, approved))
        leases.release(other)
        other.execute(text("update stage_run set state = 'done'"))
        other.commit()
        return real(after)

    gateway.changes = changes  # type: ignore[method-assign, assignment]
    with pytest.raises(LeaseLost):
        repair_alone(session, gateway, LAST)
    assert known_there(session) == len(ours(session)) - len(lost)
    assert run_store.open_runs(session) == []
