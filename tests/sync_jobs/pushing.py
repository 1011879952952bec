"""The push to a national node that judges at once, and what both sides hold afterwards."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs, submissions
from province_app.stores import submissions as store
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tiers.stages import Stage

LAST = Stage.PROVINCE_TO_NATIONAL


class JudgingGateway:
    """The real gateway; the national node's own tick judges whenever it is asked how far it is.

    `die(call number)` may end the process before or after the call reached the other side.
    """

    def __init__(self, real: NationalGateway, national: NationalNode) -> None:
        self.real, self.national = real, national
        self.calls: list[str] = []
        self.before: Callable[[int], None] = lambda number: None
        self.after: Callable[[int], None] = lambda number: None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.real, name)

        def call(*args: Any) -> Any:
            number = len(self.calls)
            self.calls.append(name)
            self.before(number)
            if name == "status":
                self.national.judge()
            answer = method(*args)
            if name == "results":
                answer = iter(list(answer))
            self.after(number)
            return answer

        return call


def push(session: Session, province: Province, peer: Any) -> None:
    """Sở Nội vụ presses the button on day 28, the tick works it off."""
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    runs.ask_for_stage(session, manager, LAST, "đẩy", at(28))
    work_off_runs(session, trust(), peer, lambda: at(28))


def approve(session: Session, province: Province, peer: JudgingGateway) -> None:
    """Sở Nội vụ approves the receipt, the tick hands the approval over."""
    submission = store.newest(session, "2024-05")
    assert submission is not None
    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    pki = peer.national.pki
    seal, pin = pki.seal_files["H40"].read_bytes(), pki.seal_pin_files["H40"].read_text()
    submissions.approve(session, manager, [submission.id], seal, pin, at(28))
    work_off_runs(session, trust(), peer, lambda: at(28))


def held(national: NationalNode) -> dict[UUID, tuple[int, bytes]]:
    """What the national node holds: version and digest by record."""
    national.session.rollback()
    rows = national.session.execute(
        text("select record_id, version, digest from exchange_record where current")
    )
    return {row.record_id: (row.version, bytes(row.digest)) for row in rows}


def ours(session: Session) -> dict[UUID, tuple[int, bytes]]:
    """What the province holds."""
    rows = session.execute(
        text("select record_id, version, digest from holding where tier = 'province'")
    )
    return {row.record_id: (row.version, bytes(row.digest)) for row in rows}


def assert_settled(session: Session, national: NationalNode) -> None:
    """Every signed version is at the national node exactly once, with equal bytes, and logged."""
    assert held(national) == ours(session)
    sums = runs.stage_sums(session, "2024-05")[-1]
    assert sums.balanced
    assert sums.owed == sums.accepted + sums.unchanged
    count_of = text("select count(*), count(distinct (record_id, version)) from exchange_record")
    kept, distinct = national.session.execute(count_of).one()
    assert kept == distinct
