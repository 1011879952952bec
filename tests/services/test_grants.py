"""Grants as dated data: given, limited, extended, revoked; by whom, and what an officer then is."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.people import Account
from province_app.models.two_person import TwoPersonAct
from province_app.services import account_opening, accounts, grants, roster
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.grants import Terms
from province_app.services.two_person_desk import decide
from tests.admins import BASIS, PROVINCE, TERMS, TODAY, Admins, add_grant, plain
from tests.databases import Database
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, at_once
from tests.provinces import Province, at
from tests.test_migrations import refused
from tiers.accounts import GrantAct
from tiers.policy import may_enter
from tiers.units import Role

NOW = at(20)


def give(admins: Admins, by: str, who: str, role: Role, unit: str, terms: Terms = TERMS):
    session, officer = admins.province.session, getattr(admins, by)
    return grants.grant(session, officer, UUID(who), role, admins.province.unit(unit), terms, NOW)


def rows(province: Province, who: str) -> list[tuple[str, str, bool, date | None]]:
    query = text(
        "select role, act, limited, ends_on from account_grant where account_id ="
        " (select id from account where person_id = :who) order by id"
    )
    return [tuple(row) for row in province.session.execute(query, {"who": who})]


def events(province: Province, like: str) -> list[str]:
    query = text("select event from audit_event where event like :like order by id")
    return list(province.session.scalars(query, {"like": like}))


def test_a_seed_gives_the_personal_account_and_the_role(province: Province) -> None:
    hr = province.officer(province.holder(FACILITY, "hr"))
    assert hr.role is Role.HR
    assert hr.roles() == {Role.HR, Role.PERSON}
    assert {one.unit_id for one in hr.grants} == {province.unit(FACILITY)}
    keeper = province.officer(province.holder(DEPARTMENT, "hr"))
    assert {(one.role, one.unit_id) for one in keeper.grants} == {
        (Role.PROVINCE, province.unit(PROVINCE)),
        (Role.PERSON, province.unit(DEPARTMENT)),
    }


def test_a_facility_grants_a_role_from_a_day_to_a_day(province: Province, admins: Admins) -> None:
    """Quy chế Đ.5.3b: effective on those days and on no other."""
    who = plain(province, FACILITY)[0]
    terms = Terms(BASIS, date(2024, 5, 22), date(2024, 5, 25))
    assert isinstance(give(admins, "facility", who, Role.HR, FACILITY, terms), AccountGrant)
    roles = {day: province.officer(who, at(day)).role for day in (21, 22, 24, 25)}
    assert roles == {21: Role.PERSON, 22: Role.HR, 24: Role.HR, 25: Role.PERSON}
    assert events(province, "account.granted") == ["account.granted"]


@pytest.mark.parametrize(
    ("by", "unit", "role", "error"),
    [
        ("facility", ELSEWHERE, Role.HR, Missing),
        ("facility", DEPARTMENT, Role.PERSON, Missing),
        ("facility", FACILITY, Role.UNIT_ADMIN, Refused),
        ("facility", FACILITY, Role.DEPARTMENT_HR, Refused),
        ("department", FACILITY, Role.PERSON, Refused),
        ("department", FACILITY, Role.HR, Refused),
        ("department", ELSEWHERE, Role.UNIT_ADMIN, Missing),
        ("department", DEPARTMENT, Role.UNIT_ADMIN, Refused),
        ("department", PROVINCE, Role.PROVINCE, Missing),
        ("first", FACILITY, Role.UNIT_ADMIN, Missing),
        ("first", DEPARTMENT, Role.DEPARTMENT_HR, Refused),
    ],
)
def test_above_beside_and_past_the_own_reach_nothing_is_granted(
    province: Province, admins: Admins, by: str, unit: str, role: Role, error: type[Exception]
) -> None:
    """Quy chế Đ.5: through the service, on real units."""
    who = plain(province, unit if unit != PROVINCE else DEPARTMENT)[0]
    before = rows(province, who)
    with pytest.raises(error):
        give(admins, by, who, role, unit)
    assert rows(province, who) == before


def test_nobody_grants_to_himself(province: Province, admins: Admins) -> None:
    with pytest.raises(Refused) as caught:
        give(admins, "facility", admins.facility.person_id, Role.LEADER, FACILITY)
    assert caught.value.decision.code == "own_account"


def test_people_of_another_unit_get_nothing_here(province: Province, admins: Admins) -> None:
    with pytest.raises(Missing):
        give(admins, "facility", plain(province, ELSEWHERE)[0], Role.HR, FACILITY)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(Basis(" ", TODAY), TODAY), "basis_missing"),
        (Terms(Basis("1", date(2024, 5, 21)), TODAY), "basis_ahead"),
        (Terms(BASIS, date(2024, 5, 19)), "day_past"),
        (Terms(BASIS, TODAY, TODAY), "ends_before_start"),
    ],
)
def test_a_grant_has_a_basis_and_days(admins: Admins, terms: Terms, code: str) -> None:
    who = plain(admins.province, FACILITY)[0]
    with pytest.raises(Refused) as caught:
        give(admins, "facility", who, Role.HR, FACILITY, terms)
    assert caught.value.decision.code == code


def test_limit_extend_and_revoke_add_rows_and_bind_at_once(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.3b: hạn chế, mở rộng, hủy; what was stays written."""
    who, session = plain(province, FACILITY)[0], province.session
    first = give(admins, "facility", who, Role.HR, FACILITY, Terms(BASIS, TODAY, date(2024, 6, 1)))
    limited = grants.change(session, admins.facility, first.id, GrantAct.LIMITED, BASIS, NOW)
    officer = province.officer(who, NOW)
    assert may_enter(officer, "unit.read")
    assert may_enter(officer, "unit.write").code == "account_limited"
    assert may_enter(officer, "record.write_own")  # of the personal grant, which is not limited
    wider = grants.change(
        session, admins.facility, limited.id, GrantAct.EXTENDED, BASIS, NOW, date(2024, 7, 1)
    )
    assert may_enter(province.officer(who, at(15, month=6)), "unit.write")
    grants.change(session, admins.facility, wider.id, GrantAct.REVOKED, BASIS, NOW)
    assert province.officer(who, NOW).role is Role.PERSON
    assert rows(province, who)[1:] == [
        ("hr", "granted", False, date(2024, 6, 1)),
        ("hr", "limited", True, date(2024, 6, 1)),
        ("hr", "extended", False, date(2024, 7, 1)),
        ("hr", "revoked", False, TODAY),
    ]
    for former in (first, limited, wider):
        with pytest.raises(Missing):
            grants.change(session, admins.facility, former.id, GrantAct.REVOKED, BASIS, NOW)


