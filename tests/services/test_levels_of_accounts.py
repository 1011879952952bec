"""Restricted persons as holders of accounts and posts: no act, no code, no name."""

from uuid import UUID

import pytest
from sqlalchemy import text

from province_app.services import (
    account_opening,
    activation,
    assignments,
    certificates,
    grants,
    permissions,
    record_path,
)
from province_app.services.certificates import Wanted
from province_app.services.errors import Missing, Refused
from province_app.services.two_person_desk import decide, two_person_desk, waiting_for
from province_app.stores import units
from tests.admins import BASIS, TERMS, TODAY, Admins, account_id, make_admins, plain
from tests.desks import DEPARTMENT, FACILITY, draft_of
from tests.provinces import Province, at
from tests.raised import raise_by_row
from tiers.accounts import GrantAct
from tiers.units import Officer, PostKind, Role

NOW = at(24)


@pytest.fixture
def admins(province: Province) -> Admins:
    return make_admins(province)


def _again(province: Province, officer: Officer) -> Officer:
    """Return the officer as the next request finds them."""
    return province.officer(officer.person_id, NOW)


def test_whoever_may_not_see_a_person_does_nothing_to_the_account(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.3.2: absence is the answer to every act."""
    session, who = province.session, UUID(plain(province, FACILITY)[0])
    unit, last = province.unit(FACILITY), at(31, month=7).date()
    grant_id = grants.store.open_of(session, account_id(province, str(who)), TODAY)[0].id
    given = assignments.assign(
        session, admins.facility, who, "unit.read", unit, BASIS, TODAY, last, at(20)
    )
    raise_by_row(session, str(who))
    admin = _again(province, admins.facility)
    assert admin.hidden == {str(who)}
    for act in (
        lambda: activation.reset(session, admin, who, NOW, NOW),
        lambda: account_opening.disable(session, admin, who, NOW),
        lambda: account_opening.enable(session, admin, who, NOW),
        lambda: grants.grant(session, admin, who, Role.HR, unit, TERMS, NOW),
        lambda: grants.change(session, admin, grant_id, GrantAct.REVOKED, BASIS, NOW),
        lambda: assignments.assign(
            session, admin, who, "unit.read", unit, BASIS, NOW.date(), last, NOW
        ),
        lambda: assignments.end(session, admin, given.id, NOW),
    ):
        with pytest.raises(Missing):
            act()
    slips = activation.issue_codes(session, admin, unit, NOW, NOW, [who])
    assert slips == []


def test_no_code_is_printed_for_a_restricted_person(province: Province, admins: Admins) -> None:
    session, who = province.session, plain(province, FACILITY)[0]
    activation.reset(session, admins.facility, UUID(who), at(20), at(20))
    name, unit = _username(province, who), province.unit(FACILITY)
    before = activation.issue_codes(session, admins.facility, unit, at(20), at(20))
    assert name in {one.username for one in before}
    raise_by_row(session, who)
    after = activation.issue_codes(session, _again(province, admins.facility), unit, NOW, NOW)
    assert {one.username for one in after} == {one.username for one in before} - {name}


def test_a_restricted_persons_proposal_waits_for_the_designated_alone(
    province: Province, admins: Admins
) -> None:
    """Neither the list nor the decision tells of it."""
    session, who = province.session, plain(province, DEPARTMENT)[0]
    act = grants.grant(
        session, admins.first, UUID(who), Role.UNIT_ADMIN, province.unit(DEPARTMENT), TERMS, at(20)
    )
    assert grants.is_proposal(act)
    assert [one.id for one in waiting_for(session, admins.second, at(20))] == [act.id]
    raise_by_row(session, who)
    second = _again(province, admins.second)
    # The head of the unit of work knows of the person: somebody else of the province does not.
    assert second.hidden == frozenset()
    first = _again(province, admins.first)
    assert first.hidden == {who}
    assert two_person_desk(session, first, NOW).waiting == []
    with pytest.raises(Missing):
        decide(session, first, act.id, True, NOW)


def test_the_why_page_does_not_confirm_a_restricted_account(
    province: Province, admins: Admins
) -> None:
    """Asked about, and asked about as the thing."""
    session, who = province.session, plain(province, FACILITY)[0]
    head = province.holder(FACILITY, "head")
    asked = permissions.ask_why(session, admins.first, head, "record.read_history", who, NOW)
    assert asked.decision.allowed
    raise_by_row(session, who)
    asker = _again(province, admins.first)
    with pytest.raises(Missing):
        permissions.ask_why(session, asker, who, "home.read", "", NOW)
    asked = permissions.ask_why(session, asker, head, "record.read_history", who, NOW)
    assert asked.decision.code == "out_of_scope"
    assert permissions.ask_why(session, None, who, "home.read", "", NOW).decision.allowed


def test_certificates_say_nothing_of_a_restricted_head(province: Province, admins: Admins) -> None:
    session, who = province.session, province.holder(FACILITY, "head")
    province.certify(who)
    bound = certificates.certificate_desk(session, admins.first, NOW).bound
    (mark,) = [one.read.sha256 for one in bound if str(one.row.person_id) == who]
    raise_by_row(session, who)
    officer = _again(province, admins.first)
    assert [
        one for one in certificates.certificate_desk(session, officer, NOW).bound
        if str(one.row.person_id) == who
    ] == []  # fmt: skip
    with pytest.raises(Missing):
        certificates.end(session, officer, mark, "1/QĐ", NOW)
    name = _username(province, who)
    with pytest.raises(Refused) as caught:
        certificates.propose(session, officer, Wanted(name, b"", TODAY, "1"), None, NOW)  # type: ignore[arg-type]
    assert caught.value.decision.code == "no_such_account"


def test_a_path_names_nobody_restricted_as_who_is_to_act(province: Province) -> None:
    """Quy chế Đ.3.2: HR's own record waits for the deputy, of whom HR is told nothing."""
    session, hr = province.session, province.holder(FACILITY, "hr")
    deputy = province.holder(FACILITY, "deputy")
    province.send(FACILITY)
    unit = units.unit_as_of(session, province.unit(FACILITY), at(24).date())

    def waiting() -> record_path.Step:
        road = record_path.road_of(session, UUID(hr), unit, [], at(24))
        steps = record_path.steps_of_draft(road, draft_of(province, hr))
        return next(one for one in steps if one.name == "checked")

    name = session.scalar(text("select full_name from person where id = :who"), {"who": deputy})
    assert waiting().who == (name,)
    raise_by_row(session, deputy)
    assert (waiting().state, waiting().who, waiting().post) == ("wait", (), PostKind.DEPUTY)


def _username(province: Province, who: str) -> str:
    return next(row["username"] for row in province.document["accounts"] if row["person"] == who)
