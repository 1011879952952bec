"""What two persons let somebody do afterwards: a change of key, a bulk export; once, in time."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.sealing import ring
from province_app.services import exporting, key_rotation, two_person_desk
from province_app.services.errors import Missing, Refused
from province_app.stores.transaction import transaction
from province_app.workbooks.reading import read_workbook
from tests.acts import key_change
from tests.admins import BASIS, Admins
from tests.databases import Database
from tests.desks import ELSEWHERE, FACILITY, appoint, at_once, end_post, plain_member
from tests.provinces import Province, at
from tests.test_migrations import refused
from tiers import two_person as rules
from tiers.units import Officer

NOW = at(20)


@pytest.fixture
def many(province: Province, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the facility have too many people for one officer; return how many it has."""
    monkeypatch.setattr(rules, "EXPORTED_ALONE", len(province.people(FACILITY)) - 1)
    return len(province.people(FACILITY))


def code_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.code


def confirm(province: Province, second: Officer, act: TwoPersonAct, at: datetime = NOW) -> None:
    two_person_desk.decide(province.session, second, act.id, True, at)


def holder(province: Province, post: str, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, post))


def test_a_key_is_changed_once_after_two_agreed(province: Province, admins: Admins) -> None:
    """QĐ893 III.1; security bar 6."""
    session = province.session
    act = key_rotation.propose_change(session, admins.first, ring().newest, BASIS, NOW)
    with pytest.raises(Refused) as caught:
        key_rotation.rotate(session, act.id, NOW)
    assert code_of(caught) == "not_released"
    with pytest.raises(Refused) as caught:
        two_person_desk.decide(session, admins.first, act.id, True, NOW)
    assert code_of(caught) == "own_proposal"
    confirm(province, admins.second, act)
    key_rotation.rotate(session, act.id, NOW)
    with pytest.raises(Refused) as caught:
        key_rotation.rotate(session, act.id, NOW)
    assert code_of(caught) == "release_used"
    events = text("select event from audit_event where subject = :id order by id")
    assert list(session.scalars(events, {"id": str(act.id)})) == [
        "two_person.proposed", "two_person.confirmed", "two_person.used",
    ]  # fmt: skip


def test_only_the_province_changes_the_key_and_only_to_the_one_that_seals(
    province: Province, admins: Admins
) -> None:
    session = province.session
    for officer in (admins.department, admins.facility):
        with pytest.raises(Refused) as caught:
            key_rotation.propose_change(session, officer, ring().newest, BASIS, NOW)
        assert code_of(caught) == "role_lacks"
    with pytest.raises(Refused) as caught:
        key_rotation.propose_change(session, admins.first, "00" * 8, BASIS, NOW)
    assert code_of(caught) == "another_key_now"
    act_id = key_change(session)
    with transaction(session):
        session.execute(
            text("insert into two_person_act select :new, kind, '{\"key\": \"ff\"}', subject_id,"
                 " basis_number, basis_date, proposed_by, proposed_at, expires_at, decided_by,"
                 " decided_at, outcome from two_person_act where id = :old"),
            {"new": (other := uuid4()), "old": act_id},
        )  # fmt: skip
    with pytest.raises(Refused) as caught:
        key_rotation.rotate(session, other, NOW)
    assert code_of(caught) == "another_key_now"


def test_no_act_and_an_act_of_another_kind_change_no_key(
    province: Province, admins: Admins, many: int
) -> None:
    with pytest.raises(Missing):
        key_rotation.rotate(province.session, uuid4(), NOW)
    act = propose(province)
    confirm(province, holder(province, "head"), act)
    with pytest.raises(Missing):
        key_rotation.rotate(province.session, act.id, NOW)
    with pytest.raises(Refused) as caught:
        key_rotation.rotate(province.session, key_change(province.session), at(23))
    assert code_of(caught) == "release_over"


def propose(province: Province) -> TwoPersonAct:
    hr = holder(province, "hr")
    return exporting.propose_export(province.session, hr, province.unit(FACILITY), BASIS, NOW)


