"""What a push does when the receiver refuses, forgets, or its answers are lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.exchange import answered
from province_app.models.sync import StageRun
from province_app.services import runs
from province_app.stores import runs as run_store
from province_app.stores import submissions as store
from sync_jobs import national_push
from sync_jobs.national_gateway import NationalRefused, NationalUnavailable
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.sync_jobs.pushing import LAST, JudgingGateway, assert_settled, push


def run_of(session: Session) -> StageRun:
    """Return the newest run of the last stage."""
    return run_store.latest(session, "2024-05")[LAST]


def go_on(session: Session, peer: Any) -> None:
    """Let the pause pass and work on."""
    session.execute(text("update stage_run set try_again_at = null"))
    session.commit()
    work_off_runs(session, trust(), peer, lambda: at(28))


class Once:
    """Raises the error at the first call of that name."""

    def __init__(self, peer: JudgingGateway, name: str, error: Exception) -> None:
        self.peer, self.name, self.error, self.raised = peer, name, error, False

    def __call__(self, number: int) -> None:
        if self.peer.calls[number] == self.name and not self.raised:
            self.raised = True
            raise self.error


def test_a_refused_run_ends_and_is_not_tried_again_by_itself(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """Contract §3: 4xx other than 429 is never retried unchanged."""
    peer.before = Once(peer, "open", NationalRefused(422, "schema_invalid", "/stage"))
    push(session, province, peer)
    run = run_of(session)
    assert (run.state, run.fault) == ("failed", "422 schema_invalid /stage")
    peer.calls.clear()
    work_off_runs(session, trust(), peer, lambda: at(28))
    assert peer.calls == []
    push(session, province, peer)  # somebody looked at it and presses the button
    assert_settled(session, national)
    assert session.scalar(text("select count(*) from submission where state = 'abandoned'")) == 1


def test_a_submission_that_a_refused_run_opened_is_finished_by_the_next_run(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    peer.before = Once(peer, "commit", NationalRefused(403, "sender_mismatch"))
    push(session, province, peer)
    assert run_of(session).state == "failed"
    push(session, province, peer)
    assert_settled(session, national)
    assert session.scalar(text("select count(*) from submission")) == 1


def test_items_that_do_not_match_are_sent_in_another_submission(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """Annex 33: stored parts do not change."""
    peer.before = Once(peer, "commit", NationalRefused(422, "items_mismatch"))
    push(session, province, peer)
    push(session, province, peer)
    assert_settled(session, national)
    states = session.scalars(text("select state from submission order by state")).all()
    assert states == ["abandoned", "settled"]


def test_parts_that_are_too_large_are_sent_again_as_smaller_ones(
    province: Province,
    session: Session,
    national: NationalNode,
    peer: JudgingGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Annex 37: long records reach 8 MiB before 500 lines."""
    monkeypatch.setattr("province_app.exchange.parts.MOST_BYTES", 30_000)
    monkeypatch.setattr(national_push, "SMALLER_PARTS", (3, 1))
    push(session, province, peer)
    assert_settled(session, national)
    states = session.execute(text("select state, parts from submission order by state")).all()
    assert [row.state for row in states] == ["abandoned", "settled"]
    assert states[1].parts > states[0].parts


