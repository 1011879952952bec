"""Who left is let go by the national node too, and travels no more. Contract, annex 8, 41."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import moves, runs
from province_app.services.basis import Basis
from province_app.services.moves import Filing
from sync_jobs.staged_sync import work_off_runs
from tests.desks import FACILITY, plain_member
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tests.stages import run_stage
from tests.sync_jobs.pushing import JudgingGateway, held
from tiers.moves import MoveKind
from tiers.stages import Stage


def month(province: Province, peer: JudgingGateway, number: int) -> None:
    """Run the three stages of that month."""
    session = province.session
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=number))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27, month=number))
    end_of(session, peer, number)


def end_of(session: Session, peer: JudgingGateway, number: int) -> None:
    """Do what the month's last days owe."""
    work_off_runs(session, trust(), peer, lambda: at(30, month=number))


def test_the_national_node_takes_the_leaving_and_is_owed_no_more(
    province: Province, session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    end_of(session, peer, 5)
    everybody, person = len(province.document["persons"]), UUID(plain_member(province, FACILITY))
    moment = at(10, month=6)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    leaving = Filing(MoveKind.RETIRED, date(2024, 6, 10), Basis("15/QĐ-SNV", date(2024, 5, 20)))
    moves.file(session, hr, person, leaving, moment)
    province.sign(FACILITY, moment=at(23, month=6))
    month(province, peer, 6)
    assert held(national)[person][0] == 2
    gone = "select m.leaves from exchange_record r join exchange_manifest_item m"
    gone += " on m.record_id = r.record_id and m.version = r.version"
    gone += " where r.current and r.record_id = :who"
    assert national.session.scalar(text(gone), {"who": person}) is True
    june = runs.stage_sums(session, "2024-06")
    assert all(one.balanced for one in june)
    assert (june[-1].owed, june[-1].accepted) == (everybody, 1)

    peer.calls.clear()
    month(province, peer, 7)
    assert set(peer.calls) == {"catalogues"}  # nothing is left to send
    july = runs.stage_sums(session, "2024-07")
    assert all(one.balanced for one in july)
    assert july[-1].owed == july[-1].unchanged == everybody - 1
    assert runs.stage_sums(session, "2024-06")[-1].balanced
