"""Fields required beyond the form: of whom, from when to when, by whom."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.form import CONTRACT_STAFF
from province_app.services import drafts, own_record, required_fields
from province_app.services.errors import InvalidEntry, Missing, Refused, UnknownField
from province_app.services.required_fields import add_required, end_required, required_desk
from tests.databases import Database
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, at_once, draft_of
from tests.provinces import Province, at, load_province
from tiers.units import Officer, Role

FIELD = "position.work_strength"
TODAY = date(2024, 5, 20)
NOW = at(20)


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    for one in session.scalars(text("select id from draft")).all():
        draft = session.get_one(Draft, one)
        draft.typed = {path: words for path, words in draft.typed.items() if path != FIELD}
    session.commit()
    return loaded


@pytest.fixture
def hr(province: Province) -> Officer:
    """HR of Sở Nội vụ as a department."""
    return acting(province, DEPARTMENT, Role.DEPARTMENT_HR)


@pytest.fixture
def whole(province: Province) -> Officer:
    """Who keeps the province's database."""
    return acting(province, DEPARTMENT, Role.PROVINCE)


def acting(province: Province, unit: str, role: Role) -> Officer:
    found = province.officer(province.holder(unit, "hr"))
    return Officer(found.person_id, role, found.posts)


def require(province: Province, officer: Officer, unit: str, day: date = TODAY) -> int:
    return add_required(province.session, officer, province.unit(unit), FIELD, day, NOW)


def form_user(province: Province, unit: str) -> str:
    """Return somebody of the unit who fills the form, and not the labour contract."""
    on_contract = {
        str(one)
        for one in province.session.scalars(
            text("select person_id from employment where category = any(:contract)"),
            {"contract": sorted(CONTRACT_STAFF)},
        )
    }
    return next(one for one in province.people(unit)[::-1] if one not in on_contract)


def faults(province: Province, unit: str, moment=NOW) -> dict[str, str]:
    person = Officer(form_user(province, unit), Role.PERSON)
    return {
        one.path: one.asked.by
        for one in own_record.text_of(province.session, person, moment).faults
        if isinstance(one, required_fields.RequiredFault)
    }


def events(session: Session) -> list[tuple[str, int, dict[str, str]]]:
    query = (
        "select event, unit_id, detail from audit_event where event like 'required%' order by id"
    )
    return [tuple(row) for row in session.execute(text(query))]


def code_of(act, *arguments) -> str:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.decision.code


def test_a_department_asks_its_subtree_and_nobody_else(province: Province, hr: Officer) -> None:
    assert faults(province, FACILITY) == {}
    require(province, hr, DEPARTMENT)
    name = province.session.scalar(
        text("select name from unit_period where unit_id = :id"), {"id": province.unit(DEPARTMENT)}
    )
    assert faults(province, DEPARTMENT) == {FIELD: name}
    assert faults(province, FACILITY) == {FIELD: name}
    assert faults(province, ELSEWHERE) == {}


def test_the_province_asks_everybody(province: Province, whole: Officer) -> None:
    require(province, whole, "H40")
    for unit in (DEPARTMENT, FACILITY, ELSEWHERE):
        assert set(faults(province, unit)) == {FIELD}


def test_what_is_empty_is_not_sent_and_what_is_answered_is(province: Province, hr: Officer) -> None:
    require(province, hr, DEPARTMENT)
    session, person = province.session, form_user(province, FACILITY)
    actor = Officer(person, Role.PERSON)
    with pytest.raises(InvalidEntry) as refused:
        drafts.send_draft(session, actor, NOW)
    assert [(one.path, one.code) for one in refused.value.faults] == [(FIELD, "required_here")]
    held = own_record.text_of(session, actor, NOW)
    drafts.save_draft(session, actor, {FIELD: "Tin học"}, held.revision, NOW)
    drafts.send_draft(session, actor, NOW)
    assert draft_of(province, person).state == "with_hr"


def test_what_was_sent_before_is_confirmed_all_the_same(province: Province, hr: Officer) -> None:
    province.send(FACILITY)
    require(province, hr, DEPARTMENT)
    province.confirm(FACILITY, NOW)
    assert draft_of(province, form_user(province, FACILITY)).state == "confirmed"


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        (at(24, 23, 59, 59), False),  # the evening before
        (at(25, 0), True),
        (at(27, 23, 59, 59), True),
        (at(28, 0), False),  # the first day without it
    ],
)
def test_a_requirement_holds_from_one_day_to_another(
    province: Province, hr: Officer, moment, asked: bool
) -> None:
    number = require(province, hr, DEPARTMENT, date(2024, 5, 25))
    end_required(province.session, hr, number, date(2024, 5, 28), at(26))
    assert bool(faults(province, FACILITY, moment)) is asked


