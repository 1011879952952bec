"""Every refusal is an event: who, at which endpoint, which id, why; nothing personal, no flood."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import audit_denials
from province_app.services.audit_denials import Asked
from province_app.services.errors import Denial
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.provinces import Province, at, load_province
from tests.web import Site
from tiers.audit import DENIALS_A_MINUTE

EVENTS = text(
    "select actor, subject, decision, basis, detail, request_id from audit_event"
    " where event = 'act.refused' order by id"
)
NOON = datetime(2024, 5, 23, 5, 0, 7, tzinfo=UTC)


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A province in which a facility waits for its check, on day 23."""
    loaded = load_province(session)
    for unit in (FACILITY, ELSEWHERE):
        if any(one["code"] == unit for one in loaded.document["units"]):
            loaded.send(unit)
    site.at(at(23))
    return loaded


def refusals(session: Session) -> list[dict[str, object]]:
    """What the log says of refusals."""
    found = [dict(row._mapping) for row in session.execute(EVENTS)]
    session.rollback()
    return found


def test_a_door_that_is_closed_to_the_account(
    site: Site, session: Session, province: Province
) -> None:
    """Security bar C53: all denials."""
    person = plain_member(province, FACILITY)
    site.sign_in(person)
    site.get("/sync", 403)
    (event,) = refusals(session)
    assert event["actor"] == UUID(person)
    assert (event["decision"], event["basis"], event["subject"]) == ("refused", "Đ.5", "sync.show")
    assert event["detail"] == {
        "endpoint": "sync.show",
        "method": "GET",
        "code": "role_lacks",
        "kind": "who",
    }
    assert event["request_id"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({}, 400, "csrf"), ({"Origin": "https://evil.example"}, 403, "foreign_page")],
)
def test_a_form_that_no_page_of_ours_sent(
    site: Site, session: Session, province: Province, headers: dict, status: int, code: str
) -> None:
    """Security bar C53, case 19: bounded as every other refusal."""
    person = plain_member(province, FACILITY)
    site.sign_in(person)
    for _ in range(DENIALS_A_MINUTE + 5):
        assert site.client.post("/my-record/send", headers=headers).status_code == status
    found = refusals(session)
    assert {(one["actor"], one["subject"]) for one in found} == {(UUID(person), "record.send")}
    assert {one["detail"]["code"] for one in found} == {code}
    # The clock of the system runs on: the requests may fall into two minutes.
    assert len(found) in range(DENIALS_A_MINUTE, DENIALS_A_MINUTE + 6)


def test_what_lies_outside_the_scope(site: Site, session: Session, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    stranger = str(uuid4())
    site.get(f"/records/{stranger}/history", 404)
    (event,) = refusals(session)
    assert event["subject"] == stranger
    assert event["detail"] == {
        "endpoint": "record_history.show",
        "method": "GET",
        "code": "not_found",
        "kind": "scope",
    }


def test_an_act_that_a_page_answers_without_an_error_page(
    site: Site, session: Session, province: Province
) -> None:
    """409 by the view itself: the officer's own draft, or one that has moved on."""
    hr = province.holder(FACILITY, "hr")
    site.sign_in(hr)
    own = draft_of(province, hr)
    site.post(f"/drafts/{own.id}/confirm", {"revision": str(own.revision)}, 403)
    site.post("/drafts/confirm", {}, 302)  # nothing was chosen: said on the next page
    codes = [event["detail"]["code"] for event in refusals(session)]  # type: ignore[index]
    assert codes == ["own_record", "nothing_chosen"]


def test_what_is_allowed_and_what_is_no_address_leave_no_refusal(
    site: Site, session: Session, province: Province
) -> None:
    assert site.client.get("/unit").status_code == 302  # a stranger is asked to sign in
    site.sign_in(province.holder(FACILITY, "hr"))
    site.get("/")
    site.get("/unit")
    site.get("/no-such-page", 404)
    assert refusals(session) == []


def test_nothing_that_was_typed_stands_in_a_refusal(
    site: Site, session: Session, province: Province
) -> None:
    site.sign_in(plain_member(province, FACILITY))
    site.get("/my-record/nguyen-van-kin?check=nguyen-van-kin", 404)
    (event,) = refusals(session)
    assert "nguyen-van-kin" not in str(event)


def test_somebody_who_is_refused_all_the_time_is_counted(session: Session) -> None:
    """Twenty events a minute of one person, then one with the number of the others."""
    ones, others = uuid4(), uuid4()
    asked, denial = Asked("sync.show", "GET", ""), Denial("role_lacks", "who", "Đ.5")
    for _ in range(57):
        audit_denials.note(session, ones, asked, denial, NOON)
    audit_denials.note(session, others, asked, denial, NOON)
    assert [event["actor"] for event in refusals(session)] == [ones] * 20 + [others]
    audit_denials.count_up(session, NOON)  # the minute is not over
    assert len(refusals(session)) == 21
    for _ in range(2):
        audit_denials.count_up(session, NOON + timedelta(minutes=1))
    *_, last = refusals(session)
    assert len(refusals(session)) == 22
    assert (last["actor"], last["decision"]) == (ones, "refused")
    assert last["detail"] == {"times": 37, "minute": "2024-05-23T05:00:00+00:00"}
    audit_denials.note(session, ones, asked, denial, NOON + timedelta(minutes=1))
    assert refusals(session)[-1]["detail"] != last["detail"]
