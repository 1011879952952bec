"""A record with three versions, for tests of its history: two are signed, the third not yet."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking, drafts, own_record
from province_app.stores.transaction import transaction
from tests.desks import FACILITY, plain_member, prove
from tests.provinces import Province, at, load_province, played
from tests.stages import run_stage
from tiers.stages import Stage
from tiers.units import Officer, Role

PHONE, MAJOR = "identity.phone", "education.highest_qualification_major"
RESTRICTED = "self_history.detention_statement"  # a text in a section that never leaves
CANARY = "CANARY-0228-yeu-tim"


def change(
    province: Province, person_id: str, typed: dict[str, str], day: int, month: int = 5
) -> None:
    """Let the person change fields, prove the major, send; let HR confirm an hour later."""
    session, actor = province.session, Officer(person_id, Role.PERSON)
    moment = at(day, month=month)
    held = own_record.text_of(session, actor, moment)
    draft = drafts.save_draft(session, actor, typed, held.revision, moment)
    if MAJOR in typed:
        prove(session, draft, MAJOR)
    drafts.send_draft(session, actor, moment)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    checking.confirm_drafts(session, hr, [draft.id], at(day, 10, month=month))


def with_history(session: Session) -> Province:
    """Return a province in which `historian` has three versions, played once in a run of tests."""

    def play(province: Province) -> None:
        load_province(session)
        _three_versions(province)

    return played(session, "three versions", play)


def historian(province: Province) -> str:
    """Return who has versions of 20/5, 28/5 and 25/6; the first climbed to the province.

    The first was signed on 23/5 and the second on 24/6.
    """
    return plain_member(province, FACILITY)


def _three_versions(province: Province) -> None:
    person_id = historian(province)
    province.send(FACILITY)
    province.confirm(FACILITY)
    province.sign(FACILITY)
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    change(province, person_id, {PHONE: "0912345678", MAJOR: "Lưu trữ học"}, 28)
    province.sign(FACILITY, moment=at(24, month=6))
    change(province, person_id, {RESTRICTED: CANARY}, 25, month=6)


def documents(province: Province, person_id: str) -> list[str]:
    """Return the digests of the person's documents."""
    query = text("select sha256 from evidence where person_id = :who")
    return [bytes(one).hex() for one in province.session.scalars(query, {"who": person_id})]


def move(province: Province, person_id: str, unit: str, day: str) -> None:
    """Let the person work in another unit from that day on."""
    with transaction(province.session):
        province.session.execute(
            text("update employment set ends_on = :day where person_id = :who"),
            {"day": day, "who": person_id},
        )
        province.session.execute(
            text(
                "insert into employment (person_id, unit_id, category, starts_on)"
                " values (:who, :unit, 'VC', :day)"
            ),
            {"who": person_id, "unit": province.unit(unit), "day": day},
        )
