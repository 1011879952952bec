"""In hàng loạt: asked for, made by the tick part by part, taken as one file, gone after a day."""

from datetime import date, timedelta
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import exporting, print_batches, two_person_desk
from province_app.services.errors import Missing, Refused
from province_app.services.record_readers import readers_of
from tests.admins import BASIS
from tests.desks import ELSEWHERE, FACILITY, NO_FILES, appoint, end_post, plain_member
from tests.printing.papers import pages
from tests.provinces import Province, at, load_province
from tests.raised import raise_by_row
from tiers import two_person as rules
from tiers.units import Officer, Role

NOW = at(21)


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"), NOW)


def begin(province: Province, hr: Officer, chosen=None, moment=NOW, *, restricted=False):
    return print_batches.begin(
        province.session, hr, province.unit(FACILITY), chosen, moment, restricted=restricted
    )


def work(province: Province, moment=NOW) -> int:
    return print_batches.work_off(province.session, NO_FILES, moment)


def taken(province: Province, hr: Officer, batch, moment=NOW) -> ZipFile:
    return ZipFile(print_batches.take(province.session, hr, batch.id, moment))


def counts(province: Province, hr: Officer, moment=NOW) -> list[dict[str, int]]:
    province.session.rollback()
    desk = print_batches.print_desk(province.session, hr, moment)
    return [dict(one.outcomes) for one in desk.batches]


def code_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.code


