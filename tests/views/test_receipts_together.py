"""Several receipts of one month wait: one PIN approves all that hold. TT 06/2023 Đ.13 bước 4."""

from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from tests.climbing import climb
from tests.desks import DEPARTMENT
from tests.provinces import PIN, Province, at
from tests.stages import Sent, push_to_national
from tests.views.test_sync import as_manager
from tests.views.test_sync import province as province
from tests.web import Site
from tiers.stages import Stage


def again(given: Province, record_id: str, hour: int) -> Sent:
    """Let the national node lose one record and be sent it once more, in the same month."""
    moment = at(28, hour)
    session = given.session
    for statement in (
        "delete from holding where tier = 'national' and record_id = :id",
        "update sync_item set outcome = 'queued', digest = null, submission_id = null, part = null"
        " where stage = 'province_to_national' and record_id = :id",
    ):
        session.execute(text(statement), {"id": record_id})
    session.commit()
    manager = given.officer(given.holder("H40.03", "hr"), moment)
    runs.ask_for_stage(session, manager, Stage.PROVINCE_TO_NATIONAL, "đẩy", moment)
    return push_to_national(session, moment)


@pytest.fixture
def waiting(site: Site, province: Province) -> list[Sent]:
    """Three receipts of May; whoever manages the province is signed in."""
    climb(province.session)
    first = push_to_national(province.session, at(28))
    lost = province.people(DEPARTMENT)[:2]
    more = [again(province, one, hour) for hour, one in enumerate(lost, 10)]
    site.at(at(28, 12))
    as_manager(site, province)
    return [first, *more]


def approved(session: Session) -> set[str]:
    session.rollback()
    found = session.scalars(text("select id from submission where approval is not null"))
    return {str(one) for one in found}


def test_one_pin_approves_all_that_wait(
    site: Site, province: Province, waiting: list[Sent]
) -> None:
    page = unescape(site.get("/sync"))
    assert "Phê duyệt luôn 2 biên nhận khác của kỳ đang chờ (2 hồ sơ được tiếp nhận)" in page
    path = f"/sync/{waiting[0].submission.id}/approve"
    site.post(path, {"pin": "000000", "waiting_too": "1"}, 422)
    assert approved(province.session) == set()
    site.post(path, {"pin": PIN, "waiting_too": "1"})
    assert approved(province.session) == {str(one.submission.id) for one in waiting}
    assert "Đã ký số 3 biên nhận." in unescape(site.get("/sync"))
    sealed = text("select count(*) from audit_event where event = 'submission.sealed'")
    assert province.session.scalar(sealed) == 3


def test_without_the_tick_only_the_one_shown_is_approved(
    site: Site, province: Province, waiting: list[Sent]
) -> None:
    first = str(waiting[0].submission.id)
    site.post(f"/sync/{first}/approve", {"pin": PIN})
    assert approved(province.session) == {first}


def test_one_that_does_not_hold_stays_behind(
    site: Site, province: Province, waiting: list[Sent]
) -> None:
    bad = waiting[1].submission.id
    spoil = text("update submission set receipt = receipt || ' ' where id = :id")
    province.session.execute(spoil, {"id": bad})
    province.session.commit()
    assert "Phê duyệt luôn 1 biên nhận khác" in unescape(site.get("/sync"))
    site.post(f"/sync/{waiting[0].submission.id}/approve", {"pin": PIN, "waiting_too": "1"})
    assert str(bad) not in approved(province.session)
    assert len(approved(province.session)) == 2