def test_many_records_are_taken_out_after_a_second_person_of_the_unit_confirmed(
    province: Province, many: int
) -> None:
    """Security bar 6: the selection goes to who proposed it, once."""
    session, hr = province.session, holder(province, "hr")
    with pytest.raises(Refused) as caught:
        exporting.export_unit(session, hr, province.unit(FACILITY), NOW)
    assert code_of(caught) == "export_needs_two"
    act = propose(province)
    assert exporting.export_desk(session, hr, NOW)[0].waiting == act
    with pytest.raises(Refused) as caught:
        exporting.export_released(session, hr, act.id, NOW)
    assert code_of(caught) == "not_released"
    confirm(province, holder(province, "head"), act)
    assert exporting.export_desk(session, hr, NOW)[0].release == act
    data = exporting.export_released(session, hr, act.id, NOW)
    assert len(read_workbook(data).sheets[0].lines) == 2 + many
    with pytest.raises(Refused) as caught:
        exporting.export_released(session, hr, act.id, NOW)
    assert code_of(caught) == "release_used"
    (desk,) = exporting.export_desk(session, hr, NOW)
    assert (desk.release, desk.waiting) == (None, None)
    taken = text("select count(*) from audit_event where event = 'record.exported'")
    assert session.scalar(taken) == many


def test_nobody_of_another_unit_knows_of_the_proposal(
    province: Province, admins: Admins, many: int
) -> None:
    """Nor Sở Nội vụ: the unit answers for its people."""
    act = propose(province)
    session = province.session
    for officer in (holder(province, "hr", ELSEWHERE), holder(province, "head", ELSEWHERE),
                    admins.first):  # fmt: skip
        assert two_person_desk.waiting_for(session, officer, NOW) == []
        assert two_person_desk.two_person_desk(session, officer, NOW).waiting == []
        with pytest.raises(Missing):
            confirm(province, officer, act)
    assert two_person_desk.waiting_for(session, holder(province, "head"), NOW) == [act]


def test_the_selection_is_the_one_that_was_confirmed(province: Province, many: int) -> None:
    session, hr = province.session, holder(province, "hr")
    act = propose(province)
    confirm(province, holder(province, "head"), act)
    with transaction(session):
        session.execute(
            text("update employment set ends_on = '2024-05-20' where person_id = :who"),
            {"who": plain_member(province, FACILITY)},
        )
    with pytest.raises(Refused) as caught:
        exporting.export_released(session, hr, act.id, NOW)
    assert code_of(caught) == "export_changed"


def test_another_officer_and_one_without_the_post_take_nothing(
    province: Province, many: int
) -> None:
    act = propose(province)
    confirm(province, holder(province, "head"), act)
    other = plain_member(province, FACILITY)
    appoint(province, other, FACILITY, "hr", "hr")
    with pytest.raises(Missing):
        exporting.export_released(province.session, province.officer(other), act.id, NOW)
    hr = province.holder(FACILITY, "hr")
    end_post(province, hr, NOW.date())
    with pytest.raises(Missing):
        exporting.export_released(province.session, province.officer(hr), act.id, NOW)


def test_two_presses_at_once_take_it_once(
    province: Province, many: int, database: Database
) -> None:
    act = propose(province)
    confirm(province, holder(province, "head"), act)
    hr, act_id = holder(province, "hr"), act.id
    province.session.commit()

    def take(session: Session) -> object:
        session.get_one(TwoPersonAct, act_id)
        return lambda: exporting.export_released(session, hr, act_id, NOW)

    results = at_once(database, take, take)
    assert sorted(type(one).__name__ for one in results) == ["Refused", "bytes"], results


def test_the_database_keeps_a_use_as_it_is(province: Province) -> None:
    session = province.session
    key_rotation.rotate(session, key_change(session), NOW)
    for statement in ("update two_person_use set used_at = used_at", "delete from two_person_use"):
        refused(session, statement, "permission denied")
    refused(
        session,
        "insert into two_person_use select two_person_id, used_at from two_person_use",
        "pk_two_person_use",
    )
