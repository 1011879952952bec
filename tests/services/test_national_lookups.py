"""Tra cứu từ CSDL quốc gia: what HR asks, what is kept of the answer, for how long."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.national_lookups import NationalLookup
from province_app.sealing import ring
from province_app.services import lookup_answers, national_lookups
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.stores import identities, sealed_rows
from province_app.stores.scope import enter, person_scope
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY
from tests.lookups import (
    BASIS,
    NAME,
    NOW,
    NUMBER,
    RECORD,
    answered,
    ask,
    asked,
    contents_there,
    held,
    held_of,
    question,
)
from tests.provinces import Province, at
from tiers.calendar import local_day
from tiers.national_lookups import A_DAY, KEPT, MOST_TRIES
from tiers.units import Officer


def hr(province: Province, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, "hr"), NOW)


def row_of(province: Province, lookup_id: UUID) -> NationalLookup:
    return province.session.get_one(NationalLookup, lookup_id, populate_existing=True)


def events(session: Session, noun: str = "lookup") -> list[tuple[str, dict[str, Any]]]:
    query = text("select event, detail from audit_event where event like :noun order by id")
    return [(one.event, one.detail) for one in session.execute(query, {"noun": f"{noun}.%"})]


def code_of(province: Province, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask(province, **more)
    return refused.value.decision.code


def test_the_number_lies_nowhere_in_clear(province: Province, session: Session) -> None:
    lookup_id = answered(province)
    national_lookups.read(session, hr(province), lookup_id, NOW)
    query = "select coalesce(string_agg(one::text, ' '), '') from {} one"
    for table in ("national_lookup", "audit_event"):
        whole = session.scalar(text(query.format(table))) or ""
        assert str(lookup_id) in whole
        for clear in (NUMBER, NUMBER.encode().hex(), NAME, NAME.encode().hex()):
            assert clear not in whole
    assert row_of(province, lookup_id).number == ring().index("personal_id", NUMBER)
    kept = row_of(province, lookup_id)
    assert (kept.personal_id, kept.record_id, kept.version) == (NUMBER, RECORD, 7)


def test_the_log_says_who_asks_why_and_on_which_basis(province: Province, session: Session) -> None:
    answered(province)
    assert events(session) == [
        (
            "lookup.asked",
            {
                "purpose": "Tiếp nhận từ tỉnh Thái Bình",
                "basis": "15/QĐ-SNV, 2024-05-17",
                "known": False,
            },
        ),
        ("lookup.answered", {"state": "found", "record": str(RECORD), "version": "7"}),
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"personal_id": "03600000077"}, "lookup_number"),
        ({"personal_id": "03600000077x"}, "lookup_number"),
        ({"purpose": " "}, "lookup_purpose"),
        ({"purpose": "x" * 301}, "lookup_purpose"),
        ({"purpose": f"Hỏi số {NUMBER[:6]} {NUMBER[6:]}"}, "lookup_number_told"),
        ({"basis": Basis(f"{NUMBER}/QĐ", BASIS.day)}, "lookup_number_told"),
        ({"basis": Basis(" ", BASIS.day)}, "basis_missing"),
        ({"basis": Basis("1/QĐ", at(22).date())}, "basis_ahead"),
    ],
)
def test_what_is_lacking_is_said(province: Province, more: dict[str, Any], code: str) -> None:
    assert code_of(province, **more) == code
    assert events(province.session) == []


def test_an_officer_asks_so_often_a_day(province: Province, session: Session) -> None:
    for number in range(A_DAY.tries):
        ask(province, personal_id=f"0360000{number:05}")
    assert code_of(province, personal_id="036000099999") == "lookup_enough"
    ask(province, DEPARTMENT)  # everybody's own count
    officer, later = hr(province), system_now() + timedelta(days=1, minutes=1)
    unit_id, wanted = province.unit(FACILITY), asked(personal_id="036000099999")
    national_lookups.ask(session, officer, unit_id, wanted, NOW, later)


def test_the_same_request_waits_once(province: Province) -> None:
    first = ask(province)
    assert ask(province) == first
    assert ask(province, DEPARTMENT) != first


def test_only_hr_of_the_unit_asks_and_reads(province: Province, session: Session) -> None:
    lookup_id = answered(province)
    unit_id = province.unit(FACILITY)
    head = province.officer(province.holder(FACILITY, "head"), NOW)
    for officer in (hr(province, ELSEWHERE), hr(province, DEPARTMENT), head):
        for act in (
            lambda who: national_lookups.ask(session, who, unit_id, asked(), NOW, system_now()),
            lambda who: national_lookups.desk(session, who, unit_id, NOW),
            lambda who: national_lookups.read(session, who, lookup_id, NOW),
            lambda who: national_lookups.ask_again(session, who, lookup_id, NOW, system_now()),
        ):
            with pytest.raises(Missing):
                act(officer)


@pytest.mark.parametrize(("unit", "rows"), [(FACILITY, 1), (ELSEWHERE, 0)])
def test_the_database_itself_shows_a_request_to_its_unit(
    province: Province, session: Session, unit: str, rows: int
) -> None:
    answered(province)
    enter(session, person_scope(UUID(province.holder(unit, "hr")), local_day(NOW)))
    assert session.scalar(text("select count(*) from national_lookup")) == rows


def test_whom_the_province_holds_is_not_asked_for(province: Province, session: Session) -> None:
    """The wall between units stands here too: HR would read another unit's record from outside."""
    somebody = UUID(province.people(ELSEWHERE)[0])
    identities.keep(session, {somebody: NUMBER}, {})
    session.commit()
    row = row_of(province, ask(province))
    assert (row.state, row.tries) == ("known", 0)
    assert lookup_answers.next_question(session, NOW, system_now()) is None


