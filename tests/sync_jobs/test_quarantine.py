"""A rejected record is a task of its unit, stops nobody, and travels again once it is repaired."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.services import checking, drafts, own_record, runs
from province_app.stores import inbox
from sync_jobs.staged_sync import work_off_runs
from tests.climbing import climb, items
from tests.desks import FACILITY, plain_member, prove
from tests.exchange.parties import NationalNode
from tests.provinces import START, Province, at, load_province, trust
from tests.stages import run_stage
from tests.sync_jobs.pushing import LAST, JudgingGateway, held, push
from tiers.stages import Stage
from tiers.units import Officer, Role

FIELD = "education.general_education_code"


def rejected_month(session: Session) -> tuple[Province, str]:
    """Return a province at its own tier with one record that has a code unknown above."""
    province = load_province(session)
    victim = plain_member(province, FACILITY)
    draft = session.scalars(select(Draft).where(Draft.person_id == UUID(victim))).one()
    draft.typed = {**draft.typed, FIELD: "12/12BT"}
    session.commit()
    for unit in province.document["units"][1:]:
        province.send(unit["code"], START)
        province.confirm(unit["code"], START)
        province.sign(unit["code"])
        province.sign(unit["code"], "deputy")
    climb(session)
    return province, victim


def repair(province: Province, victim: str) -> None:
    """Let the person mend the field in June, HR confirm it, the head sign it."""
    session, actor = province.session, Officer(victim, Role.PERSON)
    moment = at(10, month=6)
    shown = own_record.text_of(session, actor, moment)
    draft = drafts.save_draft(session, actor, {FIELD: "12/12"}, shown.revision, moment)
    prove(session, draft, FIELD)
    drafts.send_draft(session, actor, moment)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    checking.confirm_drafts(session, hr, [draft.id], at(10, 10, month=6))
    province.sign(FACILITY, moment=at(24, month=6))


def test_a_rejected_record_is_a_task_and_travels_again_when_repaired(
    session: Session, national: NationalNode, peer: JudgingGateway
) -> None:
    province, victim = rejected_month(session)
    push(session, province, peer)
    unit = province.unit(FACILITY)
    (task,) = inbox.stopped(session, [unit], "2024-05", at(28).date())
    assert (str(task.record_id), task.outcome) == (victim, "rejected")
    assert task.path == "/sections/education/content/general_education_code"
    assert "12/12BT" in str(task.message)
    everybody = len(province.document["persons"])
    assert len(held(national)) == everybody - 1  # it stopped nobody else

    repair(province, victim)
    assert inbox.stopped(session, [unit], "2024-05", at(28).date()) == []
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, month=6))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27, month=6))
    manager = province.officer(province.holder("H40.03", "hr"), at(28, month=6))
    runs.ask_for_stage(session, manager, LAST, "đẩy", at(28, month=6))
    peer.calls.clear()
    work_off_runs(session, trust(), peer, lambda: at(28, month=6))
    assert held(national)[UUID(victim)][0] == 2
    assert len(held(national)) == everybody
    query = text("select count from submission where period = '2024-06'")
    assert session.scalars(query).all() == [1]  # it alone travelled
    june = {one for one, outcome in items(session, LAST).items() if outcome[0] == "rejected"}
    assert june <= {UUID(victim)}  # the item of May stays as it was
    assert runs.stage_sums(session, "2024-06")[-1].balanced
