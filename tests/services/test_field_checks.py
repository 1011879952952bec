"""Fields confirmed one by one: kept with who and when, void when what was seen is another."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking
from province_app.services.check_page import check_desk
from province_app.services.errors import Missing, Refused, UnknownField
from province_app.services.field_checks import Kept, Ticks
from tests.desks import ELSEWHERE, FACILITY, amend, appoint, draft_of, plain_member, prove
from tests.provinces import START, Province, at, load_province

PHONE, CCCD = "identity.phone", "identity.cccd_number"


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    return loaded


@pytest.fixture
def person(province: Province) -> str:
    return plain_member(province, FACILITY)


def kept(province: Province, person: str, moment: datetime = START) -> dict[str, Kept]:
    province.session.rollback()
    hr = province.officer(province.holder(FACILITY, "hr"))
    return dict(check_desk(province.session, hr, draft_of(province, person).id, moment).kept)


def tick(
    province: Province, person: str, *paths: str, by: str = "", back: tuple[str, ...] = ()
) -> None:
    officer = province.officer(by or province.holder(FACILITY, "hr"))
    draft = draft_of(province, person)
    checking.check_fields(
        province.session, officer, draft.id, Ticks(paths, back), START, draft.revision
    )


def events(province: Province) -> list[tuple[str, dict[str, int]]]:
    rows = province.session.execute(
        text(
            "select basis, detail from audit_event where event = 'draft.fields_checked' order by id"
        )
    )
    return [(row.basis, row.detail) for row in rows]


def test_a_tick_is_kept_with_who_and_when(province: Province, person: str) -> None:
    """Source: Quy chế Đ.7.1a."""
    tick(province, person, PHONE, CCCD)
    hr = province.holder(FACILITY, "hr")
    name = province.session.scalar(
        text("select full_name from person where id = :who"), {"who": hr}
    )
    found = kept(province, person)
    assert found == {PHONE: Kept(name, START, True), CCCD: Kept(name, START, True)}
    assert draft_of(province, person).state == "with_hr"  # the record itself is not confirmed
    ((basis, detail),) = events(province)
    assert basis == "Đ.7.1a"
    assert (detail["confirmed"], detail["taken_back"]) == (2, 0)


def test_the_row_holds_no_value_and_equals_no_other_records(
    province: Province, person: str
) -> None:
    others = [who for who in province.people(FACILITY) if who != person]
    other = next(who for who in others if who != province.holder(FACILITY, "hr"))
    for who in (person, other):
        draft = draft_of(province, who)
        draft.typed = {**draft.typed, PHONE: "0912345678"}
        province.session.commit()
        tick(province, who, PHONE)
    rows = province.session.execute(text("select seen from field_check")).scalars().all()
    assert len(set(map(bytes, rows))) == 2
    assert all(len(one) == 16 for one in rows)
    assert not any(b"0912" in bytes(one) for one in rows)


def test_a_colleagues_tick_keeps_the_colleagues_name(province: Province, person: str) -> None:
    colleague = next(
        who
        for who in province.people(FACILITY)
        if who not in {person, *(province.holder(FACILITY, p) for p in ("hr", "head", "deputy"))}
    )
    appoint(province, colleague, FACILITY, "hr", "hr")
    tick(province, person, PHONE, by=colleague)
    tick(province, person, PHONE, CCCD)
    found = kept(province, person)
    assert found[PHONE].by != found[CCCD].by
    assert [detail["confirmed"] for _, detail in events(province)] == [1, 1]


def test_a_tick_is_taken_back_and_nothing_new_leaves_no_event(
    province: Province, person: str
) -> None:
    tick(province, person, PHONE)
    tick(province, person, PHONE)  # again: nothing changes
    tick(province, person, back=(PHONE,))
    assert kept(province, person) == {}
    assert [(one["confirmed"], one["taken_back"]) for _, one in events(province)] == [
        (1, 0),
        (0, 1),
    ]


def test_a_field_sent_back_is_no_longer_confirmed_the_others_hold(
    province: Province, person: str
) -> None:
    """The draft comes again, and only what changed since needs a look. Source: Quy chế Đ.7.1a."""
    hr = province.officer(province.holder(FACILITY, "hr"))
    tick(province, person, PHONE, CCCD)
    draft = draft_of(province, person)
    reasons = [{"path": PHONE, "reason": "wrong", "text": ""}]
    checking.return_draft(
        province.session, hr, draft.id, reasons, at(21), draft.revision,
        Ticks((PHONE, CCCD, "identity.gender_code")),
    )  # fmt: skip
    amend(province, person, "0987654321", at(22), PHONE)
    found = kept(province, person, at(22))
    assert set(found) == {CCCD, "identity.gender_code"}
    assert all(one.holds for one in found.values())


def test_a_tick_is_void_when_the_value_changes_and_holds_again_when_it_comes_back(
    province: Province, person: str
) -> None:
    tick(province, person, PHONE, CCCD)
    draft = draft_of(province, person)
    before = draft.typed[PHONE]
    for value, holds in (("0987654321", False), (before, True)):
        draft = draft_of(province, person)
        draft.typed = {**draft.typed, PHONE: value}
        province.session.commit()
        found = kept(province, person)
        assert found[PHONE].holds is holds
        assert found[CCCD].holds


def test_a_tick_is_void_when_the_documents_change(province: Province, person: str) -> None:
    tick(province, person, PHONE, CCCD)
    prove(province.session, draft_of(province, person), PHONE)
    found = kept(province, person)
    assert not found[PHONE].holds
    assert found[CCCD].holds


def test_confirming_the_record_keeps_its_ticks_in_the_same_act(
    province: Province, person: str
) -> None:
    hr = province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, person)
    checking.confirm_drafts(
        province.session, hr, [draft.id], START, {draft.id: draft.revision}, Ticks((PHONE,))
    )
    rows = province.session.execute(text("select path, revision, checked_by from field_check"))
    assert [tuple(row) for row in rows] == [(PHONE, 2, UUID(hr.person_id))]
    assert events(province) == []  # one act, one event: draft.confirmed


def test_who_may_not_check_ticks_nothing(province: Province, person: str) -> None:
    """Nobody the own record, nobody elsewhere. Source: Quy chế Đ.7.1a."""
    hr = province.holder(FACILITY, "hr")
    with pytest.raises(Refused) as own:
        tick(province, hr, PHONE, by=hr)
    assert own.value.decision.code == "own_record"
    province.send(ELSEWHERE)
    with pytest.raises(Missing):
        tick(province, plain_member(province, ELSEWHERE), PHONE, by=hr)
    assert province.session.scalar(text("select count(*) from field_check")) == 0


def test_a_page_that_is_out_of_date_ticks_nothing(province: Province, person: str) -> None:
    hr = province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, person)
    with pytest.raises(Refused) as late:
        checking.check_fields(
            province.session, hr, draft.id, Ticks((PHONE,)), START, draft.revision - 1
        )
    assert late.value.decision.code == "changed_since_shown"


def test_what_the_form_does_not_have_is_unknown(province: Province, person: str) -> None:
    with pytest.raises(UnknownField):
        tick(province, person, "identity.secret")