def test_a_receiver_that_forgot_the_submission_is_told_again(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """It was restored from a backup, say."""
    peer.after = Once(peer, "put_part", NationalUnavailable("reset"))
    push(session, province, peer)
    found = store.unfinished(session, "2024-05")
    assert found is not None
    assert found.state == "open"
    peer.before = Once(peer, "status", NationalRefused(404, "not_found"))
    peer.calls.clear()
    go_on(session, peer)
    assert peer.calls[:3] == ["status", "open", "status"]
    assert_settled(session, national)


def test_a_lost_answer_to_the_commit_stops_nothing(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """A manifest that was refused is not put again after the commit: it would be 409."""
    real = peer.real.put_manifest
    broken: list[object] = []

    def put(submission: Any, manifest: Any, body: bytes, cms: bytes) -> None:
        broken.append(manifest)
        real(submission, manifest, body, b"" if manifest == broken[0] else cms)

    peer.real.put_manifest = put  # type: ignore[method-assign]
    peer.after = Once(peer, "commit", NationalUnavailable("reset"))
    push(session, province, peer)
    assert run_of(session).state == "running"
    go_on(session, peer)
    assert run_of(session).state == "done"
    counts = store.outcomes_of(session, next(iter(store_ids(session))))
    assert counts["rejected"] > 0
    assert set(counts) == {"accepted", "rejected"}


def store_ids(session: Session) -> list[Any]:
    """Return the submissions' ids."""
    return list(session.scalars(text("select id from submission")))


def test_catalogues_that_change_twice_are_taken_twice(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    def change(number: int) -> None:
        if peer.calls[number] == "open" and peer.calls.count("open") <= 2:
            query = text(
                "update catalogue_version set current = false where current"
                " and code = (select min(code) from catalogue_version where current)"
            )
            national.session.execute(query)
            national.session.commit()

    peer.before = change
    push(session, province, peer)
    assert peer.calls.count("open") == 3
    assert run_of(session).state == "done"


@pytest.mark.parametrize(("left_out", "lies"), [(1, False), (1, True), (0, True)])
def test_results_that_leave_a_record_out_are_not_taken(
    left_out: int,
    lies: bool,
    province: Province,
    session: Session,
    peer: JudgingGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even if digest and counts say so: nothing that was sent stays without an outcome."""
    real = peer.real.results
    peer.real.results = lambda one: list(real(one))[left_out:]  # type: ignore[method-assign]
    read = peer.real.receipt

    def receipt(*args: Any) -> Any:
        found = read(*args)
        said = found.content.results_digest
        monkeypatch.setattr(answered, "results_digest", lambda _: bytes.fromhex(said))
        if not lies:
            return found
        counts = found.content.counts
        fewer = counts.model_copy(update={"accepted": counts.accepted - 1})
        return replace(found, content=found.content.model_copy(update={"counts": fewer}))

    peer.real.receipt = receipt  # type: ignore[method-assign]
    push(session, province, peer)
    assert "receipt_mismatch" in str(run_of(session).fault)
    newest = store.newest(session, "2024-05")
    assert newest is not None
    assert newest.receipt is None
    assert set(store.outcomes_of(session, newest.id)) == {"sent"}


def test_results_in_another_order_are_the_same_results(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    real = peer.real.results
    peer.real.results = lambda one: reversed(list(real(one)))  # type: ignore[method-assign]
    push(session, province, peer)
    assert_settled(session, national)


def test_pauses_grow_and_a_person_ends_them(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    def busy(number: int) -> None:
        raise NationalUnavailable("answer 429", 3600)

    peer.before = busy
    push(session, province, peer)
    first = run_of(session)
    assert first.attempts == 1
    assert first.try_again_at is not None
    assert first.try_again_at > system_now() + timedelta(minutes=59)  # as the receiver asked
    peer.before = lambda number: None
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    runs.ask_for_stage(session, manager, LAST, "đẩy", at(28))
    work_off_runs(session, trust(), peer, lambda: at(28))
    assert_settled(session, national)


def test_the_tree_of_units_goes_before_the_records_when_it_changed(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    push(session, province, peer)
    assert peer.calls.index("put_units") < peer.calls.index("open")
    trees = national.session.execute(text("select version, count from exchange_units")).all()
    assert len(trees) == 1
    assert trees[0].count == len(province.document["units"])
    peer.calls.clear()
    push(session, province, peer)
    assert "put_units" not in peer.calls
    session.execute(text("update unit_period set name = name || ' mới' where code = 'H40.03'"))
    session.commit()
    push(session, province, peer)
    query = text("select count(*) from exchange_units")
    national.session.rollback()
    assert (peer.calls.count("put_units"), national.session.scalar(query)) == (1, 2)


def test_a_receiver_without_units_gets_the_records(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    peer.before = Once(peer, "put_units", NationalRefused(404, "not_found"))
    push(session, province, peer)
    assert_settled(session, national)
