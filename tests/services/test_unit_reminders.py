"""Nhắc việc: what comes due for a unit's people, seen by its HR alone. Source: Quy chế Đ.3.2."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.record import catalogues
from province_app.record.catalogues import Entry, shipped
from province_app.services import unit_reminders
from province_app.services.errors import Missing
from province_app.services.quality import category_of, reminders
from province_app.services.unit_reminders import READ, due_in_unit
from province_app.stores import records
from tests.desks import DEPARTMENT, FACILITY, draft_of
from tests.provinces import Province, at, load_province
from tests.services.test_quality import retype
from tests.services.test_record_history import statements
from tests.services.test_required_fields import form_user
from tiers.units import Officer

NOW = at(21)
DUE = {
    "salary__rank_code": "01.003",
    "salary__salary_step": "2",
    "salary__salary_effective_date": "01/06/2021",
    "salary__salary_coefficient": "2,67",
    "discipline__disciplines": "none",
}


@pytest.fixture
def province(session: Session) -> Province:
    """A facility with its first versions; one of its people is due for a raise."""
    made = load_province(session)
    retype(made, form_user(made, FACILITY), **DUE)
    made.send(FACILITY)
    made.confirm(FACILITY)
    return made


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"), NOW)


def kinds(found: unit_reminders.DueInUnit, who: str) -> list[str]:
    return [one.reminder.kind for one in found.dues if str(one.person_id) == who]


def test_hr_reads_what_the_people_read_on_their_own_pages(province: Province, hr: Officer) -> None:
    """The same rules on fewer sections: nothing is lost by what is not opened."""
    session, who = province.session, [UUID(one) for one in province.people(FACILITY)]
    found = due_in_unit(session, hr, None, NOW)
    versions = records.latest(session, who)
    contents = records.contents_of(session, list(versions.values()))
    own = {
        (person, one)
        for person, content in contents.items()
        for one in reminders(content, category_of(content), NOW)
    }
    assert {(one.person_id, one.reminder) for one in found.dues} == own
    assert "raise" in kinds(found, form_user(province, FACILITY))
    assert [one.reminder.due for one in found.dues] == sorted(o.reminder.due for o in found.dues)
    assert READ < set(contents[who[0]])


def test_a_code_that_will_be_stopped_is_reminded_of_sixty_days_ahead(
    province: Province, hr: Officer
) -> None:
    session, head = province.session, province.holder(FACILITY, "head")
    code = draft_of(province, head).typed["position.position_text"]
    for last, told in ((date(2024, 7, 20), True), (date(2024, 7, 21), False)):
        entries = tuple(
            Entry(one.code, one.name, "", "", last.isoformat() if one.code == code else "")
            for one in shipped("chuc_vu")
        )
        catalogues.keep(1, {"chuc_vu": entries})
        assert ("code" in kinds(due_in_unit(session, hr, None, NOW), head)) is told


def test_only_the_units_hr_is_told(province: Province, hr: Officer) -> None:
    session = province.session
    with pytest.raises(Missing):
        due_in_unit(session, hr, province.unit(DEPARTMENT), NOW)
    head = province.officer(province.holder(FACILITY, "head"), NOW)
    with pytest.raises(Missing):
        due_in_unit(session, head, province.unit(FACILITY), NOW)


def test_who_is_hidden_or_had_the_use_restricted_is_not_in_it(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, who = province.session, form_user(province, FACILITY)
    hidden = Officer(hr.person_id, hr.role, posts=hr.posts, hidden=frozenset({who}))
    assert kinds(due_in_unit(session, hidden, None, NOW), who) == []
    for path, told in (("salary.salary_step", False), ("identity.phone", True), ("", False)):
        closed = {UUID(who): {path}}
        monkeypatch.setattr(unit_reminders.rights, "restrictions", lambda *_, c=closed: c)
        assert ("raise" in kinds(due_in_unit(session, hr, None, NOW), who)) is told


def test_of_whom_something_is_said_it_is_written_down(province: Province, hr: Officer) -> None:
    found = due_in_unit(province.session, hr, None, NOW)
    read = province.session.execute(
        text(
            "select subject from audit_event"
            " where event = 'record.read' and detail ->> 'purpose' = 'remind'"
        )
    ).scalars()
    told = {str(one.person_id) for one in found.dues} - {hr.person_id}
    assert {str(one) for one in read} == told


def test_more_people_take_no_more_statements(province: Province, hr: Officer) -> None:
    session = province.session
    counts = []
    for unit in (FACILITY, DEPARTMENT):
        holder = province.officer(province.holder(unit, "hr"), NOW)
        with statements(session) as sent:
            due_in_unit(session, holder, None, NOW)
        counts.append(len(sent))
    assert max(counts) <= min(counts) + 2  # the unit without versions opens nothing
