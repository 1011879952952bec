"""The history of a record: who did what, how far each version came, what differs, what stood."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from province_app.services import checking, drafts, evidence_reading, own_record
from province_app.services.errors import Missing
from province_app.services.record_history import (
    compare_versions,
    history_of,
    on_day,
    open_version,
)
from tests.climbing import climb
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, plain_member, prove
from tests.histories import (
    CANARY,
    MAJOR,
    PHONE,
    RESTRICTED,
    change,
    documents,
    historian,
    move,
    with_history,
)
from tests.provinces import Province, at, load_province
from tests.stages import push_to_national
from tiers.units import Officer, PostKind, Role

NOW = at(26, month=6)


@pytest.fixture
def province(session: Session, request: pytest.FixtureRequest) -> Province:
    """With three versions of somebody, where the test asks for that person."""
    played = "person" in request.fixturenames
    return with_history(session) if played else load_province(session)


@pytest.fixture
def person(province: Province) -> str:
    return historian(province)


def own(person_id: str) -> Officer:
    return Officer(person_id, Role.PERSON)


def holder(province: Province, unit: str, post: str) -> Officer:
    return province.officer(province.holder(unit, post), NOW)


def reads(session: Session) -> list[tuple[str, int | None, dict[str, object]]]:
    query = text("select subject, unit_id, detail from audit_event where event = 'record.read'")
    return [(row.subject, row.unit_id, row.detail) for row in session.execute(query)]


def test_the_versions_stand_newest_first_with_who_did_what(province: Province, person: str) -> None:
    lines = history_of(province.session, own(person), UUID(person), NOW).lines
    assert [one.number for one in lines] == [3, 2, 1]
    third, second, first = lines
    names = dict(
        province.session.execute(text("select cast(id as text), full_name from person")).all()
    )
    hr, head = (names[province.holder(FACILITY, post)] for post in ("hr", "head"))
    assert second.entered_by == names[person]
    assert (second.sent_at, second.confirmed_at) == (at(28), at(28, 10))
    assert (second.confirmed_by, second.confirmed_as) == (hr, PostKind.HR)
    assert second.signed is not None
    assert (second.signed.by, second.signed.post) == (head, PostKind.HEAD)
    assert (second.signed.at, second.signed.period) == (at(24, month=6), "2024-06")
    assert third.signed is None  # confirmed, and waits for the signature
    assert (first.sections, second.sections) == ((), ("education", "identity"))
    assert third.sections == ("self_history",)


def test_each_version_says_how_far_it_came(province: Province, person: str) -> None:
    """A version replaced before it travelled did not come anywhere."""
    third, second, first = history_of(province.session, own(person), UUID(person), NOW).lines
    reached = {one.tier: one for one in first.arrivals}
    assert [(one.tier, one.state) for one in first.arrivals] == [
        ("department", "reached"),
        ("province", "reached"),
        ("national", "not"),
    ]
    assert (reached["department"].at, reached["province"].at) == (at(26), at(27))
    for line in (second, third):
        assert {one.state for one in line.arrivals} == {"not"}


def test_the_receipt_and_the_refusal_of_the_nation_are_told(province: Province) -> None:
    person, refused = province.people(FACILITY)[-1], province.people(FACILITY)[-2]
    for unit in (FACILITY, DEPARTMENT):
        province.send(unit)
        province.confirm(unit)
        province.sign(unit)
        province.sign(unit, "deputy")
    climb(province.session)
    where = "/sections/education/content/general_education_code"
    sent = push_to_national(province.session, at(28), {refused: ("catalogue_unknown_code", where)})
    taken = history_of(province.session, own(person), UUID(person), at(29)).lines[0].arrivals[2]
    assert (taken.state, taken.at, taken.receipt) == ("reached", at(28), sent.submission.id)
    stopped = history_of(province.session, own(refused), UUID(refused), at(29)).lines[0]
    assert (stopped.arrivals[2].state, stopped.arrivals[2].code, stopped.arrivals[2].path) == (
        "stopped",
        "catalogue_unknown_code",
        where,
    )
    staff = plain_member(province, DEPARTMENT)
    own_tier = history_of(province.session, own(staff), UUID(staff), at(29)).lines[0].arrivals[0]
    assert (own_tier.state, own_tier.at) == ("reached", at(23))  # where it lies once signed


def test_two_versions_are_compared_field_by_field(province: Province, person: str) -> None:
    found = compare_versions(province.session, own(person), UUID(person), (2, 1), NOW)
    assert (found.old.number, found.new.number) == (1, 2)  # in whatever order they were named
    assert {one.path for one in found.changes} == {PHONE, MAJOR}
    assert next(one.new for one in found.changes if one.path == PHONE) == "0912345678"
    first_to_last = compare_versions(province.session, own(person), UUID(person), (1, 3), NOW)
    assert {one.path for one in first_to_last.changes} == {PHONE, MAJOR, RESTRICTED}
    same = compare_versions(province.session, own(person), UUID(person), (2, 2), NOW)
    assert same.changes == ()


def test_a_version_is_read_with_its_documents(province: Province, person: str) -> None:
    (digest,) = documents(province, person)
    first, second = (
        open_version(province.session, own(person), UUID(person), n, NOW) for n in (1, 2)
    )
    assert dict(first.files) == {}
    assert {path: [one.sha256.hex() for one in files] for path, files in second.files.items()} == {
        MAJOR: [digest]
    }
    assert first.day == date(2024, 5, 20)  # labels of the day of its confirmation
    assert {PHONE: "0912345678"}.items() <= {one.path: one.new for one in second.stands}.items()


@pytest.mark.parametrize(
    ("day", "confirmed", "signed"),
    [
        (date(2024, 5, 19), None, None),
        (date(2024, 5, 20), 1, None),  # confirmed that morning
        (date(2024, 5, 22), 1, None),
        (date(2024, 5, 23), 1, 1),  # the day of the signature itself
        (date(2024, 5, 27), 1, 1),
        (date(2024, 5, 28), 2, 1),
        (date(2024, 6, 23), 2, 1),
        (date(2024, 6, 24), 2, 2),
        (date(2024, 6, 25), 3, 2),
    ],
)
def test_what_stood_on_a_day(
    province: Province, person: str, day: date, confirmed: int | None, signed: int | None
) -> None:
    reading = history_of(province.session, own(person), UUID(person), NOW)
    found = on_day(province.session, reading, day)
    assert (found.confirmed.number if found.confirmed else None) == confirmed
    assert (found.signed.number if found.signed else None) == signed
    assert not found.elsewhere


def test_a_version_confirmed_in_the_last_minute_is_of_that_day(province: Province) -> None:
    """23:59 and 00:00 in Vietnam are two days, and one day in UTC."""
    person = plain_member(province, FACILITY)
    province.send(FACILITY)
    province.confirm(FACILITY, at(21, 0, 0))
    reading = history_of(province.session, own(person), UUID(person), NOW)
    assert on_day(province.session, reading, date(2024, 5, 20)).confirmed is None
    found = on_day(province.session, reading, date(2024, 5, 21)).confirmed
    assert found is not None


@pytest.mark.parametrize("post", ["hr", "head", "deputy"])
def test_a_foreign_unit_is_told_that_there_is_nothing(
    province: Province, person: str, post: str
) -> None:
    """Security bar, abuse case 1: the answer is the one for an id that nobody has."""
    stranger = holder(province, ELSEWHERE, post)
    for who in (UUID(person), uuid4()):
        with pytest.raises(Missing):
            history_of(province.session, stranger, who, NOW)
        with pytest.raises(Missing):
            open_version(province.session, stranger, who, 1, NOW)
        with pytest.raises(Missing):
            compare_versions(province.session, stranger, who, (1, 2), NOW)
    assert reads(province.session) == []


def test_a_colleague_and_the_unit_above_see_nothing(province: Province, person: str) -> None:
    colleague = next(one for one in province.people(FACILITY)[::-1] if one != person)
    for reader in (own(colleague), holder(province, DEPARTMENT, "hr")):
        with pytest.raises(Missing):
            history_of(province.session, reader, UUID(person), NOW)


def test_a_version_that_is_not_there_is_missing(province: Province, person: str) -> None:
    for number in (0, 4):
        with pytest.raises(Missing):
            open_version(province.session, own(person), UUID(person), number, NOW)


def test_hr_reads_restricted_sections_and_the_head_does_not(
    province: Province, person: str
) -> None:
    """The canary of section 34 stands before the person and HR only."""
    hr, head = holder(province, FACILITY, "hr"), holder(province, FACILITY, "head")
    session = province.session
    for reader in (own(person), hr):
        whole = open_version(session, reader, UUID(person), 3, NOW)
        assert CANARY in str(whole.stands)
        assert whole.locked == ()
        assert CANARY in str(compare_versions(session, reader, UUID(person), (2, 3), NOW).changes)
    part = open_version(session, head, UUID(person), 3, NOW)
    assert {"self_history", "family", "identity_restricted", "political"} <= set(part.locked)
    assert CANARY not in str(part)
    assert not {one.path.partition(".")[0] for one in part.stands} & set(part.locked)
    differs = compare_versions(session, head, UUID(person), (2, 3), NOW)
    assert (differs.changes, differs.locked) == ((), ("self_history",))
    assert CANARY not in str(differs)


def test_a_document_of_a_restricted_field_is_not_named_to_the_head(province: Province) -> None:
    person = plain_member(province, FACILITY)
    province.send(FACILITY)
    prove(province.session, draft_of(province, person), RESTRICTED)
    province.confirm(FACILITY)
    hr, head = holder(province, FACILITY, "hr"), holder(province, FACILITY, "head")
    assert set(open_version(province.session, hr, UUID(person), 1, NOW).files) == {RESTRICTED}
    assert dict(open_version(province.session, head, UUID(person), 1, NOW).files) == {}


def test_reading_somebody_elses_record_is_written_down(province: Province, person: str) -> None:
    hr, session = holder(province, FACILITY, "hr"), province.session
    history_of(session, own(person), UUID(person), NOW)
    assert reads(session) == []
    history_of(session, hr, UUID(person), NOW)
    open_version(session, hr, UUID(person), 2, NOW)
    compare_versions(session, hr, UUID(person), (1, 3), NOW)
    session.rollback()  # each is committed by itself
    unit = province.unit(FACILITY)
    assert reads(session) == [
        (person, unit, {"purpose": "history", "part": "list", "versions": []}),
        (person, unit, {"purpose": "history", "part": "version", "versions": [2]}),
        (person, unit, {"purpose": "history", "part": "compare", "versions": [1, 3]}),
    ]


def test_after_a_move_each_unit_sees_its_own_versions(province: Province, person: str) -> None:
    """The new unit keeps the record now and sees all; the old one what was made there."""
    session, who = province.session, UUID(person)
    move(province, person, ELSEWHERE, "2024-06-26")
    actor, moment = own(person), at(27, month=6)
    held = own_record.text_of(session, actor, moment)
    draft = drafts.save_draft(session, actor, {PHONE: "0987654321"}, held.revision, moment)
    drafts.send_draft(session, actor, moment)
    new_hr = province.officer(province.holder(ELSEWHERE, "hr"), moment)
    checking.confirm_drafts(session, new_hr, [draft.id], moment)
    old_hr = province.officer(province.holder(FACILITY, "hr"), moment)
    assert [one.number for one in history_of(session, new_hr, who, moment).lines] == [4, 3, 2, 1]
    kept = history_of(session, old_hr, who, moment)
    assert [one.number for one in kept.lines] == [3, 2, 1]
    assert on_day(session, kept, date(2024, 6, 27)).elsewhere
    with pytest.raises(Missing):
        open_version(session, old_hr, who, 4, moment)
    with pytest.raises(Missing):
        compare_versions(session, old_hr, who, (3, 4), moment)


def test_the_new_unit_reads_the_documents_that_the_old_one_confirmed(
    province: Province, person: str
) -> None:
    (digest,) = documents(province, person)
    find = evidence_reading._before_whom
    new_hr, old_hr = holder(province, ELSEWHERE, "hr"), holder(province, FACILITY, "hr")
    session, who = province.session, UUID(person)
    assert find(session, new_hr, who, digest, NOW) is None
    move(province, person, ELSEWHERE, "2024-06-01")
    assert find(session, new_hr, who, digest, NOW) == province.unit(ELSEWHERE)
    assert find(session, old_hr, who, digest, NOW) == province.unit(FACILITY)
    assert find(session, new_hr, who, "ab" * 32, NOW) is None


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)


def test_more_versions_take_no_more_statements(province: Province, person: str) -> None:
    session, counts = province.session, []
    for day in (26, 27, 28):
        session.expire_all()
        with statements(session) as sent:
            history_of(session, own(person), UUID(person), NOW)
        counts.append(len(sent))
        change(province, person, {PHONE: f"09876543{day}"}, day, month=6)
    assert len(set(counts)) == 1


def test_hr_of_the_home_unit_reads_an_empty_history(province: Province) -> None:
    person = plain_member(province, FACILITY)
    reading = history_of(province.session, holder(province, FACILITY, "hr"), UUID(person), NOW)
    assert (list(reading.lines), reading.sights) == ([], {})


def test_a_version_replaced_before_it_travelled_arrived_nowhere(province: Province) -> None:
    """The tier holds the later one; that says nothing of the earlier."""
    person = plain_member(province, FACILITY)
    province.send(FACILITY)
    province.confirm(FACILITY)
    province.sign(FACILITY)
    change(province, person, {PHONE: "0912345678"}, 24)
    province.sign(FACILITY, moment=at(25))
    climb(province.session)
    second, first = history_of(province.session, own(person), UUID(person), NOW).lines
    assert [one.state for one in second.arrivals[:2]] == ["reached", "reached"]
    assert {one.state for one in first.arrivals} == {"not"}
