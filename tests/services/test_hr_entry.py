"""What the unit writes: by its HR officer, into the person's draft, checked by another one."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import check_page, checking, drafts, hr_entry, own_record
from province_app.services.errors import InvalidEntry, Missing, Refused, UnknownField
from province_app.stores import records
from tests.desks import ELSEWHERE, FACILITY, appoint, draft_of, plain_member, prove
from tests.provinces import Province, at, load_province
from tiers.units import Officer, Role

NUMBER, POST = "identity.staff_number", "position.position_text"


@pytest.fixture
def province(session: Session) -> Province:
    """A facility whose records are confirmed."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"), at(21))


@pytest.fixture
def person(province: Province) -> UUID:
    return UUID(plain_member(province, FACILITY))


def save(province: Province, officer: Officer, person: UUID, **typed: str) -> None:
    sheet = hr_entry.sheet_of(province.session, officer, person, at(21))
    texts = {path.replace("__", "."): text for path, text in typed.items()}
    hr_entry.save(province.session, officer, person, texts, sheet.text.revision, at(21))


def refusal(act: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)  # type: ignore[operator]
    return refused.value.decision.code


def test_what_hr_typed_is_checked_by_the_deputy_and_becomes_a_version(
    province: Province, hr: Officer, person: UUID
) -> None:
    """Design decision 8: not by who typed it; the facility has one HR officer."""
    session = province.session
    save(
        province,
        hr,
        person,
        identity__staff_number="H40-000123",
        position__position_text="TT",
    )
    prove(session, draft_of(province, str(person)), POST)
    hr_entry.send(session, hr, person, at(21))
    draft = draft_of(province, str(person))
    assert (draft.state, str(draft.typed_by)) == ("with_hr", hr.person_id)
    assert refusal(checking.confirm_drafts, session, hr, [draft.id], at(21)) == "typed_the_change"
    session.rollback()
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(21))
    checking.confirm_drafts(session, deputy, [draft.id], at(21))
    version = records.latest(session, [person])[person]
    held = records.content_of(session, version)
    assert version.version == 2
    assert held["identity"]["staff_number"] == "H40-000123"
    assert held["position"]["position_text"] == "TT"
    assert session.scalar(
        text("select actor from audit_event where event = 'draft.sent' order by id desc limit 1")
    ) == UUID(hr.person_id)


def test_what_hr_changes_is_not_sent_without_its_document(
    province: Province, hr: Officer, person: UUID
) -> None:
    """Đ.6.2b: the page says so before; one decision proves the post and its day."""
    session = province.session
    save(province, hr, person, position__position_text="TT", position__appointment_date="1/5/2024")
    days = [POST, "position.appointment_date"]
    shown = hr_entry.sheet_of(session, hr, person, at(21)).text.faults
    assert [one.path for one in shown] == days
    assert {one.code for one in shown} == {"unit_evidence_missing"}
    with pytest.raises(InvalidEntry) as refused:
        hr_entry.send(session, hr, person, at(21))
    assert [one.path for one in refused.value.faults] == days
    session.rollback()
    prove(session, draft_of(province, str(person)), POST)
    assert hr_entry.sheet_of(session, hr, person, at(21)).text.faults == []
    hr_entry.send(session, hr, person, at(21))


def test_the_person_sends_and_the_check_asks_for_the_units_document(
    province: Province, hr: Officer, person: UUID
) -> None:
    """What the unit owes keeps nobody from sending; nothing is confirmed without it."""
    session, actor = province.session, Officer(str(person), Role.PERSON)
    save(province, hr, person, position__position_text="TT", position__appointment_date="1/5/2024")
    text = own_record.text_of(session, actor, at(21))
    assert text.faults == []
    drafts.save_draft(session, actor, {"identity.phone": "0912345678"}, text.revision, at(21))
    draft = drafts.send_draft(session, actor, at(21))
    deputy = province.officer(province.holder(FACILITY, "deputy"), at(21))
    desk = check_page.check_desk(session, deputy, draft.id, at(21))
    assert desk.unproved == {POST, "position.appointment_date"}
    with pytest.raises(InvalidEntry) as refused:
        checking.confirm_drafts(session, deputy, [draft.id], at(21))
    assert {one.code for one in refused.value.faults} == {"unit_evidence_missing"}
    session.rollback()
    returns = [{"path": POST, "reason": "no_evidence", "text": ""}]
    checking.return_draft(session, deputy, draft.id, returns, at(21))
    prove(session, draft_of(province, str(person)), POST)
    drafts.send_draft(session, actor, at(21))
    checking.confirm_drafts(session, deputy, [draft.id], at(21))