def test_a_unit_is_printed_by_the_tick_and_taken_as_one_file(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: Quy chế Đ.6.1."""
    monkeypatch.setattr(print_batches, "PART", 2)
    monkeypatch.setattr(print_batches, "PARTS", 1)
    number = len(province.people(FACILITY))
    batch = begin(province, hr)
    assert counts(province, hr) == [{"": number}]
    with pytest.raises(Missing):  # nothing is taken half
        taken(province, hr, batch)
    ticks = 0
    while work(province):
        ticks += 1
    assert ticks == -(-number // 2)  # goes on where it stopped
    assert counts(province, hr) == [{"printed": number}]
    names = taken(province, hr, batch).namelist()
    assert len(names) == number
    assert names == sorted(names)
    assert all(
        name.isascii() and name.endswith("-so-yeu-ly-lich-phien-ban-1.pdf") for name in names
    )
    events = province.session.execute(
        text(
            "select event, count(*) from audit_event where event like 'print.%'"
            " or event = 'record.printed' group by event order by event"
        )
    )
    assert [tuple(row) for row in events] == [
        ("print.begun", 1), ("print.taken", 1), ("record.printed", number),
    ]  # fmt: skip


def test_the_papers_hold_what_was_asked_and_the_person_sees_who_printed(
    province: Province, hr: Officer
) -> None:
    who = plain_member(province, FACILITY)
    batch = begin(province, hr, [UUID(who)])
    work(province)
    file = taken(province, hr, batch)
    (name,) = file.namelist()
    assert "Thông tin hạn chế" in "\n".join(pages(file.read(name)))
    lines = readers_of(province.session, Officer(who, Role.PERSON)).lines
    assert [one.purpose for one in lines if one.purpose == "print"] == ["print"]


def test_the_papers_lie_sealed(province: Province, hr: Officer) -> None:
    begin(province, hr, [UUID(plain_member(province, FACILITY))])
    work(province)
    raw = province.session.scalar(text("select pdf from print_item"))
    assert raw
    assert not bytes(raw).startswith(b"%PDF")
    assert b"%PDF" not in bytes(raw)


def test_more_than_fifty_are_printed_by_two_once_and_only_on_paper(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was confirmed for paper is no workbook, and the reverse. Source: Quy chế Đ.11."""
    session, unit = province.session, province.unit(FACILITY)
    number = len(province.people(FACILITY))
    monkeypatch.setattr(rules, "EXPORTED_ALONE", number - 1)
    with pytest.raises(Refused) as alone:
        begin(province, hr)
    assert code_of(alone) == "export_needs_two"
    act = print_batches.propose_batch(session, hr, unit, BASIS, NOW, restricted=True)
    with pytest.raises(Refused) as early:
        print_batches.begin_released(session, hr, act.id, NOW)
    assert code_of(early) == "not_released"
    with pytest.raises(Refused) as own:
        two_person_desk.decide(session, hr, act.id, True, NOW)
    assert code_of(own) == "own_proposal"
    head = province.officer(province.holder(FACILITY, "head"), NOW)
    two_person_desk.decide(session, head, act.id, True, NOW)
    with pytest.raises(Missing):
        exporting.export_released(session, hr, act.id, NOW)
    (workbook,) = exporting.export_desk(session, hr, NOW)
    assert workbook.release is None
    batch = print_batches.begin_released(session, hr, act.id, NOW)
    assert (batch.people, batch.restricted, batch.two_person_id) == (number, True, act.id)
    work(province)
    with pytest.raises(Refused) as again:
        print_batches.begin_released(session, hr, act.id, NOW)
    assert code_of(again) == "release_used"
    other = exporting.propose_export(session, hr, unit, BASIS, NOW)
    two_person_desk.decide(session, head, other.id, True, NOW)
    with pytest.raises(Missing):
        print_batches.begin_released(session, hr, other.id, NOW)


def test_nobody_elsewhere_is_printed(province: Province, hr: Officer) -> None:
    """Nor somebody slipped in among the own people. Source: Quy chế Đ.5."""
    foreign = UUID(plain_member(province, ELSEWHERE))
    for chosen in ([foreign], [UUID(plain_member(province, FACILITY)), foreign], [uuid4()]):
        with pytest.raises(Missing):
            begin(province, hr, chosen)
    with pytest.raises(Missing):
        print_batches.begin(
            province.session, hr, province.unit(ELSEWHERE), None, NOW, restricted=False
        )
    with pytest.raises(Refused) as nobody:
        begin(province, hr, [])
    assert code_of(nobody) == "print_nobody"
    assert province.session.scalar(text("select count(*) from print_item")) == 0


def test_whose_post_has_ended_gets_no_paper_and_takes_none(province: Province, hr: Officer) -> None:
    number = len(province.people(FACILITY))
    batch = begin(province, hr)
    end_post(province, hr.person_id, date(2024, 5, 22))
    next_day = NOW + timedelta(hours=20)
    assert work(province, next_day) == 0
    later = province.officer(hr.person_id, next_day)
    assert counts(province, later, next_day) == [{"not_here": number}]
    with pytest.raises(Missing):
        taken(province, later, batch, next_day)
    assert not province.session.scalar(
        text("select count(*) from audit_event where event = 'record.printed'")
    )


def test_a_person_raised_meanwhile_is_not_printed(province: Province, hr: Officer) -> None:
    """Source: Quy chế Đ.3.2."""
    number = len(province.people(FACILITY))
    begin(province, hr)
    raise_by_row(province.session, plain_member(province, FACILITY))
    province.session.commit()
    work(province)
    assert counts(province, hr) == [{"not_here": 1, "printed": number - 1}]


def test_one_batch_at_a_time(province: Province, hr: Officer) -> None:
    begin(province, hr)
    with pytest.raises(Refused) as second:
        begin(province, hr)
    assert code_of(second) == "print_running"
    work(province)
    begin(province, hr)


def test_who_has_no_version_is_counted_and_not_printed(session: Session) -> None:
    province = load_province(session)
    hr = province.officer(province.holder(FACILITY, "hr"), NOW)
    batch = begin(province, hr)
    work(province)
    assert counts(province, hr) == [{"nothing_to_print": len(province.people(FACILITY))}]
    assert taken(province, hr, batch).namelist() == []


def test_after_a_day_nothing_is_kept(province: Province, hr: Officer) -> None:
    batch = begin(province, hr)
    work(province)
    last = NOW + print_batches.KEPT_FOR
    assert taken(province, hr, batch, last - timedelta(seconds=1)).namelist()
    with pytest.raises(Missing):
        taken(province, hr, batch, last)
    work(province, last)
    assert province.session.scalar(text("select count(*) from print_item")) == 0
    assert province.session.scalar(text("select count(*) from print_batch")) == 0


def test_another_officer_takes_nothing_of_it(province: Province, hr: Officer) -> None:
    batch = begin(province, hr)
    work(province)
    colleague = next(
        who
        for who in province.people(FACILITY)
        if who not in {province.holder(FACILITY, post) for post in ("hr", "head", "deputy")}
    )
    appoint(province, colleague, FACILITY, "hr", "hr")
    with pytest.raises(Missing):
        taken(province, province.officer(colleague, NOW), batch)
