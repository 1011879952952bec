"""Exceptional signing windows: opened by two, for named units and days, beside the calendar."""

from datetime import date

import pytest
from sqlalchemy import text

from province_app.services import exceptional_windows, two_person_desk
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.exceptional_windows import propose_window, signing_opening
from province_app.services.two_person_kinds import KINDS
from province_app.stores.transaction import transaction
from province_app.views import words
from province_app.views.two_person_read import WHAT
from tests.admins import BASIS, Admins
from tests.desks import ELSEWHERE, FACILITY
from tests.provinces import Province, at
from tests.test_migrations import refused
from tiers.units import Tier

FIRST, LAST = date(2024, 5, 27), date(2024, 5, 28)
NOW = at(20)


def propose(admins: Admins, first: date = FIRST, last: date = LAST, unit: str = FACILITY):
    unit_ids, session = [admins.province.unit(unit)], admins.province.session
    return propose_window(session, admins.first, unit_ids, first, last, BASIS, NOW)


def is_open(province: Province, unit: str, moment) -> bool:
    tier = Tier.FACILITY
    return signing_opening(province.session, province.unit(unit), tier, moment).is_open


def test_a_unit_signs_in_the_window_that_two_persons_opened(
    province: Province, admins: Admins
) -> None:
    """Quy chế Đ.7.1b; security bar F3: the calendar is not shifted, the edges are exact."""
    province.send(FACILITY)
    province.confirm(FACILITY)
    act = propose(admins)
    with pytest.raises(Refused) as caught:
        province.sign(FACILITY, moment=at(27))
    assert caught.value.decision.code == "window_closed"
    two_person_desk.decide(province.session, admins.second, act.id, True, NOW)
    edges = {
        moment: is_open(province, FACILITY, moment)
        for moment in (at(26, 23, 59, 59), at(27, 0), at(28, 23, 59, 59), at(29, 0))
    }
    assert list(edges.values()) == [False, True, True, False]
    assert not is_open(province, ELSEWHERE, at(27))
    assert is_open(province, FACILITY, at(23))  # the calendar's own
    manifest = province.sign(FACILITY, moment=at(27))
    assert (manifest.period, manifest.signature is not None) == ("2024-05", True)
    (shown,) = exceptional_windows.opened_in(province.session, "2024-05", None, at(27))
    assert shown.basis_number == BASIS.number
    assert exceptional_windows.opened_in(province.session, "2024-06", None, at(27)) == []
    elsewhere = [province.unit(ELSEWHERE)]
    assert exceptional_windows.opened_in(province.session, "2024-05", elsewhere, at(27)) == []
    events = province.session.scalars(
        text("select event from audit_event where event like 'window%' or event like 'two%'")
    )
    assert list(events) == ["two_person.proposed", "window.opened", "two_person.confirmed"]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2024, 5, 19), LAST, "day_past"),
        (LAST, FIRST, "ends_before_start"),
        (date(2024, 5, 31), date(2024, 6, 1), "window_two_months"),
        (date(2024, 5, 21), date(2024, 5, 31), "window_too_long"),
    ],
)
def test_days_that_no_window_has(admins: Admins, first: date, last: date, code: str) -> None:
    with pytest.raises(Refused) as caught:
        propose(admins, first, last)
    assert caught.value.decision.code == code


def test_a_window_needs_units_a_document_and_the_province(
    province: Province, admins: Admins
) -> None:
    session, unit_id = province.session, province.unit(FACILITY)
    with pytest.raises(Refused) as caught:
        propose_window(session, admins.first, [], FIRST, LAST, BASIS, NOW)
    assert caught.value.decision.code == "window_no_units"
    with pytest.raises(Missing):
        propose_window(session, admins.first, [10_000], FIRST, LAST, BASIS, NOW)
    with pytest.raises(Refused) as caught:
        propose_window(session, admins.first, [unit_id], FIRST, LAST, Basis("", NOW.date()), NOW)
    assert caught.value.decision.code == "basis_missing"
    with pytest.raises(Refused) as caught:
        propose_window(session, admins.department, [unit_id], FIRST, LAST, BASIS, NOW)
    assert caught.value.decision.code == "role_lacks"


def test_who_is_not_entitled_is_told_that_there_is_no_such_act(
    province: Province, admins: Admins
) -> None:
    act = propose(admins)
    for officer in (admins.department, admins.facility):
        with pytest.raises(Missing):
            two_person_desk.decide(province.session, officer, act.id, True, NOW)
        assert two_person_desk.two_person_desk(province.session, officer, NOW).waiting == []
    assert two_person_desk.waiting_for(province.session, admins.first, NOW) == []
    assert two_person_desk.waiting_for(province.session, admins.second, NOW) == [act]


def test_a_proposal_is_refused_runs_out_and_is_decided_once(
    province: Province, admins: Admins
) -> None:
    session = province.session
    act = propose(admins)
    two_person_desk.decide(session, admins.second, act.id, False, NOW)
    assert not is_open(province, FACILITY, at(27))
    with pytest.raises(Refused) as caught:
        two_person_desk.decide(session, admins.second, act.id, True, NOW)
    assert caught.value.decision.code == "already_decided"
    late = propose(admins)
    with pytest.raises(Refused) as caught:
        two_person_desk.decide(session, admins.second, late.id, True, at(25))
    assert caught.value.decision.code == "proposal_over"


def test_what_who_lost_the_right_proposed_is_not_done(province: Province, admins: Admins) -> None:
    act = propose(admins)
    with transaction(province.session):
        province.session.execute(
            text(
                "insert into account_grant (account_id, role, unit_id, limited, starts_on, ends_on,"
                " basis_number, basis_date, act, at, follows) select account_id, role, unit_id,"
                " limited, starts_on, starts_on, '1', basis_date, 'revoked', at, id"
                " from account_grant where role = 'province' and account_id ="
                " (select id from account where person_id = :who)"
            ),
            {"who": admins.first.person_id},
        )
    with pytest.raises(Refused) as caught:
        two_person_desk.decide(province.session, admins.second, act.id, True, NOW)
    assert caught.value.decision.code == "proposer_lacks"
    assert not is_open(province, FACILITY, at(27))


def test_the_database_itself_demands_a_second_person(province: Province, admins: Admins) -> None:
    act = propose(admins)
    refused(
        province.session,
        "update two_person_act set decided_by = proposed_by, decided_at = proposed_at,"
        " outcome = 'done' where id = :id",
        "ck_two_person_act_second_person",
        id=act.id,
    )
    refused(province.session, "update two_person_act set payload = '{}'", "permission denied")


def test_each_kind_has_its_words() -> None:
    assert set(KINDS) == set(WHAT) == set(words.TWO_PERSON)
