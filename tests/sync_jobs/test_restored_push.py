"""A restored province and a real national node: nothing it holds is sent as new. Đ.8.3, 9.2."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import restored, submissions
from province_app.services.errors import Refused
from province_app.stores import database_names, restorations
from province_app.stores import runs as run_store
from province_app.stores.sync import RunKey
from sync_jobs.national_gateway import NationalUnavailable
from sync_jobs.staged_sync import work_off_runs
from tests.admins import Admins
from tests.backups import Houses, agreed, houses, restore
from tests.databases import Database
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.sync_jobs.pushing import JudgingGateway, approve, assert_settled, held, ours, push


@pytest.fixture
def node(
    session: Session, database: Database, tmp_path: Path, master_keys: Path, admins: Admins
) -> Houses:
    made = houses(session, database, tmp_path, master_keys)
    made.seal_log()
    return made


def back_to(node: Houses, made: object, admins: Admins) -> None:
    """Restore the set; the database that was lost is gone."""
    done = restore(node, made, agreed(node, admins, made.digest))  # type: ignore[arg-type,attr-defined]
    database_names.drop(node.urls.owner, done.aside or "")


def test_what_the_national_node_holds_is_not_sent_again(
    province: Province, node: Houses, admins: Admins, national: NationalNode, peer: JudgingGateway
) -> None:
    """Security bar P9: restored to a point before the push; stage 3 compares first."""
    made = node.make()
    push(node.session, province, peer)
    approve(node.session, province, peer)
    there = held(national)
    assert there
    back_to(node, made, admins)
    peer.calls.clear()
    push(node.session, province, peer)
    assert peer.calls.index("changes") == 0
    assert "put_part" not in peer.calls
    assert "open" not in peer.calls
    assert held(national) == there
    assert_settled(node.session, national)
    assert restorations.unsettled(node.session) is None
    assert node.count("audit_event", "event = 'restore.compared'") == 1
    peer.calls.clear()
    push(node.session, province, peer)
    assert "changes" not in peer.calls  # once


def test_what_waits_for_our_approval_there_comes_back_unchanged(
    province: Province, node: Houses, admins: Admins, national: NationalNode, peer: JudgingGateway
) -> None:
    """It is not shared with us before: the node itself says that it has it, and keeps one."""
    made = node.make()
    push(node.session, province, peer)
    back_to(node, made, admins)
    push(node.session, province, peer)
    assert_settled(node.session, national)


def test_nothing_is_sent_before_the_comparison(
    province: Province, node: Houses, admins: Admins, national: NationalNode, peer: JudgingGateway
) -> None:
    made = node.make()
    push(node.session, province, peer)
    approve(node.session, province, peer)
    back_to(node, made, admins)
    peer.calls.clear()

    def away(after: str = "") -> Iterator[dict[str, object]]:
        raise NationalUnavailable("away")

    real = peer.real.changes
    peer.real.changes = away  # type: ignore[method-assign, assignment]
    push(node.session, province, peer)
    assert peer.calls == ["changes"]
    (run,) = run_store.open_runs(node.session)
    key = RunKey(run.stage, run.period, run.id)
    with pytest.raises(Refused, match="reconcile_first"):  # by hand neither
        submissions.plan(node.session, key, {}, trust(), at(28))
    peer.real.changes = real  # type: ignore[method-assign]
    node.session.execute(text("update stage_run set try_again_at = null"))
    node.session.commit()
    work_off_runs(node.session, trust(), peer, lambda: at(28))
    assert_settled(node.session, national)
    assert "put_part" not in peer.calls


def test_a_version_that_was_lost_here_is_counted_on_above(
    province: Province, node: Houses, admins: Admins, national: NationalNode,
    peer: JudgingGateway, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """They hold version 2 of a record, we know of 1: what is confirmed next is version 3."""
    made = node.make()
    push(node.session, province, peer)
    approve(node.session, province, peer)
    one = min(ours(node.session))
    monkeypatch.setattr(restored.restorations, "highest_versions", lambda _: {})
    back_to(node, made, admins)
    real = peer.real.changes

    def shared(after: str = "") -> Iterator[dict[str, object]]:
        for change in real(after):
            later = {"version": 2, "digest": "ab" * 32} if UUID(change["record_id"]) == one else {}
            yield {**change, **later}

    peer.real.changes = shared  # type: ignore[method-assign]
    push(node.session, province, peer)
    assert restorations.floors(node.session, [one]) == {one: 2}
    assert restorations.unsettled(node.session) is None
    lost = node.count("audit_event", f"event = 'restore.version_lost' and subject = '{one}'")
    assert lost == 1