def test_whoever_came_meanwhile_is_not_asked_for_nor_kept(
    province: Province, session: Session
) -> None:
    somebody = UUID(province.people(ELSEWHERE)[0])
    by_record = ask(province)
    told = replace(held(), record_id=somebody)
    lookup_answers.take(session, question(province), told, NOW)
    row = row_of(province, by_record)
    assert (row.state, row.answer, row.record_id) == ("known", None, None)
    by_number = ask(province)
    identities.keep(session, {somebody: NUMBER}, {})
    session.commit()
    assert lookup_answers.next_question(session, NOW, system_now()) is None
    assert row_of(province, by_number).state == "known"


def test_what_was_found_is_not_shown_once_the_province_holds_the_person(
    province: Province, session: Session
) -> None:
    lookup_id = answered(province)
    identities.keep(session, {UUID(province.people(ELSEWHERE)[0]): NUMBER}, {})
    session.commit()
    opened = national_lookups.read(session, hr(province), lookup_id, NOW)
    assert (opened.state, opened.stands) == ("known", ())
    assert events(session, "record") == []


def test_the_answer_is_kept_without_what_is_restricted(
    province: Province, session: Session
) -> None:
    restricted = {"identity_restricted": {"evidence": [], "other_names": "Tên khác"}}
    odd = {"training": {"evidence": [], "their_own_field": 1}}
    lookup_id = answered(province, held(**restricted, **odd))
    kept = row_of(province, lookup_id).answer
    assert kept is not None
    assert "identity_restricted" not in kept["contents"]
    assert kept["unread"] == ["training"]
    opened = national_lookups.read(session, hr(province), lookup_id, NOW)
    shown = {one.path: one.new for one in opened.stands}
    assert shown["identity.birth_full_name"] == NAME
    assert "identity.photo" not in shown
    there = contents_there()["service"]["staff_category"]
    assert (opened.released, opened.category) == (True, there)


def test_whoever_reads_the_answer_is_written_down(province: Province, session: Session) -> None:
    lookup_id = answered(province)
    national_lookups.read(session, hr(province), lookup_id, NOW)
    query = text("select subject, unit_id, detail from audit_event where event = 'record.read'")
    (event,) = session.execute(query)
    assert tuple(event) == (
        str(RECORD),
        province.unit(FACILITY),
        {"purpose": "lookup", "lookup": str(lookup_id)},
    )


