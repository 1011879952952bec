"""Who leaves gets a last version, signed by the unit that was left. Quy chế Đ.7, 8, 10."""

from datetime import date, datetime
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion
from province_app.services import checking, leavings, moves, runs
from province_app.services.basis import Basis
from province_app.services.errors import Missing
from province_app.services.moves import Filing
from province_app.stores import drafts, records
from tests.climbing import climbed_month, items, run_stage
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, amend, appoint, draft_of, plain_member
from tests.provinces import Province, at
from tiers.moves import MoveKind
from tiers.stages import Stage

FIRST, SECOND = Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 20))
TENTH = at(10, month=6)
JUNE = (at(26, month=6), at(27, month=6))
JULY = (at(26, month=7), at(27, month=7))


@pytest.fixture
def province(session: Session) -> Province:
    """A province whose month of May has climbed."""
    return climbed_month(session)


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def leave(
    province: Province,
    person: UUID,
    moment: datetime = TENTH,
    day: date = date(2024, 6, 10),
    kind: MoveKind = MoveKind.RETIRED,
) -> None:
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    moves.file(province.session, hr, person, Filing(kind, day, BASIS), moment)


def newest(province: Province, person: UUID) -> RecordVersion:
    return records.latest(province.session, [person])[person]


def stages(province: Province, days: tuple[datetime, datetime]) -> None:
    run_stage(province.session, FIRST, days[0])
    run_stage(province.session, SECOND, days[1])


def owed(province: Province, period: str) -> list[int]:
    sums = runs.stage_sums(province.session, period)
    assert all(one.balanced for one in sums)
    return [one.owed for one in sums]


def test_a_leaving_in_force_is_the_records_last_version(province: Province, person: UUID) -> None:
    before = records.content_of(province.session, newest(province, person))
    leave(province, person)
    last = newest(province, person)
    after = records.content_of(province.session, last)
    assert (last.version, last.change) == (2, "left")
    assert last.unit_id == province.unit(FACILITY)
    assert str(last.confirmed_by) == province.holder(FACILITY, "hr")
    assert last.confirmed_as == "hr"
    said = after.pop("service")
    assert said["employment_status"] == "retired"
    assert said["status_since"] == said["movement_date"] == "2024-06-10"
    assert said["movement_decision"] == BASIS.number
    assert said["staff_category"] == before.pop("service")["staff_category"]
    assert after == before


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        (MoveKind.AWAY, "moved_out", None),
        (MoveKind.RESIGNED, "resigned", "TV"),
        (MoveKind.DIED, "deceased", "QD"),
    ],
)
def test_the_record_says_how_the_person_left(
    province: Province, person: UUID, kind: MoveKind, status: str, reason: str | None
) -> None:
    """A reason is named where the kind of leaving has only one."""
    leave(province, person, kind=kind)
    said = records.content_of(province.session, newest(province, person))["service"]
    assert (said["employment_status"], said["movement_reason_code"]) == (status, reason)


def test_a_leaving_ahead_waits_for_its_day(province: Province, person: UUID) -> None:
    """Until then the person may change the record, and HR confirms it."""
    leave(province, person, day=date(2024, 6, 20))
    assert leavings.work_off(province.session, at(19, month=6)) == 0
    amend(province, str(person), "Soạn thảo", at(12, month=6))
    hr = province.officer(province.holder(FACILITY, "hr"), at(12, month=6))
    draft = draft_of(province, str(person))
    checking.confirm_drafts(province.session, hr, [draft.id], at(12, month=6))
    assert leavings.work_off(province.session, at(20, 0, month=6)) == 1
    assert leavings.work_off(province.session, at(20, 0, month=6)) == 0
    last = newest(province, person)
    assert (last.version, last.change) == (3, "left")
    content = records.content_of(province.session, last)
    assert content["position"]["work_strength"] == "Soạn thảo"


def test_the_documents_of_the_record_stay_with_it(province: Province, person: UUID) -> None:
    amend(province, str(person), "10/10", at(3, month=6), "education.general_education_code")
    hr = province.officer(province.holder(FACILITY, "hr"), at(3, month=6))
    draft = draft_of(province, str(person))
    checking.confirm_drafts(province.session, hr, [draft.id], at(3, month=6))
    before = newest(province, person)
    leave(province, person)
    last = newest(province, person)
    tree = [orjson.loads(one.tree)["sections"] for one in (before, last)]
    assert {name for name in tree[0] if tree[0][name] != tree[1][name]} == {"service"}
    kept = drafts.get(province.session, last.draft_id).evidence
    assert kept
    assert kept == drafts.get(province.session, before.draft_id).evidence


def test_the_head_of_the_unit_left_signs_and_it_climbs_once(
    province: Province, person: UUID
) -> None:
    everybody = len(province.document["persons"])
    leave(province, person)
    manifest = province.sign(FACILITY, moment=at(23, month=6))
    (item,) = orjson.loads(manifest.body)["items"]
    assert (item["record_id"], item["change"]) == (str(person), "left")
    stages(province, JUNE)
    first, second = items(province.session, FIRST), items(province.session, SECOND)
    assert first[person] == second[person] == ("accepted", None, None)
    assert owed(province, "2024-06")[1] == everybody
    held = province.session.execute(
        text("select tier, version from holding where record_id = :who"), {"who": person}
    )
    assert {row.tier: row.version for row in held} == {
        "facility": 2,
        "department": 2,
        "province": 2,
    }
    stages(province, JULY)
    assert owed(province, "2024-07")[1] == everybody - 1
    july = text("select count(*) from sync_item where period = '2024-07' and record_id = :who")
    assert province.session.scalar(july, {"who": person}) == 0
    # What was counted in the months before stays as it was counted.
    assert owed(province, "2024-06")[1] == owed(province, "2024-05")[1] == everybody


