"""Tiếp nhận từ ngoài tỉnh: the record begins from what the national database holds."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.national_lookups import NationalLookup
from province_app.models.records import Draft, RecordVersion
from province_app.services import checking, drafts, national_lookups, receiving
from province_app.services.errors import Missing, Refused
from province_app.stores import identities, people
from province_app.stores.transaction import transaction
from tests.databases import Database
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, at_once
from tests.lookups import NAME, NOW, NUMBER, RECORD, answered, fields_there
from tests.provinces import Province, at
from tiers.units import Officer

DAY = date(2024, 5, 20)


def hr(province: Province, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, "hr"), NOW)


def begin(province: Province, lookup_id: UUID, category: str = "VC", day: date = DAY) -> date:
    return receiving.begin(province.session, hr(province), lookup_id, category, day, NOW)


def draft_of(session: Session) -> Draft:
    return session.query(Draft).filter_by(person_id=RECORD).one()


def test_the_draft_starts_from_what_is_known_there(province: Province, session: Session) -> None:
    """Quy chế Đ.3.4: nobody types what is known; what the system knows is this province's."""
    lookup_id = answered(province)
    assert begin(province, lookup_id, "CC") == DAY
    employment = people.employment_as_of(session, RECORD, NOW.date())
    assert (employment.unit_id, employment.category) == (province.unit(FACILITY), "CC")
    draft = draft_of(session)
    assert (draft.state, draft.typed_by) == ("with_person", RECORD)
    typed = draft.typed
    assert typed["identity.birth_full_name"] == NAME
    assert typed["identity.personal_id"] == NUMBER
    recruited = "recruitment.first_recruitment_date"
    assert typed[recruited] == fields_there()[recruited]
    assert typed["identity.using_unit_code"] == FACILITY
    assert typed["service.staff_category"] == "CC"
    assert typed["service.status_since"] == "20/05/2024"
    row = session.get_one(NationalLookup, lookup_id, populate_existing=True)
    assert (row.state, row.answer, row.personal_id) == ("found", None, None)
    assert row.begun_by == UUID(province.holder(FACILITY, "hr"))
    query = text("select event, actor from audit_event where subject = any(:ids) order by id")
    ids = [str(RECORD), str(lookup_id)]
    assert session.execute(query, {"ids": ids}).all()[-2:] == [
        ("person.added", row.begun_by),
        ("lookup.begun", row.begun_by),
    ]


def test_the_record_goes_on_above_the_version_there(province: Province, session: Session) -> None:
    """Annex 41: under another id it would be `identity_conflict`, below `stale_version`."""
    begin(province, answered(province))
    draft = draft_of(session)
    bare = {path: text for path, text in fields_there().items() if path not in draft.typed}
    with transaction(session):  # the person adds what never left the other province, and sends
        drafts.keep_typed(session, draft, bare, NOW, RECORD)
        drafts.send_many(session, [draft], NOW)
    checking.confirm_drafts(session, hr(province), [draft.id], NOW)
    version = session.query(RecordVersion).filter_by(record_id=RECORD).one()
    assert (version.version, version.change) == (8, "new")


def test_a_record_begins_once(province: Province) -> None:
    lookup_id = answered(province)
    begin(province, lookup_id)
    with pytest.raises(Refused, match="lookup_no_answer"):
        begin(province, lookup_id)


@pytest.mark.parametrize(
    ("category", "day", "code"),
    [
        ("XX", DAY, "move_category"),
        ("VC", date(2024, 5, 22), "lookup_ahead"),
        ("VC", date(2024, 4, 20), "move_too_old"),
    ],
)
def test_what_is_wrong_is_said(
    province: Province, session: Session, category: str, day: date, code: str
) -> None:
    lookup_id = answered(province)
    with pytest.raises(Refused, match=code):
        begin(province, lookup_id, category, day)
    assert session.query(Draft).filter_by(person_id=RECORD).count() == 0


def test_another_units_answer_is_absent(province: Province) -> None:
    lookup_id = answered(province, unit=DEPARTMENT)
    with pytest.raises(Missing):
        begin(province, lookup_id)


def test_whoever_has_come_meanwhile_is_not_begun_twice(
    province: Province, session: Session
) -> None:
    lookup_id = answered(province)
    identities.keep(session, {UUID(province.people(ELSEWHERE)[0]): NUMBER}, {})
    session.commit()
    with pytest.raises(Refused, match="lookup_known"):
        begin(province, lookup_id)


def test_two_units_do_not_both_receive_the_person(
    province: Province, session: Session, database: Database
) -> None:
    answers = {unit: answered(province, unit=unit) for unit in (FACILITY, DEPARTMENT)}
    officers = {unit: hr(province, unit) for unit in answers}

    def act(unit: str):  # type: ignore[no-untyped-def]
        return lambda own: (
            lambda: receiving.begin(own, officers[unit], answers[unit], "VC", DAY, NOW)
        )

    outcomes = at_once(database, act(FACILITY), act(DEPARTMENT))
    assert sorted(str(one) for one in outcomes) == ["2024-05-20", "lookup_known"]


def test_a_roster_that_a_stage_has_counted_stays_as_it_was(
    province: Province, session: Session
) -> None:
    lookup_id = answered(province)
    opened = text(
        "insert into stage_opening (stage, period, opened_at)"
        " values ('facility_to_department', '2024-05', :at)"
    )
    session.execute(opened, {"at": at(21, 1)})
    session.commit()
    assert begin(province, lookup_id) == date(2024, 5, 22)
    assert national_lookups.read(session, hr(province), lookup_id, NOW).here is False