def test_one_that_has_not_begun_is_called_off(province: Province, hr: Officer) -> None:
    number = require(province, hr, DEPARTMENT, date(2024, 6, 1))
    end_required(province.session, hr, number, TODAY, NOW)
    assert faults(province, FACILITY, at(2, month=6)) == {}


def test_a_declared_none_is_an_answer_and_other_staffs_are_not_asked(
    province: Province, hr: Officer
) -> None:
    content = {"service": {"staff_category": "VC"}, "family": {"own": None}}
    here = {"family.own": object(), "contract.job_title": object()}
    assert [one.path for one in required_fields.faults_here(content, here)] == ["family.own"]
    answered = {**content, "family": {"own": {"declared_none": True, "rows": []}}}
    assert required_fields.faults_here(answered, here) == []
    worker = {"service": {"staff_category": "HDLD"}}
    assert [one.path for one in required_fields.faults_here(worker, here)] == ["contract.job_title"]


@pytest.mark.parametrize("unit", [FACILITY, ELSEWHERE, "H40", "H40.02"])
def test_a_department_requires_nothing_of_other_units(
    province: Province, hr: Officer, unit: str
) -> None:
    """As absent as a unit that nobody has. Its facilities are asked through itself."""
    with pytest.raises(Missing):
        require(province, hr, unit)
    with pytest.raises(Missing):
        add_required(province.session, hr, 999_999, FIELD, TODAY, NOW)
    assert events(province.session) == []


def test_another_department_neither_sees_nor_ends_it(province: Province, hr: Officer) -> None:
    number = require(province, hr, DEPARTMENT)
    other = acting(province, "H40.02", Role.DEPARTMENT_HR)
    assert required_desk(province.session, other, NOW).listed == []
    with pytest.raises(Missing):
        end_required(province.session, other, number, TODAY, NOW)
    assert set(faults(province, FACILITY)) == {FIELD}


def test_a_department_sees_what_the_province_requires(
    province: Province, hr: Officer, whole: Officer
) -> None:
    number = require(province, whole, "H40")
    desk = required_desk(province.session, hr, NOW)
    assert ([one.path for one in desk.above], desk.listed) == ([FIELD], [])
    with pytest.raises(Missing):
        end_required(province.session, hr, number, TODAY, NOW)
    assert [one.id for one in required_desk(province.session, whole, NOW).listed] == [number]


def test_what_may_not_be_required_is_refused(province: Province, hr: Officer) -> None:
    unit, session = province.unit(DEPARTMENT), province.session
    for path in ("identity.full_name", "identity.staff_number", "nothing.at_all"):
        with pytest.raises(UnknownField):
            add_required(session, hr, unit, path, TODAY, NOW)
    yesterday = date(2024, 5, 19)
    assert code_of(add_required, session, hr, unit, FIELD, yesterday, NOW) == "day_past"
    number = require(province, hr, DEPARTMENT)
    assert code_of(add_required, session, hr, unit, FIELD, TODAY, NOW) == "already_required"
    assert code_of(end_required, session, hr, number, yesterday, NOW) == "day_past"
    end_required(session, hr, number, TODAY, NOW)
    assert code_of(end_required, session, hr, number, TODAY, NOW) == "already_ended"
    require(province, hr, DEPARTMENT)  # and again later


def test_each_act_is_written_down_with_it(province: Province, hr: Officer) -> None:
    number = require(province, hr, DEPARTMENT)
    end_required(province.session, hr, number, date(2024, 6, 1), NOW)
    unit = province.unit(DEPARTMENT)
    assert events(province.session) == [
        ("required_field.added", unit, {"path": FIELD, "starts_on": "2024-05-20"}),
        ("required_field.ended", unit, {"path": FIELD, "ends_on": "2024-06-01"}),
    ]
    kept = required_desk(province.session, hr, NOW).listed[0]
    assert (kept.added_by, kept.ended_by) == (UUID(hr.person_id), UUID(hr.person_id))


def test_two_at_once_make_one_requirement(
    province: Province, hr: Officer, database: Database
) -> None:
    unit = province.unit(DEPARTMENT)

    def act(session: Session):
        return lambda: add_required(session, hr, unit, FIELD, TODAY, NOW)

    results = at_once(database, act, act)
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(refused) == 1
    assert refused[0].decision.code == "already_required"


def test_a_requirement_is_never_deleted(session: Session) -> None:
    held = text("select has_table_privilege('app', 'required_field', 'DELETE')")
    assert session.scalar(held) is False


def test_a_unit_below_two_that_require_is_told_the_first(
    province: Province, hr: Officer, whole: Officer
) -> None:
    require(province, hr, DEPARTMENT)
    require(province, whole, "H40")
    both, first = faults(province, FACILITY), faults(province, ELSEWHERE)
    assert (set(both), set(first)) == ({FIELD}, {FIELD})
    assert both != first  # the department's own people read its name, as it asked first