def test_until_the_leaving_is_signed_the_record_stays_owed(
    province: Province, person: UUID
) -> None:
    everybody = len(province.document["persons"])
    leave(province, person, at(26, 12, month=6), date(2024, 6, 25))  # after the window
    stages(province, JUNE)
    assert items(province.session, SECOND)[person] == ("unchanged", None, None)
    province.sign(FACILITY, moment=at(23, month=7))
    stages(province, JULY)
    assert items(province.session, SECOND)[person] == ("accepted", None, None)
    assert owed(province, "2024-06")[1] == owed(province, "2024-07")[1] == everybody


def test_the_next_head_signs_the_head_who_left(province: Province, person: UUID) -> None:
    """Nobody signs the own record, and whoever has left signs nothing."""
    head = UUID(province.holder(FACILITY, "head"))
    leave(province, head)
    with pytest.raises(Missing):
        province.sign(FACILITY, moment=at(23, month=6))
    province.session.rollback()
    appoint(province, str(person), FACILITY, "head", "leader")
    place = {"unit": FACILITY, "post": "head", "person": str(person)}
    province.document["appointments"].insert(0, place)
    manifest = province.sign(FACILITY, moment=at(23, month=6))
    (item,) = orjson.loads(manifest.body)["items"]
    assert (item["record_id"], item["change"]) == (str(head), "left")


def test_who_was_taken_on_later_was_not_owed_in_the_months_before(province: Province) -> None:
    """The sums of a month that is over do not move with the rosters of later ones."""
    session, newcomer = province.session, UUID(province.people(FACILITY)[-1])
    session.execute(
        text("update employment set starts_on = '2024-06-01' where person_id = :who"),
        {"who": newcomer},
    )
    may = "delete from sync_item where period = '2024-05' and record_id = :who"
    session.execute(text(may), {"who": newcomer})
    session.commit()
    everybody = len(province.document["persons"])
    assert owed(province, "2024-05")[1] == everybody - 1
    stages(province, JUNE)
    assert owed(province, "2024-06")[1] == everybody


def test_a_unit_of_long_ago_does_not_send_an_old_version_up(
    province: Province, person: UUID
) -> None:
    """From a facility to an office, and from there into retirement: the office's is the last."""
    session, moment = province.session, at(3, month=6)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    filing = Filing(MoveKind.TRANSFER, date(2024, 6, 3), BASIS, DEPARTMENT)
    row = moves.file(session, hr, person, filing, moment)
    office = province.officer(province.holder(DEPARTMENT, "hr"), moment)
    moves.accept(session, office, row.id, "CC", moment)
    amend(province, str(person), "Soạn thảo", at(4, month=6))
    checking.confirm_drafts(session, office, [draft_of(province, str(person)).id], at(4, month=6))
    province.sign(DEPARTMENT, moment=at(23, month=6))
    stages(province, JUNE)
    moment = at(10, month=7)
    office = province.officer(province.holder(DEPARTMENT, "hr"), moment)
    moves.file(session, office, person, Filing(MoveKind.RETIRED, date(2024, 7, 10), BASIS), moment)
    stages(province, JULY)  # not signed yet
    july = text(
        "select stage, outcome from sync_item where period = '2024-07' and record_id = :who"
    )
    rows = session.execute(july, {"who": person}).all()
    assert [tuple(one) for one in rows] == [(SECOND, "unchanged")]
    held = text("select version from holding where tier = 'department' and record_id = :who")
    assert session.scalar(held, {"who": person}) == 2
    assert all(one.balanced for one in runs.stage_sums(session, "2024-07"))


def test_a_transfer_is_a_change_that_the_new_unit_signs(province: Province, person: UUID) -> None:
    """Source: Quy chế Đ.10.3: the person looks it through, the new unit checks and approves."""
    session, moment = province.session, at(3, month=6)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    filing = Filing(MoveKind.TRANSFER, date(2024, 6, 3), BASIS, ELSEWHERE)
    row = moves.file(session, hr, person, filing, moment)
    there = province.officer(province.holder(ELSEWHERE, "hr"), moment)
    moves.accept(session, there, row.id, "VC", moment)
    draft = draft_of(province, str(person))  # begun for the person, with what the system knows
    assert (draft.state, draft.unit_id) == ("with_person", province.unit(ELSEWHERE))
    assert draft.typed["identity.using_unit_code"] == ELSEWHERE
    amend(province, str(person), "Soạn thảo", at(4, month=6))
    checking.confirm_drafts(session, there, [draft.id], at(4, month=6))
    manifest = province.sign(ELSEWHERE, moment=at(23, month=6))
    (item,) = orjson.loads(manifest.body)["items"]
    assert (item["record_id"], item["change"]) == (str(person), "changed")
    stages(province, JUNE)
    assert items(session, SECOND)[person] == ("accepted", None, None)
    assert owed(province, "2024-06")[1] == len(province.document["persons"])
    content = records.content_of(session, newest(province, person))
    assert content["identity"]["using_unit_code"] == ELSEWHERE
    assert content["service"]["employment_status"] == "working"
