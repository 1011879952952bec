"""Whoever has lost the telephone comes in again by two others, and by the own password."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.services import totp
from province_app.services.errors import Missing, Refused
from province_app.services.factor_resets import propose_reset
from province_app.services.two_person_desk import decide, waiting_for
from province_app.stores.transaction import transaction
from tests.admins import BASIS, Admins, account_id, make_admins, plain
from tests.desks import ELSEWHERE, FACILITY
from tests.provinces import Province, at
from tests.web import SECRET

NOW = at(20)


@pytest.fixture
def admins(province: Province) -> Admins:
    return make_admins(province)


@pytest.fixture
def lost(province: Province) -> UUID:
    """Somebody of the facility with a second factor and a session."""
    who, session = plain(province, FACILITY)[0], province.session
    account = account_id(province, who)
    with transaction(session):
        totp.add(session, {account: SECRET}, system_now())
    return UUID(who)


def factors_of(session: Session, who: UUID) -> int:
    return session.scalar(
        text(
            "select count(*) from totp_factor join account on account.id = account_id"
            " where person_id = :who"
        ),
        {"who": who},
    )


def test_two_take_a_lost_factor_away_and_the_person_is_told(
    province: Province, admins: Admins, lost: UUID
) -> None:
    """Security bar 20."""
    session = province.session
    act = propose_reset(session, admins.facility, lost, BASIS, NOW)
    assert factors_of(session, lost) == 1
    with pytest.raises(Refused) as caught:
        decide(session, admins.facility, act.id, True, NOW)
    assert caught.value.decision.code == "own_proposal"
    with pytest.raises(Missing):  # nobody of another unit
        decide(session, province.officer(province.holder(ELSEWHERE, "hr")), act.id, True, NOW)
    head = province.officer(province.holder(FACILITY, "head"))
    assert [one.id for one in waiting_for(session, head, NOW)] == [act.id]
    decide(session, head, act.id, True, NOW)
    assert factors_of(session, lost) == 0
    notices = session.scalars(text("select kind from security_notice order by id")).all()
    assert notices == ["factor_reset"]
    events = session.scalars(
        text("select actor from audit_event where event = 'factor.reset'")
    ).all()
    assert [str(one) for one in events] == [head.person_id]


def test_who_does_not_administer_the_account_proposes_nothing(
    province: Province, admins: Admins, lost: UUID
) -> None:
    session = province.session
    with pytest.raises(Missing):
        propose_reset(session, province.officer(province.holder(ELSEWHERE, "hr")), lost, BASIS, NOW)
    with pytest.raises(Refused):  # the own one
        propose_reset(session, admins.facility, UUID(admins.facility.person_id), BASIS, NOW)
    with pytest.raises(Refused) as caught:
        propose_reset(session, admins.facility, UUID(plain(province, FACILITY)[1]), BASIS, NOW)
    assert caught.value.decision.code == "no_factor"


def test_the_second_of_the_province_confirms_what_the_first_proposed(
    province: Province, admins: Admins
) -> None:
    """A department's administrator who lost the telephone."""
    session, who = province.session, UUID(admins.department.person_id)
    with transaction(session):
        totp.add(session, {account_id(province, str(who)): SECRET}, system_now())
    act = propose_reset(session, admins.first, who, BASIS, NOW)
    decide(session, admins.second, act.id, True, NOW)
    assert factors_of(session, who) == 0
