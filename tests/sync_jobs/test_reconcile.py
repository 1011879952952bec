"""The province and the national node compared record by record, after a restore of either."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import submissions
from province_app.services.reconciling import Finding
from province_app.stores import submissions as store
from sync_jobs import national_push
from sync_jobs.national_gateway import NationalGateway, NationalRefused
from sync_jobs.reconcile import reconcile, report
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.sync_jobs.test_national_push import JudgingGateway, assert_settled, ours, push


@pytest.fixture
def peer(gateway: NationalGateway, national: NationalNode) -> JudgingGateway:
    """The national node as the jobs see it."""
    return JudgingGateway(gateway, national)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The national node of these tests judges at once."""
    monkeypatch.setattr(national_push, "POLL_SECONDS", (0, 0, 0))


def approve(session: Session, province: Province, peer: JudgingGateway) -> None:
    """Sở Nội vụ approves the receipt, the tick hands the approval over."""
    submission = store.newest(session, "2024-05")
    assert submission is not None
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    pki = peer.national.pki
    seal, pin = pki.seal_files["H40"].read_bytes(), pki.seal_pin_files["H40"].read_text()
    submissions.approve(session, manager, submission.id, seal, pin, at(28))
    work_off_runs(session, trust(), peer, lambda: at(28))


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
    approved: Province, session: Session, gateway: NationalGateway, national: NationalNode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from province_app.exchange import sharing

    real = sharing._disclosed

    def forged(one: object) -> dict[str, object]:
        shared = real(one)  # type: ignore[arg-type]
        shared["sections"]["identity"]["content"]["phone"] = "0900000000"
        return shared

    monkeypatch.setattr(sharing, "_disclosed", forged)
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
