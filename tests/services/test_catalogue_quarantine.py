"""A changed national catalogue waits for two persons. Source: TT 06/2023 Đ.13; security bar A11."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.record.catalogues import entries
from province_app.services import catalogue_quarantine as quarantine
from province_app.services import catalogues, two_person_desk
from province_app.services.ended_codes import used_in
from province_app.services.errors import Refused
from province_app.services.inbox import inbox_of
from province_app.views.home_returned import returned_tasks
from tests.admins import BASIS, make_admins
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import Province, at
from tiers.units import Officer

CATALOGUE, USED = "trinh_do_pho_thong", "12/12BT"
NOW = at(28)


@pytest.fixture
def two(province: Province) -> tuple[Officer, Officer]:
    """Two persons of Sở Nội vụ."""
    admins = make_admins(province)
    return admins.first, admins.second


def version(*, without: str = "", extra: str = "") -> list[dict[str, Any]]:
    """Return a national copy of the catalogue, without a code or with one more."""
    found = [
        {"code": one.code, "name": one.name, "parent": None, "valid_from": None, "valid_to": None}
        for one in entries(CATALOGUE)
        if one.code != without
    ]
    more = {"code": extra, "name": "Mới", "parent": None, "valid_from": None, "valid_to": None}
    return [*found, more] if extra else found


def test_the_first_version_and_one_that_changes_nothing_are_used_at_once(session: Session) -> None:
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    quarantine.take(session, CATALOGUE, "2", version()[::-1], NOW)
    assert catalogues.versions(session) == {CATALOGUE: "2"}
    assert quarantine.waiting(session) == []


def test_a_changed_version_waits_and_says_who_uses_what_would_go(
    session: Session, province: Province
) -> None:
    province.send(FACILITY)
    province.confirm(FACILITY)
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    code = session.scalar(
        text(
            "select convert_from(content, 'UTF8')::jsonb ->> 'general_education_code'"
            " from record_section where name = 'education' limit 1"
        )
    )
    using = session.scalar(
        text(
            "select count(*) from record_section where name = 'education' and"
            " convert_from(content, 'UTF8')::jsonb ->> 'general_education_code' = :code"
        ),
        {"code": code},
    )
    quarantine.take(session, CATALOGUE, "2", version(without=code, extra="moi"), NOW)
    assert catalogues.versions(session) == {CATALOGUE: "1"}
    (one,) = quarantine.waiting(session)
    assert (one.version, one.change.added, one.change.gone) == ("2", ("moi",), (code,))
    assert one.in_use == {code: using}
    assert one.names["moi"] == "Mới"
    logged = session.scalars(
        text("select subject from audit_event where event = 'catalogue.quarantined'")
    )
    assert logged.all() == [f"{CATALOGUE} 2"]


def test_two_persons_admit_it(session: Session, two: tuple[Officer, Officer]) -> None:
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    quarantine.take(session, CATALOGUE, "2", version(without=USED), NOW)
    act = quarantine.propose_use(session, two[0], BASIS, NOW)
    with pytest.raises(Refused, match="own_proposal"):
        two_person_desk.decide(session, two[0], act.id, True, NOW)
    assert catalogues.versions(session) == {CATALOGUE: "1"}
    two_person_desk.decide(session, two[1], act.id, True, NOW)
    assert catalogues.versions(session) == {CATALOGUE: "2"}
    assert quarantine.waiting(session) == []
    assert USED not in catalogues.codes(session, CATALOGUE, "2")


def code_in_use(session: Session) -> str:
    code = session.scalar(
        text(
            "select convert_from(content, 'UTF8')::jsonb ->> 'general_education_code'"
            " from record_section where name = 'education' order by record_id limit 1"
        )
    )
    assert isinstance(code, str)
    return code


def admit(session: Session, two: tuple[Officer, Officer]) -> None:
    act = quarantine.propose_use(session, two[0], BASIS, NOW)
    two_person_desk.decide(session, two[1], act.id, True, NOW)


def test_a_code_in_use_never_vanishes_it_ends_and_its_records_become_tasks(
    session: Session, province: Province, two: tuple[Officer, Officer]
) -> None:
    """Issue item 1: kept as ended from the day on, readable, a task of the owning unit alone."""
    province.send(FACILITY)
    province.confirm(FACILITY)
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    code = code_in_use(session)
    quarantine.take(session, CATALOGUE, "2", version(without=code), NOW)
    users = set(quarantine.waiting(session)[0].in_use.values())
    admit(session, two)
    name = next(one.name for one in entries(CATALOGUE) if one.code == code)
    kept = session.execute(text("select catalogue, code, name, ended_on, version from ended_code"))
    assert [tuple(one) for one in kept] == [(CATALOGUE, code, name, NOW.date(), "2")]

    hr = province.officer(province.holder(FACILITY, "hr"))
    found = inbox_of(session, hr, NOW)
    assert {len({one.use.record_id for one in found.ended})} == users
    tasks = [one for one in returned_tasks(found) if one.status == "code_ended"]
    assert len(tasks) == len(found.ended)
    assert f"mã {name} ({code}) nơi nhận thôi dùng từ 28/5/2024." in tasks[0].reason
    stranger = province.officer(province.holder(DEPARTMENT, "hr"))
    assert inbox_of(session, stranger, NOW).ended == []
    hidden = {str(found.ended[0].use.record_id)}
    mine = {post.unit_id for post in hr.posts}
    assert len(used_in(session, mine, NOW, hidden)) == len(found.ended) - 1


def test_a_code_that_comes_back_has_not_ended(
    session: Session, two: tuple[Officer, Officer]
) -> None:
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    for number, without in (("2", USED), ("3", "")):
        quarantine.take(session, CATALOGUE, number, version(without=without), NOW)
        admit(session, two)
    assert session.scalar(text("select count(*) from ended_code")) == 0


def test_a_refused_version_goes_on_waiting(session: Session, two: tuple[Officer, Officer]) -> None:
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    quarantine.take(session, CATALOGUE, "2", version(without=USED), NOW)
    act = quarantine.propose_use(session, two[0], BASIS, NOW)
    two_person_desk.decide(session, two[1], act.id, False, NOW)
    assert [one.version for one in quarantine.waiting(session)] == ["2"]
    assert catalogues.versions(session) == {CATALOGUE: "1"}


def test_what_was_proposed_is_what_is_used(session: Session, two: tuple[Officer, Officer]) -> None:
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    quarantine.take(session, CATALOGUE, "2", version(extra="moi"), NOW)
    act = quarantine.propose_use(session, two[0], BASIS, NOW)
    assert quarantine.still_waiting(session, {CATALOGUE: "3"}) == {}
    quarantine.take(session, CATALOGUE, "3", version(without=USED), NOW)
    with pytest.raises(Refused, match="catalogue_changed_again"):
        two_person_desk.decide(session, two[1], act.id, True, NOW)
    assert catalogues.versions(session) == {CATALOGUE: "1"}


def test_nothing_waits_nothing_is_proposed(
    session: Session, two: tuple[Officer, Officer], province: Province
) -> None:
    with pytest.raises(Refused, match="no_catalogue_waits"):
        quarantine.propose_use(session, two[0], BASIS, NOW)
    quarantine.take(session, CATALOGUE, "1", version(), NOW)
    quarantine.take(session, CATALOGUE, "2", version(extra="moi"), NOW)
    stranger = province.officer(province.holder(FACILITY, "hr"))
    assert quarantine.waiting_count(session, stranger) == 0
    with pytest.raises(Refused, match="role_lacks"):
        quarantine.propose_use(session, stranger, BASIS, NOW)
