"""Tra cứu: who is found by whom, by what, and who is not even counted."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from province_app.record.names import sort_key
from province_app.services import search
from province_app.services.errors import Refused
from province_app.services.search import After, find_people
from province_app.stores.engine import DIALECT, engine_options
from province_app.stores.scope import GATE, NOBODY, enter, person_scope
from province_app.stores.transaction import transaction
from tests.databases import Database
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, end_post, plain_member
from tests.provinces import Province, at, load_province
from tests.raised import raise_by_row
from tiers.letters import bare
from tiers.units import Officer

NOW = at(24)


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def pages(database: Database):
    """Sessions as the pages have them: in no scope until somebody is known."""
    engine = create_engine(DIALECT, **engine_options(lambda: database.app_url))
    with Session(engine) as session:
        yield session
    engine.dispose()


def found(pages: Session, officer: Officer, typed: str, after: After | None = None):
    enter(pages, person_scope(UUID(officer.person_id), NOW.date()))
    return find_people(pages, officer, typed, NOW, after)


def ids(pages: Session, officer: Officer, typed: str) -> set[str]:
    return {str(one.person_id) for one in found(pages, officer, typed).people}


def holder(province: Province, post: str, unit: str = FACILITY) -> Officer:
    return province.officer(province.holder(unit, post), NOW)


def name_of(province: Province, person_id: str) -> str:
    query = text("select full_name from person where id = :who")
    return str(province.session.scalar(query, {"who": person_id}))


def call(province: Province, person_id: str, name: str) -> None:
    with transaction(province.session):
        province.session.execute(
            text("update person set full_name = :name, sort_key = :key where id = :who"),
            {"name": name, "key": sort_key(name), "who": person_id},
        )


def test_a_name_is_found_without_tones_in_any_order_by_beginnings(
    province: Province, pages: Session
) -> None:
    who, hr = plain_member(province, FACILITY), holder(province, "hr")
    call(province, who, "Đặng Thị Ánh Nguyệt-Hà")
    for typed in ("đặng", "DANG THI", "nguyet", "anh dang", "Nguyệt Hà", "ngu da"):
        assert ids(pages, hr, typed) == {who}, typed
    for typed in ("dang van", "guyet", "angd"):
        assert ids(pages, hr, typed) == set(), typed


def test_the_database_folds_as_the_rule_does(province: Province) -> None:
    query = text("select full_name, name_words::text from person")
    for name, words in province.session.execute(query):
        assert {word.split(":")[0].strip("'") for word in words.split()} == set(bare(name).split())


def test_numbers_are_found_whole_and_lie_nowhere_readable(
    province: Province, pages: Session
) -> None:
    who, hr = plain_member(province, FACILITY), holder(province, "hr")
    typed = draft_of(province, who).typed
    staff, number = typed["identity.staff_number"], typed["identity.personal_id"]
    for one in (staff, staff.lower(), f" {staff[:3]} {staff[3:]}", number):
        assert ids(pages, hr, one) == {who}, one
    for one in (staff[:-1], number[:-1], number[:-1] + "x"):
        assert ids(pages, hr, one) == set(), one
    stranger = holder(province, "hr", ELSEWHERE)
    assert ids(pages, stranger, staff) == ids(pages, stranger, number) == set()


def test_each_sees_the_own_units_people_and_the_province_all(
    province: Province, pages: Session
) -> None:
    """The predicate of the wall: tests/test_row_security.py says the same of its tables."""
    everybody = {row["id"] for row in province.document["persons"]}
    for one in everybody:
        call(province, one, "Zoan Văn Thử")
    below = {row["id"] for row in province.document["persons"]
             if row["unit"].startswith("H40.02")}  # fmt: skip
    mine, own = set(province.people(FACILITY)), set(province.people("H40.02"))
    wanted = {
        holder(province, "hr"): mine,
        holder(province, "head"): mine,
        holder(province, "hr", "H40.02"): below,
        holder(province, "head", "H40.02"): own,
        holder(province, "hr", DEPARTMENT): everybody,  # Sở Nội vụ
    }
    for officer, people in wanted.items():
        seen, after = set(), None
        while True:
            page = found(pages, officer, "zoan", after)
            seen |= {str(one.person_id) for one in page.people}
            if not page.more:
                break
            last = page.people[-1]
            after = After(last.sort_key, last.person_id)
        assert seen == people


def test_pages_follow_each_other_without_a_count(
    province: Province, pages: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    for one in province.people(FACILITY):
        call(province, one, "Zoan Văn Thử")
    hr, size = holder(province, "hr"), len(province.people(FACILITY))
    seen: list[UUID] = []
    after = None
    while True:
        page = found(pages, hr, "zoan", after)
        seen += [one.person_id for one in page.people]
        assert not hasattr(page, "total")
        if not page.more:
            break
        after = After(page.people[-1].sort_key, page.people[-1].person_id)
    assert len(seen) == len(set(seen)) == size


def test_whom_a_level_hides_is_not_there_by_any_number(province: Province, pages: Session) -> None:
    """Quy chế Đ.3.2."""
    who = plain_member(province, FACILITY)
    number = draft_of(province, who).typed["identity.personal_id"]
    raise_by_row(province.session, who)
    for post, seen in (("hr", set()), ("head", {who})):
        officer = holder(province, post)
        for typed in (name_of(province, who), number):
            assert ids(pages, officer, typed) & {who} == seen


def test_who_left_is_found_by_the_last_unit_and_who_moved_by_the_new_one(
    province: Province, pages: Session
) -> None:
    gone, moved = province.people(FACILITY)[-2:]
    session = province.session
    for one in (gone, moved):
        call(province, one, "Zoan Văn Thử")
        end_post(province, one, NOW.date())
    with transaction(session):
        session.execute(
            text("update employment set ends_on = '2024-05-22' where person_id = any(:who)"),
            {"who": [UUID(gone), UUID(moved)]},
        )
        session.execute(
            text("insert into employment (person_id, unit_id, category, starts_on)"
                 " select person_id, :unit, category, '2024-05-22' from employment"
                 " where person_id = :who"),
            {"unit": province.unit(ELSEWHERE), "who": moved},
        )  # fmt: skip
    (row,) = found(pages, holder(province, "hr"), "zoan").people
    assert (str(row.person_id), row.ends_on) == (gone, date(2024, 5, 22))
    assert ids(pages, holder(province, "hr", ELSEWHERE), "zoan") == {moved}


@pytest.mark.parametrize("scope", [NOBODY, GATE, person_scope(uuid4(), NOW.date())])
def test_without_a_scope_nobody_is_found(province: Province, pages: Session, scope) -> None:
    enter(pages, scope)
    hr = holder(province, "hr")
    assert find_people(pages, hr, "nguyen", NOW).people == []


def test_who_is_shown_is_written_down_as_read(province: Province, pages: Session) -> None:
    hr, who = holder(province, "hr"), plain_member(province, FACILITY)
    call(province, who, "Zoan Văn Thử")
    call(province, hr.person_id, "Zoan Thị Mình")
    assert ids(pages, hr, "zoan") == {who, hr.person_id}
    rows = province.session.execute(
        text("select subject, detail->>'purpose', detail->>'by', detail::text from audit_event"
             " where event = 'record.read' and actor = :who"), {"who": hr.person_id},
    ).all()  # fmt: skip
    assert [tuple(row)[:3] for row in rows] == [(who, "search", "name")]  # not the own record
    assert "oan" not in rows[0][3].lower()


def test_too_short_is_refused(province: Province, pages: Session) -> None:
    with pytest.raises(Refused, match="search_too_short"):
        found(pages, holder(province, "hr"), "a")


def test_the_function_uses_the_index_of_names(province: Province, database: Database) -> None:
    """As the tables' operators are not leakproof, only past the policies."""
    engine = create_engine(database.owner_url)
    with engine.connect() as owner:
        owner.execute(text("set role owner"))
        owner.execute(text("set enable_seqscan = off"))
        plan = owner.scalars(
            text("explain select id from person where name_words @@ cast('zoan:*' as tsquery)")
        ).all()
    engine.dispose()
    assert any("ix_person_name_words" in line for line in plan), plan
