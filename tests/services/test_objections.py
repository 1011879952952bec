"""What HR typed is shown to the person, who may object for five working days."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking, corrections, drafts, hr_entry, objections, working_days
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from tests.desks import FACILITY, amend, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tiers.units import Officer, Role

PATH, WORK = "identity.staff_number", "position.work_strength"


@pytest.fixture
def province(session: Session) -> Province:
    """A facility whose records are confirmed on Monday 20 May."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def person(province: Province) -> Officer:
    return Officer(plain_member(province, FACILITY), Role.PERSON)


def hr_types(province: Province, person: Officer, number: str, day: int = 21) -> None:
    """HR types the number, and the deputy confirms it on the day."""
    session, who = province.session, UUID(person.person_id)
    hr = province.officer(province.holder(FACILITY, "hr"), at(day))
    sheet = hr_entry.sheet_of(session, hr, who, at(day))
    hr_entry.save(session, hr, who, {PATH: number}, sheet.text.revision, at(day))
    hr_entry.send(session, hr, who, at(day))
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(day))
    checking.confirm_drafts(session, deputy, [draft_of(province, str(who)).id], at(day))


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda error: error.decision.code == code)


def test_the_person_sees_what_hr_typed_and_until_when(province: Province, person: Officer) -> None:
    assert objections.typed_by_hr(province.session, person, at(21)) == []
    hr_types(province, person, "H40-000123")
    (typed,) = objections.typed_by_hr(province.session, person, at(21))
    assert (typed.change.path, typed.change.new) == (PATH, "H40-000123")
    assert (typed.version, typed.last_day) == (2, date(2024, 5, 28))


def test_an_objection_is_a_task_of_hr_and_gets_an_answer(
    province: Province, person: Officer
) -> None:
    session = province.session
    hr_types(province, person, "H40-000123")
    made = objections.object_to(session, person, PATH, "Quyết định ghi H40-000132", at(28))
    hr = province.officer(province.holder(FACILITY, "hr"), at(28))
    (task,) = corrections.waiting_for(session, hr, at(28))
    assert (task.request.id, task.request.version) == (made.id, 2)
    with refused("correction_open"):
        objections.object_to(session, person, PATH, "Nữa", at(28))
    session.rollback()
    corrections.answer(session, hr, made.id, "mended", "", at(28))
    assert corrections.own_reports(session, person)[PATH].request.answer == "mended"


def test_what_the_person_typed_into_the_same_draft_is_not_hrs(
    province: Province, person: Officer
) -> None:
    """The person begins, HR adds the number; the person corrects a word and sends both."""
    session, who = province.session, UUID(person.person_id)
    began = drafts.save_draft(
        session, person, {WORK: "Tin học"}, drafts.next_revision(session, who), at(21)
    )
    hr = province.officer(province.holder(FACILITY, "hr"), at(21))
    hr_entry.save(session, hr, who, {PATH: "H40-000123"}, began.revision, at(21))
    drafts.save_draft(session, person, {WORK: "Lái xe"}, began.revision, at(21))
    drafts.send_draft(session, person, at(21))
    assert str(began.typed_by) == hr.person_id  # who must not check it
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(21))
    checking.confirm_drafts(session, deputy, [began.id], at(21))
    (typed,) = objections.typed_by_hr(session, person, at(21))
    assert typed.change.path == PATH


def test_a_field_is_theirs_who_changed_it_last(province: Province, person: Officer) -> None:
    session, who = province.session, UUID(person.person_id)
    draft = drafts.save_draft(
        session, person, {WORK: "Tin học"}, drafts.next_revision(session, who), at(21)
    )
    hr = UUID(province.holder(FACILITY, "hr"))
    for typist, typed, theirs in (
        (hr, {WORK: "Lái xe", PATH: "H40-000123"}, [PATH, WORK]),
        (who, {WORK: "Lái xe", PATH: "H40-000123"}, [PATH, WORK]),  # the same words again
        (who, {WORK: "Tin học"}, [PATH]),
        (hr, {"training.it.0.institution": "B", "training.it": ""}, [PATH, "training.it"]),
        (who, {"training.it": "none"}, [PATH]),
    ):
        drafts.keep_typed(session, draft, typed, at(21), typist)
        assert draft.typed_by_unit == theirs


def test_of_an_older_draft_all_is_the_last_typists(province: Province, person: Officer) -> None:
    """What began before it was kept who typed which field."""
    hr_types(province, person, "H40-000123")
    province.session.execute(text("update draft set typed_by_unit = null"))
    (typed,) = objections.typed_by_hr(province.session, person, at(21))
    assert typed.change.path == PATH


def test_after_five_working_days_it_is_too_late(province: Province, person: Officer) -> None:
    """Tuesday 21 May, and no more on Wednesday 29 May: the weekend does not count."""
    hr_types(province, person, "H40-000123")
    assert objections.typed_by_hr(province.session, person, at(28))
    assert objections.typed_by_hr(province.session, person, at(29)) == []
    with pytest.raises(Missing):
        objections.object_to(province.session, person, PATH, "Sai", at(29))


def test_a_day_off_that_was_entered_gives_a_day_more(province: Province, person: Officer) -> None:
    """The same table as for every deadline in working days."""
    hr_types(province, person, "ND012345")
    manager = province.officer(province.holder("H40.03", "hr"), at(21))
    basis = Basis("31/QĐ-UBND", date(2024, 5, 2))
    friday = date(2024, 5, 24)
    working_days.decide_day(province.session, manager, friday, "off", "Nghỉ bù", basis, at(21))
    (typed,) = objections.typed_by_hr(province.session, person, at(29))
    assert typed.last_day == date(2024, 5, 29)


def test_a_reason_is_given(province: Province, person: Officer) -> None:
    hr_types(province, person, "H40-000123")
    with refused("correction_empty"):
        objections.object_to(province.session, person, PATH, "  ", at(22))


def test_nobody_objects_to_the_own_typing_or_to_what_others_typed_elsewhere(
    province: Province, person: Officer
) -> None:
    hr_types(province, person, "H40-000123")
    other = Officer(province.people(FACILITY)[-1], Role.PERSON)
    with pytest.raises(Missing):
        objections.object_to(province.session, other, PATH, "Sai", at(22))
    province.session.rollback()
    amend(province, person.person_id, "Soạn thảo", at(22))
    province.confirm(FACILITY, at(22))
    # The own change since then hides nothing of what HR typed the day before.
    (typed,) = objections.typed_by_hr(province.session, person, at(22))
    assert typed.change.path == PATH
    with pytest.raises(Missing):
        objections.object_to(province.session, person, "position.work_strength", "Sai", at(22))