def test_two_who_change_a_grant_at_once_leave_one_change(
    province: Province, admins: Admins, database: Database
) -> None:
    grant_id = give(admins, "facility", plain(province, FACILITY)[0], Role.HR, FACILITY).id

    def revoke(session: Session):
        act = GrantAct.REVOKED
        return lambda: grants.change(session, admins.facility, grant_id, act, BASIS, NOW)

    results = at_once(database, revoke, revoke)
    assert sorted(type(one).__name__ for one in results) == ["AccountGrant", "Missing"]


def test_the_province_grants_an_administration_account_by_two_persons(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.1b; security bar C6."""
    who, session = plain(province, DEPARTMENT)[0], province.session
    act = give(admins, "first", who, Role.UNIT_ADMIN, DEPARTMENT)
    assert isinstance(act, TwoPersonAct)
    assert Role.UNIT_ADMIN not in province.officer(who).roles()
    with pytest.raises(Refused) as caught:
        decide(session, admins.first, act.id, True, NOW)
    assert caught.value.decision.code == "own_proposal"
    decide(session, admins.second, act.id, True, NOW)
    assert Role.UNIT_ADMIN in province.officer(who).roles()
    assert events(province, "two_person%") == ["two_person.proposed", "two_person.confirmed"]


def test_a_grant_of_the_province_by_one_person_is_refused_by_the_database(
    province: Province, admins: Admins
) -> None:
    refused(
        province.session,
        "insert into account_grant (account_id, role, unit_id, limited, starts_on, basis_number,"
        " basis_date, act, by_person, at) select id, 'province', 1, false, '2024-05-20', '1',"
        " '2024-05-20', 'granted', person_id, created_at from account limit 1",
        "ck_account_grant_two_persons",
    )


def test_a_roster_gets_its_accounts_at_once(province: Province, admins: Admins) -> None:
    """Quy chế Đ.5.3c: only who has none, with a user name that nobody has."""
    session, unit_id = province.session, province.unit(FACILITY)
    new = [
        roster.NewPerson(uuid4(), "Trần Đỗ Hải", "VC", TODAY, fields={"identity.phone": ""})
        for _ in range(2)
    ]
    roster.add_people(session, unit_id, new, NOW)
    missing = [str(one.id) for one in new]
    opened = account_opening.open_for_roster(session, admins.facility, unit_id, BASIS, NOW)
    assert opened == 2
    names = session.scalars(text("select username from account where username like 'hai.trando%'"))
    assert sorted(names) == ["hai.trando.0001", "hai.trando.0002"]
    assert [rows(province, who) for who in missing] == [[("person", "granted", False, None)]] * len(
        missing
    )
    assert account_opening.open_for_roster(session, admins.facility, unit_id, BASIS, NOW) == 0
    with pytest.raises(Refused):
        account_opening.open_for_roster(session, admins.department, unit_id, BASIS, NOW)


def test_names_of_namesakes_are_counted_on(province: Province) -> None:
    session = province.session
    session.execute(text("update account set username = 'ha.nguyenthi.0007' where id = 1"))
    found = account_opening.usernames(session, ["Nguyễn Thị Hà", "Trần Đỗ Hải", "Nguyễn Thị Hà"])
    assert found == ["ha.nguyenthi.0008", "hai.trando.0001", "ha.nguyenthi.0009"]


def test_a_disabled_account_is_closed_at_once_and_a_unit_reaches_no_higher_account(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5; security bar C5."""
    session, who = province.session, plain(province, FACILITY)[0]
    session.execute(text("update account set password_hash = 'x' where person_id = :w"), {"w": who})
    session.commit()
    account = session.scalars(select(Account).where(Account.person_id == UUID(who))).one()
    assert accounts.may_use(session, account, NOW)
    account_opening.disable(session, admins.facility, UUID(who), NOW)
    assert not accounts.may_use(session, account, NOW)
    account_opening.enable(session, admins.facility, UUID(who), NOW)
    assert accounts.may_use(session, account, NOW)
    add_grant(province, who, FACILITY, "unit_admin")
    with pytest.raises(Refused) as caught:  # now it is the department's to administer
        account_opening.disable(session, admins.facility, UUID(who), NOW)
    assert caught.value.decision.code == "not_yours_to_grant"
    account_opening.disable(session, admins.department, UUID(who), NOW)
    for by, other in (
        (admins.facility, admins.department),
        (admins.department, admins.first),
        (admins.first, admins.first),
    ):
        with pytest.raises((Missing, Refused)):
            account_opening.disable(session, by, UUID(other.person_id), NOW)