@pytest.mark.parametrize(
    "told",
    [held_of("036000000778"), held(identity={"evidence": [], "personal_id": NUMBER})],
    ids=["another number", "no name"],
)
def test_a_record_of_somebody_else_is_no_answer(province: Province, told: Any) -> None:
    row = row_of(province, answered(province, told))
    assert (row.state, row.fault, row.answer) == ("failed", "lookup_unfit", None)


def test_nobody_else_puts_a_request_that_is_being_put(province: Province, session: Session) -> None:
    lookup_id = ask(province)
    now = system_now()
    mine = question(province)
    assert lookup_answers.next_question(session, NOW, now) is None
    again = lookup_answers.next_question(session, NOW, now + timedelta(minutes=6))
    assert again is not None
    assert (again.id, again.tries) == (lookup_id, 2)
    lookup_answers.take(session, mine, None, NOW)  # too late
    assert row_of(province, lookup_id).state == "requested"
    lookup_answers.take(session, again, None, NOW)
    assert row_of(province, lookup_id).state == "absent"


def test_after_so_many_tries_people_are_told_and_may_ask_again(
    province: Province, session: Session
) -> None:
    lookup_id = ask(province)
    for _ in range(MOST_TRIES):
        lookup_answers.put_off(session, question(province), system_now())
    assert lookup_answers.next_question(session, NOW, system_now()) is None
    row = row_of(province, lookup_id)
    assert (row.state, row.fault, row.tries) == ("failed", "lookup_unanswered", MOST_TRIES)
    national_lookups.ask_again(session, hr(province), lookup_id, NOW, system_now())
    assert question(province).tries == 1
    with pytest.raises(Refused, match="lookup_answered"):
        national_lookups.ask_again(session, hr(province), lookup_id, NOW, system_now())


def test_number_and_answer_are_deleted_after_thirty_days(
    province: Province, session: Session
) -> None:
    lookup_id = answered(province)
    assert lookup_answers.forget(session, NOW + KEPT) == 0
    assert lookup_answers.forget(session, NOW + KEPT + timedelta(seconds=1)) == 1
    row = row_of(province, lookup_id)
    assert (row.state, row.personal_id, row.answer) == ("found", None, None)
    opened = national_lookups.read(session, hr(province), lookup_id, NOW + KEPT)
    assert opened.stands == ()
    assert lookup_answers.forget(session, NOW + 2 * KEPT) == 0


@pytest.mark.parametrize(
    "change",
    [
        "state = 'absent', record_id = null, version = null, answer = null",
        "record_id = gen_random_uuid()",
        "version = 9",
        "answered_at = answered_at + interval '1 day'",
        "unit_id = unit_id",
        "basis_number = 'other'",
    ],
)
def test_the_database_itself_keeps_the_answer_as_it_came(
    province: Province, session: Session, change: str
) -> None:
    answered(province)
    with pytest.raises(DBAPIError, match=r"never changed|permission denied"):
        session.execute(text(f"update national_lookup set {change}"))  # noqa: S608


def test_nothing_that_was_deleted_comes_back(province: Province, session: Session) -> None:
    answered(province)
    lookup_answers.forget(session, NOW + 2 * KEPT)
    for column in ("answer", "personal_id"):
        with pytest.raises(DBAPIError, match="never changed"):
            session.execute(text(f"update national_lookup set {column} = purpose"))  # noqa: S608
        session.rollback()
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("delete from national_lookup"))


def test_a_new_master_key_seals_them_anew(
    province: Province, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup_id = answered(province)
    ask(province, personal_id="036000000778")
    monkeypatch.setattr(sealed_rows, "_is_older", lambda column: column.is_not(None))
    before = session.scalar(text("select answer from national_lookup where answer is not null"))
    assert sealed_rows.reseal_lookups(session, 10) == 2
    session.commit()
    after = session.scalar(text("select answer from national_lookup where answer is not null"))
    assert bytes(before) != bytes(after)
    assert row_of(province, lookup_id).personal_id == NUMBER
