"""Whoever left the province comes back: the same record goes on. Source: Quy chế Đ.3.4, 10.1."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.national_lookups import NationalLookup
from province_app.models.people import Employment
from province_app.models.records import Draft, RecordVersion
from province_app.services import (
    checking,
    drafts,
    leavings,
    lookup_answers,
    move_desk,
    moves,
    returning,
    runs,
)
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.lookup_answers import Held
from province_app.services.moves import Filing
from province_app.services.returning import Returned, Returning
from province_app.stores import grants, people, records
from province_app.stores.transaction import transaction
from tests.climbing import climbed_month, items, run_stage
from tests.desks import ELSEWHERE, FACILITY, plain_member, prove
from tests.lookups import contents_there
from tests.provinces import Province, at
from tiers.moves import MoveKind
from tiers.stages import Stage

FIRST, SECOND = Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 20))
TENTH = at(10, month=6)
NOW = at(12, month=8)
DAY = date(2024, 8, 12)


@pytest.fixture
def province(session: Session) -> Province:
    """A province whose month of May has climbed."""
    return climbed_month(session)


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def number(province: Province, person: UUID) -> str:
    rows = province.document["persons"]
    (fields,) = [row["fields"] for row in rows if row["id"] == str(person)]
    found = fields["identity.personal_id"]
    assert isinstance(found, str)
    return found


def leave(province: Province, person: UUID, kind: MoveKind = MoveKind.RESIGNED) -> None:
    hr = province.officer(province.holder(FACILITY, "hr"), TENTH)
    filing = Filing(kind, date(2024, 6, 10), BASIS)
    moves.file(province.session, hr, person, filing, TENTH)


def month(province: Province, number: int) -> None:
    run_stage(province.session, FIRST, at(26, month=number))
    run_stage(province.session, SECOND, at(27, month=number))


def come_back(
    province: Province,
    person: UUID,
    unit: str = ELSEWHERE,
    moment: datetime = NOW,
    *,
    asks: bool = False,
    **more: object,
) -> Returned:
    wanted = Returning(province.unit(unit), number(province, person), "VC", DAY, BASIS)
    hr = province.officer(province.holder(unit, "hr"), moment)
    wanted = replace(wanted, **more)  # type: ignore[arg-type]
    session = province.session
    return returning.receive_back(session, hr, wanted, moment, system_now(), asks=asks)


def sums(province: Province) -> dict[str, list[tuple[bool, int]]]:
    return {
        period: [(one.balanced, one.owed) for one in runs.stage_sums(province.session, period)]
        for period in ("2024-05", "2024-06", "2024-07", "2024-08")
    }


def by_unit(province: Province, period: str) -> object:
    query = text(
        "select stage, unit_id, count(*) from sync_item where period = :period"
        " group by 1, 2 order by 1, 2"
    )
    return province.session.execute(query, {"period": period}).all()


def gone(province: Province, person: UUID) -> None:
    """Let the leaving be signed and climb in June; July owes the person no more."""
    leave(province, person)
    province.sign(FACILITY, moment=at(23, month=6))
    month(province, 6)
    month(province, 7)


def send_and_confirm(province: Province, person: UUID, moment: datetime) -> None:
    session = province.session
    draft = (
        session.query(Draft).filter_by(person_id=person).filter(Draft.state != "confirmed").one()
    )
    for path in ("service.movement_reason_code", "service.movement_date"):
        prove(session, draft, path)
    with transaction(session):
        drafts.send_many(session, [draft], moment)
    hr = province.officer(province.holder(ELSEWHERE, "hr"), moment)
    checking.confirm_drafts(session, hr, [draft.id], moment)


def test_the_same_record_goes_on_in_another_unit(province: Province, person: UUID) -> None:
    gone(province, person)
    before = sums(province)
    returned = come_back(province, person)
    assert returned.day == DAY
    lines = province.session.query(Employment).filter_by(person_id=person)
    there, here = lines.order_by(Employment.starts_on).all()
    assert (there.unit_id, there.ends_on) == (province.unit(FACILITY), date(2024, 6, 10))
    assert (here.unit_id, here.starts_on, here.ends_on) == (province.unit(ELSEWHERE), DAY, None)

    send_and_confirm(province, person, NOW)
    versions = province.session.query(RecordVersion).filter_by(record_id=person)
    chain = [(one.version, one.change) for one in versions.order_by(RecordVersion.version)]
    assert chain == [(1, "new"), (2, "left"), (3, "changed")]
    content = records.content_of(province.session, versions.filter_by(version=3).one())
    assert content["service"]["employment_status"] == "working"
    assert content["service"]["movement_reason_code"] is None
    assert content["service"]["movement_decision"] == BASIS.number

    province.sign(ELSEWHERE, moment=at(23, month=8))
    month(province, 8)
    assert items(province.session, SECOND)[person] == ("accepted", None, None)
    after = sums(province)
    assert all(balanced for months in after.values() for balanced, _ in months)
    # What the months in between owed stays what they owed, whatever is held since.
    assert {one: after[one] for one in ("2024-05", "2024-06", "2024-07")} == {
        one: before[one] for one in ("2024-05", "2024-06", "2024-07")
    }
    everybody = len(province.document["persons"])
    assert [after[one][1][1] for one in sorted(after)] == [everybody] * 2 + [
        everybody - 1,
        everybody,
    ]


def test_the_months_between_keep_their_units(province: Province, person: UUID) -> None:
    gone(province, person)
    come_back(province, person)
    send_and_confirm(province, person, NOW)
    province.sign(ELSEWHERE, moment=at(23, month=8))
    month(province, 8)
    query = text("select receiver, sender_id from absence where record_id = :who order by receiver")
    kept = {row.receiver: row.sender_id for row in province.session.execute(query, {"who": person})}
    assert kept["department"] == province.unit(FACILITY)
    assert kept["national"] is None


def test_a_leaving_nobody_signed_stays_owed_in_between(province: Province, person: UUID) -> None:
    leave(province, person)
    month(province, 6)
    month(province, 7)
    before = sums(province)
    come_back(province, person)
    send_and_confirm(province, person, NOW)
    province.sign(ELSEWHERE, moment=at(23, month=8))
    month(province, 8)
    after = sums(province)
    assert all(balanced for months in after.values() for balanced, _ in months)
    assert after["2024-07"] == before["2024-07"]


def test_the_account_opens_again_and_the_archive_stays(province: Province, person: UUID) -> None:
    gone(province, person)
    come_back(province, person)
    session, day = province.session, DAY
    assert people.home_unit(session, person, day) == province.unit(ELSEWHERE)
    account = grants.account_of(session, person)
    assert account is not None
    held = grants.open_of(session, account.id, day)
    assert [(one.role, one.unit_id) for one in held] == [("person", province.unit(ELSEWHERE))]
    hr = province.officer(province.holder(FACILITY, "hr"), NOW)
    desk = move_desk.move_desk(session, hr, province.unit(FACILITY), NOW)
    assert [(one.person_id, one.kind) for one in desk.gone] == [(person, "resigned")]
    told = session.execute(
        text("select event, unit_id from audit_event where event = 'movement.back'")
    )
    assert told.all() == [("movement.back", province.unit(ELSEWHERE))]


def test_back_in_the_unit_that_was_left(province: Province, person: UUID) -> None:
    gone(province, person)
    assert come_back(province, person, FACILITY).day == DAY
    hr = province.officer(province.holder(FACILITY, "hr"), NOW)
    desk = move_desk.move_desk(province.session, hr, province.unit(FACILITY), NOW)
    assert desk.gone == []


def test_before_the_day_the_leaving_makes_no_version_again(
    province: Province, person: UUID
) -> None:
    gone(province, person)
    come_back(province, person, on=DAY + timedelta(days=5))
    assert leavings.work_off(province.session, NOW + timedelta(days=6)) == 0


def test_every_number_that_is_nobodys_is_answered_alike(province: Province, person: UUID) -> None:
    """The wall (ADR 21): the form tells of nobody who works here, died, or is not known."""
    with pytest.raises(Refused, match="back_unknown"):
        come_back(province, person)  # works
    leave(province, person, MoveKind.DIED)
    with pytest.raises(Refused, match="back_unknown"):
        come_back(province, person)
    with pytest.raises(Refused, match="back_unknown"):
        come_back(province, person, personal_id="034083000777")
    with pytest.raises(Refused, match="lookup_number"):
        come_back(province, person, personal_id="12")
    assert province.session.query(Employment).filter_by(person_id=person).count() == 1


def test_somebody_hidden_is_nobody(province: Province, person: UUID) -> None:
    gone(province, person)
    hr = province.officer(province.holder(ELSEWHERE, "hr"), NOW)
    wanted = Returning(province.unit(ELSEWHERE), number(province, person), "VC", DAY, BASIS)
    hidden = replace(hr, hidden=frozenset({str(person)}))
    with pytest.raises(Refused, match="back_unknown"):
        returning.receive_back(province.session, hidden, wanted, NOW, system_now(), asks=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": date(2024, 7, 12)}, "move_too_old"),
        ({"on": date(2025, 9, 1)}, "move_too_far"),
        ({"category": "XX"}, "move_category"),
        ({"basis": Basis(" ", BASIS.day)}, "basis_missing"),
    ],
)
def test_what_is_wrong_is_said(
    province: Province, person: UUID, change: dict[str, object], code: str
) -> None:
    gone(province, person)
    with pytest.raises(Refused, match=code):
        come_back(province, person, **change)


def test_only_who_checks_in_the_unit_receives_and_once(province: Province, person: UUID) -> None:
    gone(province, person)
    with pytest.raises(Missing):
        come_back(province, person, unit_id=province.unit(FACILITY))
    head = province.officer(province.holder(ELSEWHERE, "head"), NOW)
    wanted = Returning(province.unit(ELSEWHERE), number(province, person), "VC", DAY, BASIS)
    with pytest.raises(Refused, match="not_the_mover"):
        returning.receive_back(province.session, head, wanted, NOW, system_now(), asks=False)
    come_back(province, person)
    with pytest.raises(Refused, match="back_unknown"):
        come_back(province, person, FACILITY)


def test_a_day_has_so_many_tries(province: Province, person: UUID) -> None:
    for _ in range(20):
        with pytest.raises(Refused, match="back_unknown"):
            come_back(province, person, personal_id="034083000777")
    with pytest.raises(Refused, match="lookup_enough"):
        come_back(province, person, personal_id="034083000777")


def answer(province: Province, held: Held | None) -> NationalLookup:
    session = province.session
    question = lookup_answers.next_question(session, NOW, system_now() + timedelta(minutes=1))
    assert question is not None
    lookup_answers.take(session, question, held, NOW)
    return session.query(NationalLookup).one()


def test_the_next_version_is_above_what_another_agency_brought(
    province: Province, person: UUID
) -> None:
    """Annex 41: below it would be `stale_version`."""
    gone(province, person)
    come_back(province, person, asks=True)
    row = answer(province, Held(person, 9, {}, released=True))
    assert (row.state, row.personal_id, row.answer) == ("known", None, None)
    send_and_confirm(province, person, NOW)
    versions = province.session.query(RecordVersion).filter_by(record_id=person)
    assert max(one.version for one in versions) == 10


def test_what_was_entered_there_is_not_typed_again(province: Province, person: UUID) -> None:
    """Quy chế Đ.3.4; where the person works now is this province's to say."""
    gone(province, person)
    come_back(province, person, asks=True)
    contents = contents_there()
    answer(province, Held(person, 9, contents, released=True))
    draft = province.session.query(Draft).filter_by(person_id=person, state="with_person").one()
    told = date.fromisoformat(contents["recruitment"]["first_recruitment_date"])
    assert draft.typed["recruitment.first_recruitment_date"] == f"{told:%d/%m/%Y}"
    assert draft.typed["identity.using_unit_code"] == ELSEWHERE
    assert draft.typed["service.employment_status"] == "working"


def test_an_answer_of_our_own_version_changes_nothing(province: Province, person: UUID) -> None:
    gone(province, person)
    come_back(province, person, asks=True)
    assert answer(province, Held(person, 2, contents_there(), released=True)).state == "known"
    send_and_confirm(province, person, NOW)
    versions = province.session.query(RecordVersion).filter_by(record_id=person)
    assert max(one.version for one in versions) == 3


def test_another_record_of_the_same_number_is_told_to_people(
    province: Province, person: UUID
) -> None:
    gone(province, person)
    come_back(province, person, asks=True)
    row = answer(province, Held(uuid4(), 9, contents_there(), released=True))
    assert (row.state, row.fault) == ("failed", "lookup_unfit")
