"""A month whose stages end after the next one was signed. Quy chế Đ.8; contract, annex 36."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from sync_jobs.national_gateway import NationalUnavailable
from sync_jobs.staged_sync import work_off_runs
from tests.climbing import run_stage
from tests.desks import FACILITY, amend, plain_member
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, load_province, signed_month, trust
from tests.sync_jobs.pushing import JudgingGateway, held
from tiers.stages import Stage

MAY, JUNE = "2024-05", "2024-06"
Said = tuple[str, int | None, str | None]  # outcome, version, code


@pytest.fixture
def signed(session: Session) -> Province:
    """A province in which May is signed and nothing has climbed."""
    return signed_month(session)


def sign_june(province: Province) -> UUID:
    """Let one person of the facility change something in June, confirmed and signed on day 23."""
    person = plain_member(province, FACILITY)
    amend(province, person, "Soạn thảo văn bản", at(10, month=6))
    province.confirm(FACILITY, at(11, month=6))
    province.sign(FACILITY, moment=at(23, month=6))
    return UUID(person)


def work_off(session: Session, peer: JudgingGateway | None, moment: datetime) -> None:
    """Do what is owed at the moment, whatever pauses."""
    with transaction(session):
        run_store.try_at_once(session)
    work_off_runs(session, trust(), peer, lambda: moment)


def outcome(session: Session, person: UUID, period: str) -> list[Said]:
    """Return outcome, version and code of the person's item in each stage, as records climb."""
    query = "select stage, outcome, version, code from sync_item"
    query += " where record_id = :who and period = :period"
    rows = session.execute(text(query), {"who": person, "period": period})
    found = {row.stage: (row.outcome, row.version, row.code) for row in rows}
    return [found[stage] for stage in Stage]


def at_department(session: Session, person: UUID) -> Said:
    """Return the same of May's first stage alone."""
    query = "select outcome, version, code from sync_item"
    query += " where record_id = :who and period = :period and stage = :stage"
    values = {"who": person, "period": MAY, "stage": Stage.FACILITY_TO_DEPARTMENT}
    row = session.execute(text(query), values).one()
    return row.outcome, row.version, row.code


def sums(session: Session, period: str) -> list[tuple[int, int, int]]:
    """Return of each stage what it owes, took and found unchanged, once the equation holds."""
    found = runs.stage_sums(session, period)
    assert all(one.balanced for one in found)
    return [(one.owed, one.accepted, one.unchanged) for one in found]


def test_a_late_month_takes_what_its_own_window_signed(
    signed: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    person = sign_june(signed)
    work_off(session, peer, at(24, month=6))  # nothing ran since May was signed
    assert outcome(session, person, MAY) == [("accepted", 1, None)] * 3
    assert held(national)[person][0] == 1
    assert all(owed == taken for owed, taken, _ in sums(session, MAY))

    work_off(session, peer, at(28, month=6))
    assert outcome(session, person, JUNE) == [("accepted", 2, None)] * 3
    assert held(national)[person][0] == 2
    assert all(owed == taken + same for owed, taken, same in sums(session, JUNE))
    assert all(owed == taken for owed, taken, _ in sums(session, MAY))


def test_a_month_after_the_next_one_ends_superseded(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    """The national node was away on May's days, and June's push came first."""
    work_off(session, None, at(28))
    person = sign_june(province)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=6))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27, month=6))
    work_off_runs(session, trust(), peer, lambda: at(28, month=6))  # May's run still pauses
    assert held(national)[person][0] == 2
    work_off(session, peer, at(28, 10, month=6))
    assert outcome(session, person, MAY) == [
        ("accepted", 1, None),
        ("accepted", 1, None),
        ("unchanged", 1, "superseded"),
    ]
    owed, _, unchanged = sums(session, MAY)[-1]
    assert owed == unchanged
    assert sums(session, JUNE)
    assert held(national)[person][0] == 2


@pytest.mark.parametrize(
    ("last", "ended"),
    [("commit", ("unchanged", 1, "superseded")), ("results", ("accepted", 1, None))],
)
def test_what_the_next_month_passed_on_the_way_takes_no_step_back(
    province: Province,
    session: Session,
    national: NationalNode,
    peer: JudgingGateway,
    last: str,
    ended: Said,
) -> None:
    """May's submission got as far as that, with the versions with which it was opened."""

    def away(number: int) -> None:
        if peer.calls[number] == last:
            raise NationalUnavailable("away")

    peer.before = away
    work_off(session, peer, at(28))
    peer.before = lambda number: None
    person = sign_june(province)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=6))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27, month=6))
    work_off_runs(session, trust(), peer, lambda: at(28, month=6))
    work_off(session, peer, at(28, 10, month=6))
    assert outcome(session, person, MAY)[-1] == ended
    owed, accepted, unchanged = sums(session, MAY)[-1]
    assert owed == accepted + unchanged
    assert held(national)[person][0] == 2
    query = text("select version from holding where tier = 'national' and record_id = :who")
    assert session.scalar(query, {"who": person}) == 2


def test_a_tier_never_takes_an_older_version(signed: Province, session: Session) -> None:
    """June's stage ran before May's did: May's closes without a step back."""
    person = sign_june(signed)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=6))
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, 10, month=6), period=MAY)
    assert at_department(session, person) == ("unchanged", 1, "superseded")
    query = text("select version from holding where tier = 'department' and record_id = :who")
    assert session.scalar(query, {"who": person}) == 2
    assert sums(session, MAY)


def test_who_signed_first_in_the_next_month_is_not_lacking_once_it_arrived(
    session: Session,
) -> None:
    """Nothing of the record was signed in May: withheld, until a tier holds what June signed."""
    province = load_province(session)
    province.send(FACILITY)
    province.confirm(FACILITY)
    province.sign(FACILITY, moment=at(23, month=6))
    person = UUID(plain_member(province, FACILITY))
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(24, month=6), period=MAY)
    assert at_department(session, person) == ("withheld", None, "not_signed")
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=6))
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, 10, month=6), period=MAY)
    assert at_department(session, person) == ("unchanged", None, "superseded")
    assert sums(session, MAY)
