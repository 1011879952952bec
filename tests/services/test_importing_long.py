"""A long workbook: compared and entered by the tick, part by part. Source: Quy chế Đ.6.1, 7.1a."""

import pytest
from sqlalchemy.orm import Session

from province_app.services import import_comparing, import_entering, importing
from province_app.services.errors import Refused
from province_app.stores import imports
from province_app.workbooks.layout import KEY
from tests.desks import FACILITY, FIELD, amend, draft_of
from tests.provinces import Province, load_province
from tests.services.test_importing import NOW, brought, codes, known, rows
from tiers.units import Officer


@pytest.fixture
def province(session: Session) -> Province:
    """A province where the facility has its first versions."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"))


def several(province: Province, hr: Officer, most: int = 3) -> list[dict[str, str]]:
    """Text for some people other than the officer."""
    people = [who for who in province.people(FACILITY) if who != hr.person_id][:most]
    return [{KEY: known(province, who), FIELD: "Tin học"} for who in people]


@pytest.fixture
def long_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is long, and compared two people a transaction."""
    monkeypatch.setattr(importing, "is_long", lambda *_: True)
    monkeypatch.setattr(import_comparing, "COMPARED", 2)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    monkeypatch.setattr(import_entering, "CHUNK", 1)  # a step of what is one transaction


@pytest.mark.usefixtures("long_files")
def test_the_tick_compares_a_long_file(province: Province, hr: Officer) -> None:
    session = province.session
    batch = brought(province, hr, *several(province, hr), {KEY: "001099999999"})
    assert batch.state == "comparing"
    for act in (
        lambda: importing.compare(session, hr, batch.id, {}, NOW),
        lambda: importing.enter(session, hr, batch.id, NOW),
        lambda: importing.discard(session, hr, batch.id, NOW),
    ):
        with pytest.raises(Refused, match="import_comparing"):
            act()
    assert importing.work_off(session, NOW) == 1
    after = importing.own(session, hr, batch.id)
    assert (after.state, after.people) == ("compared", 4)
    found = rows(session, after)
    assert [(one.number, one.state) for one in found] == [
        (1, "update"), (2, "update"), (3, "update"), (4, "wrong"),
    ]  # fmt: skip
    assert importing.work_off(session, NOW) == 0


@pytest.mark.usefixtures("long_files")
def test_each_tick_goes_on_behind_what_is_compared(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_comparing, "PARTS", 1)
    session = province.session
    batch = brought(province, hr, *several(province, hr), {KEY: "001099999999"}, {FIELD: "Tin"})
    seen = []
    while importing.own(session, hr, batch.id).state == "comparing":
        seen.append(sum(imports.counts(session, batch.id).values()))
        assert importing.work_off(session, NOW) == 1
    assert seen == [0, 2, 4]
    found = rows(session, batch)
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert [one.state for one in found] == ["update"] * 3 + ["wrong"] * 2


@pytest.mark.usefixtures("long_files")
def test_each_tick_enters_some_rows_of_a_file(
    province: Province, hr: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other files, and the stages, come to their turn in between."""
    monkeypatch.setattr(importing, "CHUNKS", 1)
    session = province.session
    batch = brought(province, hr, *several(province, hr))
    importing.work_off(session, NOW)
    importing.enter(session, hr, batch.id, NOW)
    counted = [imports.counts(session, batch.id).get("entered", 0)]
    while importing.work_off(session, NOW):
        counted.append(imports.counts(session, batch.id)["entered"])
    assert counted == [1, 2, 3, 3]


@pytest.mark.usefixtures("long_files")
def test_a_comparison_that_was_stopped_is_done_anew(province: Province, hr: Officer) -> None:
    session = province.session
    batch = brought(province, hr, *several(province, hr))
    importing.compare_some(session, batch.id, NOW)
    importing.own(session, hr, batch.id).state = "comparing"  # as when the process died
    session.commit()
    importing.work_off(session, NOW)
    assert imports.counts(session, batch.id) == {"update": 3}


@pytest.mark.usefixtures("long_files")
def test_the_tick_enters_a_long_file_whole(province: Province, hr: Officer) -> None:
    session = province.session
    batch = brought(province, hr, *several(province, hr))
    importing.work_off(session, NOW)
    assert importing.enter(session, hr, batch.id, NOW, all_or_none=True).state == "entering"
    assert imports.counts(session, batch.id) == {"update": 3}
    importing.work_off(session, NOW)
    assert imports.counts(session, batch.id) == {"entered": 3}
    assert importing.own(session, hr, batch.id).state == "entered"


@pytest.mark.usefixtures("long_files")
def test_one_row_stops_a_long_file_whole_and_is_named(province: Province, hr: Officer) -> None:
    session = province.session
    told = several(province, hr)
    batch = brought(province, hr, *told)
    importing.work_off(session, NOW)
    importing.enter(session, hr, batch.id, NOW, all_or_none=True)
    last = max(rows(session, batch), key=lambda one: str(one.person_id))
    amend(province, str(last.person_id), "Văn thư", NOW)
    importing.work_off(session, NOW)
    assert importing.own(session, hr, batch.id).state == "compared"
    assert imports.counts(session, batch.id) == {"update": 2, "refused": 1}
    (refused,) = imports.rows(session, batch.id, ("refused",))
    assert refused.person_id == last.person_id
    assert codes(refused)
    others = [one for one in rows(session, batch) if one.state == "update"]
    assert {draft_of(province, str(one.person_id)).state for one in others} == {"confirmed"}
    with pytest.raises(Refused, match="import_has_errors"):
        importing.enter(session, hr, batch.id, NOW, all_or_none=True)
