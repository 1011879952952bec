"""The push to a real national node over HTTP: once, twice, killed anywhere, refused in part."""

from hashlib import sha256
from itertools import count
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.schema import SECTIONS
from province_app.services import (
    catalogue_quarantine,
    catalogues,
    runs,
    submissions,
    two_person_desk,
)
from province_app.signing.demo_authority import LAST_DAY
from province_app.stores import catalogues as catalogue_store
from province_app.stores import certificate_ends, exchange
from province_app.stores import submissions as store
from sync_jobs.national_before import pull_catalogues
from sync_jobs.national_gateway import NationalUnavailable
from sync_jobs.staged_sync import work_off_runs
from tests.admins import BASIS, make_admins
from tests.climbing import climb, items
from tests.exchange.parties import NationalNode
from tests.provinces import START, Province, at, load_province, trust
from tests.sync_jobs.pushing import LAST, JudgingGateway, assert_settled, ours, push


class Died(BaseException):
    """The sending process is gone; nothing of ours runs after it."""


def test_the_month_ends_in_a_verified_and_approved_receipt(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """TT 06/2023 Đ.13: catalogues, records, log, approval."""
    push(session, province, peer)
    assert_settled(session, national)
    submission = store.newest(session, "2024-05")
    assert submission is not None
    assert submission.state == "settled"
    assert exchange.records_in_store(national.session) == 0  # not in use before the approval
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    seal = national.pki.seal_files["H40"].read_bytes()
    pin = national.pki.seal_pin_files["H40"].read_text()
    submissions.approve(session, manager, [submission.id], seal, pin, at(28))
    assert certificate_ends.of_seal(session, sha256(seal).hexdigest()) == LAST_DAY
    work_off_runs(session, trust(), peer, lambda: at(28))
    assert submission.state == "approved"
    national.session.rollback()
    assert exchange.records_in_store(national.session) == len(ours(session))


def test_a_push_goes_in_parts_of_the_agreed_size(
    province: Province,
    session: Session,
    national: NationalNode,
    peer: JudgingGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(submissions, "PART", 5)
    push(session, province, peer)
    assert_settled(session, national)
    records = len(ours(session))
    lines = national.session.execute(text("select received from exchange_part order by part"))
    assert [row.received for row in lines] == [5] * (records // 5) + [records % 5] * (
        records % 5 > 0
    )


def test_restricted_sections_never_leave_the_province(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    push(session, province, peer)
    parts = national.session.execute(text("select content from exchange_part")).scalars()
    sent = b"".join(bytes(part) for part in parts)
    assert b'"birth_full_name"' in sent
    assert b"religion_code" not in sent
    restricted = {name for name, info in SECTIONS.items() if info.restricted}
    for line in map(orjson.loads, sent.splitlines()):
        assert restricted == set(line["withheld"])
        assert not restricted & set(line["sections"])


def test_a_second_push_sends_nothing(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    push(session, province, peer)
    peer.calls.clear()
    push(session, province, peer)
    assert peer.calls == ["catalogues"]
    assert session.scalar(text("select count(*) from submission")) == 1
    assert_settled(session, national)


def test_a_receipt_about_other_results_is_not_taken(
    province: Province, session: Session, peer: JudgingGateway
) -> None:
    real = peer.real.results
    peer.real.results = lambda one: list(real(one))[1:]  # type: ignore[method-assign]
    push(session, province, peer)
    query = text("select fault from stage_run where stage = :stage")
    assert "receipt_mismatch" in session.scalar(query, {"stage": LAST})
    submission = store.newest(session, "2024-05")
    assert submission is not None
    assert submission.receipt is None
    assert set(store.outcomes_of(session, submission.id)) == {"sent"}  # nothing was believed


def test_an_unknown_catalogue_code_is_rejected_and_the_others_pass(
    session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    province = load_province(session)
    victim = province.people("H40.03.01")[1]
    draft = session.scalars(select(Draft).where(Draft.person_id == UUID(victim))).one()
    draft.typed = {**draft.typed, "education.general_education_code": "12/12BT"}
    session.commit()
    for unit in province.document["units"][1:]:
        province.send(unit["code"], START)
        province.confirm(unit["code"], START)
        province.sign(unit["code"])
        province.sign(unit["code"], "deputy")
    climb(session)
    push(session, province, peer)
    outcome = items(session, LAST)
    path = "/sections/education/content/general_education_code"
    assert outcome.pop(UUID(victim)) == ("rejected", "catalogue_unknown_code", path)
    assert {one[0] for one in outcome.values()} == {"accepted"}
    message = session.scalar(text("select message from sync_item where code is not null"))
    assert "danh mục" in message
    peer.calls.clear()
    push(session, province, peer)  # the same version is not sent again
    assert peer.calls == ["catalogues"]


def test_catalogues_that_changed_after_the_plan_are_pulled_again(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    def change(number: int) -> None:
        if peer.calls[number] == "open" and peer.calls.count("open") == 1:
            national.session.execute(
                text("update catalogue_version set current = false where code = 'ton_giao'")
            )
            national.session.commit()

    peer.before = change
    push(session, province, peer)
    assert peer.calls.count("open") == 2
    assert_settled(session, national)


def test_nothing_is_sent_while_a_changed_catalogue_waits_for_two_persons(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """TT 06/2023 Đ.13; security bar A11: the run waits with a task, and goes on once admitted."""
    admins = make_admins(province)
    pull_catalogues(session, peer, lambda: at(27))
    (entry, *rest) = orjson.loads(catalogue_store.find(session, "ton_giao").entries)
    catalogues.store_pulled(national.session, "ton_giao", "changed", rest, at(28))
    push(session, province, peer)
    assert "open" not in peer.calls
    query = text("select state, fault from stage_run where stage = :stage")
    assert session.execute(query, {"stage": LAST}).one() == ("running", "catalogues_wait")
    (one,) = catalogue_quarantine.waiting(session)
    assert one.change.gone == (entry["code"],)

    act = catalogue_quarantine.propose_use(session, admins.first, BASIS, at(28))
    two_person_desk.decide(session, admins.second, act.id, True, at(28))
    work_off_runs(session, trust(), peer, lambda: at(28))  # it pauses no more
    assert_settled(session, national)


def test_what_is_no_catalogue_ends_the_run(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    entry = {"code": "a\x07", "name": "", "parent": None, "valid_from": None, "valid_to": None}
    catalogues.store_pulled(national.session, "ton_giao", "odd", [entry], at(28))
    push(session, province, peer)
    query = text("select state, fault from stage_run where stage = :stage")
    state, fault = session.execute(query, {"stage": LAST}).one()
    assert state == "failed"
    assert "catalogue_unfit" in fault
    assert catalogue_quarantine.waiting(session) == []


def test_a_national_node_that_is_down_leaves_the_run_open_with_its_fault(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    def unreachable(number: int) -> None:
        raise NationalUnavailable("connection refused")

    peer.before = unreachable
    push(session, province, peer)
    query = text("select state, fault from stage_run where stage = :stage")
    assert session.execute(query, {"stage": LAST}).one() == ("running", "connection refused")
    peer.before = lambda number: None
    peer.calls.clear()
    work_off_runs(session, trust(), peer, lambda: at(28))
    assert peer.calls == []  # it pauses first
    session.execute(text("update stage_run set try_again_at = try_again_at - interval '1 hour'"))
    session.commit()
    work_off_runs(session, trust(), peer, lambda: at(28))
    assert_settled(session, national)
    query = text("select attempts, try_again_at from stage_run where stage = :stage")
    assert session.execute(query, {"stage": LAST}).one() == (None, None)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sender_that_dies_at_any_call_ends_with_every_record_once(
    province: Province,
    session: Session,
    national: NationalNode,
    peer: JudgingGateway,
    when: str,
) -> None:
    """Die at call 0, go on, die at call 1 of what is left, …: until nothing is left to die at."""
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    runs.ask_for_stage(session, manager, LAST, "đẩy", at(28))
    deaths = 0
    for at_call in count():
        peer.calls.clear()

        def die(number: int, at_call: int = at_call) -> None:
            if number == at_call:
                raise Died

        setattr(peer, when, die)
        try:
            work_off_runs(session, trust(), peer, lambda: at(28))
        except Died:
            session.rollback()
            session.expire_all()
            deaths += 1
            continue
        break
    assert deaths >= 5
    assert_settled(session, national)
