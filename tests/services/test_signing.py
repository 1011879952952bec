"""Who signs, and when: head, deputy, posts that stand, the window. Source: Quy chế Đ.7.1b, 7.2b."""

from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy.orm import Session

from province_app.services import sign_page, signing
from province_app.services.errors import Missing, Refused
from tests.desks import (
    DEPARTMENT,
    ELSEWHERE,
    FACILITY,
    appoint,
    counts,
    end_post,
    sign_outside,
    waiting_facility,
)
from tests.provinces import PIN, Province, at, trust
from tests.services.signers import desk, listed, prepare, sign


@pytest.fixture
def province(session: Session) -> Province:
    return waiting_facility(session)


SECOND = timedelta(seconds=1)


def test_the_head_signs_all_but_the_own_record_and_the_deputy_that_one(
    province: Province,
) -> None:
    """Đ.7.1b: cấp phó phê duyệt bằng ký số dữ liệu của người đứng đầu."""
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    by_head = sign(province, head, at(23))
    by_deputy = sign(province, deputy, at(23))
    assert listed(by_head) == set(province.people(FACILITY)) - {head}
    assert listed(by_deputy) == {head}
    assert orjson.loads(by_deputy.body)["signer"]["post"] == "deputy"
    assert counts(province.session) == (2, 2, len(province.people(FACILITY)))


def test_a_head_with_a_second_post_still_does_not_sign_the_own_record(province: Province) -> None:
    """Who is head and deputy at once is the head: the own record stays for another deputy."""
    head = province.holder(FACILITY, "head")
    appoint(province, head, FACILITY, "deputy", "leader")
    assert head not in listed(sign(province, head, at(23)))


def test_without_a_deputy_the_heads_record_waits_and_is_seen_to(province: Province) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    end_post(province, deputy, date(2024, 5, 22))
    shown = desk(province, head, FACILITY, at(23))
    assert shown.sums.blocked == 1
    assert shown.own is not None
    assert (shown.own.holders, shown.own.waits) == ((), True)
    sign(province, head, at(23))
    assert counts(province.session)[2] == len(province.people(FACILITY)) - 1


@pytest.mark.parametrize(("unit", "post"), [(ELSEWHERE, "deputy"), (DEPARTMENT, "head")])
def test_a_leader_of_another_unit_finds_nothing_to_sign(
    province: Province, unit: str, post: str
) -> None:
    """Nor does the department's head jump over the facility's. Đ.7.1b"""
    who = province.holder(unit, post)
    identity = province.certify(who)
    with pytest.raises(Missing):
        prepare(province, who, at(23), identity)
    with pytest.raises(Missing):
        desk(province, who, FACILITY, at(23))


def test_a_post_that_has_ended_signs_nothing(province: Province) -> None:
    """Authority is looked up at the moment of signing: 24th 23:59:59 yes, 25th no."""
    head = province.holder(FACILITY, "head")
    end_post(province, head, date(2024, 5, 25))
    identity = province.certify(head)
    assert prepare(province, head, at(24, 23, 59, 59), identity)
    with pytest.raises(Missing):
        prepare(province, head, at(25, 0), identity)


def test_hr_does_not_sign(province: Province) -> None:
    hr = province.holder(FACILITY, "hr")
    with pytest.raises(Refused) as caught:
        prepare(province, hr, at(23), province.certify(hr))
    assert caught.value.decision.code == "role_lacks"
    appoint(province, hr, ELSEWHERE, "deputy", "leader")
    with pytest.raises(Refused) as caught:
        prepare(province, hr, at(23), province.certify(hr))
    assert caught.value.decision.code == "not_the_signer"


WINDOWS = {
    FACILITY: (at(23, 0), at(26, 0) - SECOND, at(23, 0, month=6), "Đ.7.1b"),
    DEPARTMENT: (at(23, 0), at(27, 0) - SECOND, at(23, 0, month=6), "Đ.7.2b"),
}


@pytest.mark.parametrize("unit", WINDOWS)
def test_the_window_is_kept_to_the_second(province: Province, unit: str) -> None:
    """Đ.7.1b: từ ngày 23 đến ngày 25; Đ.7.2b: đến ngày 26."""
    if unit == DEPARTMENT:
        province.send(unit)
        province.confirm(unit)
    first, last, following, article = WINDOWS[unit]
    head, deputy = (province.holder(unit, post) for post in ("head", "deputy"))
    for moment, opens in ((first - SECOND, first), (last + SECOND, following)):
        for who in (head, deputy):
            with pytest.raises(Refused) as caught:
                sign(province, who, moment, unit)
            refusal = caught.value.decision
            assert (refusal.kind, refusal.code) == ("when", "window_closed")
            assert (refusal.until, refusal.article) == (opens, article)
    assert counts(province.session) == (0, 0, 0)
    assert sign(province, head, first, unit).period == "2024-05"
    assert sign(province, deputy, last, unit).period == "2024-05"


def test_a_list_prepared_in_time_is_not_signed_too_late(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(25, 23, 59, 50), identity)
    cms = sign_outside(manifest.body, identity, tmp_path)
    late, session = at(26, 0, 0, 1), province.session
    officer = province.officer(head, late)
    for act in (
        lambda: signing.accept_signature(session, officer, manifest.id, cms, trust(), late),
        lambda: signing.sign_manifest(session, officer, manifest.id, PIN, trust(), late),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.decision.code == "window_closed"
    assert counts(session) == (1, 0, 0)


def test_a_prepared_list_is_signed_by_who_prepared_it(province: Province) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    manifest = prepare(province, head, at(23), province.certify(head))
    officer = province.officer(deputy, at(23))
    with pytest.raises(Missing):
        signing.sign_manifest(province.session, officer, manifest.id, PIN, trust(), at(23))
    with pytest.raises(Missing):
        sign_page.manifest_of(province.session, officer, manifest.id)