def test_hr_types_only_what_the_unit_writes(province: Province, hr: Officer, person: UUID) -> None:
    for path in ("identity.phone", "service.staff_category", "identity.nothing"):
        with pytest.raises(UnknownField):
            hr_entry.save(province.session, hr, person, {path: "x"}, 1, at(21))


@pytest.mark.parametrize("act", ["sheet_of", "save", "send"])
def test_the_people_of_other_units_are_not_there(province: Province, hr: Officer, act: str) -> None:
    stranger = UUID(plain_member(province, ELSEWHERE))
    more = ({NUMBER: "1"}, 1) if act == "save" else ()
    with pytest.raises(Missing):
        getattr(hr_entry, act)(province.session, hr, stranger, *more, at(21))
    with pytest.raises(Missing):
        hr_entry.roster_of(province.session, hr, province.unit(ELSEWHERE), at(21))


def test_a_head_without_the_hr_post_writes_nothing(province: Province, person: UUID) -> None:
    head = province.officer(province.holder(FACILITY, "head"), at(21))
    with pytest.raises(Missing):
        hr_entry.sheet_of(province.session, head, person, at(21))


def test_nobody_writes_for_oneself(province: Province, hr: Officer) -> None:
    own = UUID(hr.person_id)
    args = (province.session, hr, own, {NUMBER: "1"}, 1, at(21))
    assert refusal(hr_entry.save, *args) == "own_record"


def test_two_officers_do_not_type_into_one_draft(
    province: Province, hr: Officer, person: UUID
) -> None:
    """Else each could check what the other did not see."""
    save(province, hr, person, identity__staff_number="1")
    other = next(
        one
        for one in province.people(FACILITY)
        if one not in (str(person), hr.person_id, province.holder(FACILITY, "head"))
        and one != province.holder(FACILITY, "deputy")
    )
    appoint(province, other, FACILITY, "hr", "hr")
    second = province.officer(other, at(21))
    revision = draft_of(province, str(person)).revision
    args = (province.session, second, person, {POST: "x"}, revision, at(21))
    assert refusal(hr_entry.save, *args) == "typed_by_another"


def test_the_person_s_own_changes_are_sent_by_the_person(
    province: Province, hr: Officer, person: UUID
) -> None:
    actor = Officer(str(person), Role.PERSON)
    revision = drafts.next_revision(province.session, person)
    drafts.save_draft(province.session, actor, {"identity.phone": "0912345678"}, revision, at(21))
    save(province, hr, person, identity__staff_number="2")
    assert refusal(hr_entry.send, province.session, hr, person, at(21)) == "person_is_typing"
    province.session.rollback()
    drafts.send_draft(province.session, actor, at(21))
    draft = draft_of(province, str(person))
    assert refusal(checking.confirm_drafts, province.session, hr, [draft.id], at(21)) == (
        "typed_the_change"
    )


def test_a_save_on_another_draft_than_was_shown_is_refused(
    province: Province, hr: Officer, person: UUID
) -> None:
    sheet = hr_entry.sheet_of(province.session, hr, person, at(21))
    actor, phone = Officer(str(person), Role.PERSON), {"identity.phone": "0912345678"}
    revision = drafts.next_revision(province.session, person)
    drafts.save_draft(province.session, actor, phone, revision, at(21))
    args = (province.session, hr, person, {NUMBER: "1"}, sheet.text.revision, at(21))
    assert refusal(hr_entry.save, *args) == "changed_elsewhere"


def test_the_roster_says_how_far_each_record_is(
    province: Province, hr: Officer, person: UUID
) -> None:
    save(province, hr, person, identity__staff_number="1")
    province.sign(FACILITY)
    found = hr_entry.roster_of(province.session, hr, None, at(24))
    assert found.total == len(province.people(FACILITY))
    lines = {str(line.person_id): line for line in found.lines}
    assert lines[str(person)].draft_state == "with_person"
    assert not lines[province.holder(FACILITY, "head")].signed  # the deputy signs it
    assert lines[hr.person_id].signed
