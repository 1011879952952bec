"""Ai được làm gì: the table on a page, and why somebody may do something."""

import pytest
from sqlalchemy import text

from province_app.services.permissions import THINGS
from province_app.views.messages import message
from province_app.views.permissions_words import ACTIONS, RELATIONS, ROLES, STATES
from province_app.views.permissions_words import THINGS as SAID
from tests.desks import DEPARTMENT, FACILITY, appoint, draft_of, plain_member
from tests.provinces import Province, at
from tests.web import Site
from tiers import policy
from tiers.policy import Relation
from tiers.units import Role


@pytest.fixture
def admin(site: Site, province: Province) -> str:
    """Somebody of Sở Nội vụ who manages the province's database, signed in."""
    who = next(row["person"] for row in province.document["accounts"] if row["role"] == "province")
    site.sign_in(who)
    return str(who)


def ask(site: Site, account: str, action: str, thing: str = "", status: int = 200) -> str:
    form = {"account": account, "action": action, "thing": thing}
    return site.post("/policy", form, status).text


def test_every_word_of_the_table_is_said() -> None:
    assert set(ACTIONS) == set(policy.ACTIONS)
    assert set(RELATIONS) == set(Relation)
    assert set(ROLES) == set(Role)
    assert set(STATES) == {state for one in policy.ACTIONS.values() for state in one.states}
    assert {kind for kind, _ in THINGS.values()} == set(SAID)
    assert set(THINGS) <= set(policy.ACTIONS)


def test_the_page_shows_every_row_of_the_table(site: Site, admin: str) -> None:
    page = site.get("/policy")
    for label in (*ACTIONS.values(), *RELATIONS.values(), "Mọi tài khoản", ROLES["leader"]):
        assert label in page
    assert "/policy" in site.get("/catalogues")


def test_only_the_province_sees_it(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    site.get("/policy", 403)
    ask(site, "x", "home.read", status=403)


def test_a_shut_door_is_the_answer(site: Site, province: Province, admin: str) -> None:
    page = ask(site, plain_member(province, FACILITY), "manifest.sign", FACILITY)
    assert "không được" in page
    assert message("role_lacks") in page


def test_the_answer_is_the_one_that_the_act_itself_gets(
    site: Site, province: Province, admin: str
) -> None:
    """The same rule as behind the button: who, when, and in which state."""
    head, hr = province.holder(FACILITY, "head"), province.holder(FACILITY, "hr")
    closed = ask(site, head, "manifest.sign", FACILITY)
    assert message("window_closed") in closed
    assert "mở lại" in closed
    site.at(at(23))
    assert "Làm được lúc này" in ask(site, head, "manifest.sign", FACILITY)
    assert message("out_of_scope") in ask(site, head, "manifest.sign", DEPARTMENT)
    someone = plain_member(province, FACILITY)
    draft = str(draft_of(province, someone).id)
    assert message("not_waiting_for_check") in ask(site, hr, "draft.check", draft)
    province.send(FACILITY)
    assert "Làm được lúc này" in ask(site, hr, "draft.check", draft)
    own = str(draft_of(province, hr).id)
    assert message("own_record") in ask(site, hr, "draft.check", own)
    other = province.holder("H40.02.01", "hr")
    assert message("out_of_scope") in ask(site, other, "draft.check", draft)
    assert message("already_sent") in ask(site, someone, "record.write_own", someone)
    assert message("own_record") in ask(site, hr, "unit.write", hr)


def test_every_judge_answers_on_what_is_named_and_on_what_does_not_exist(
    site: Site, province: Province, admin: str
) -> None:
    code, below = "H40.02", "H40.02.01"
    hr, head = province.holder(code, "hr"), province.holder(code, "head")
    for name in THINGS:
        roles = policy.ACTIONS[name].roles
        who = hr if Role.DEPARTMENT_HR in roles else head if Role.LEADER in roles else admin
        refused = message("out_of_scope") in ask(site, who, name, "khong.co")
        assert refused is (name != "receipt.approve"), name  # which is for one role as a whole
    for name, thing in (
        ("records.import", code),
        ("unit.read", code),
        ("requirement.write", code),
        ("sync.read", below),
        ("record.read_history", plain_member(province, code)),
        ("home.read", hr),
        ("sync.start", "Cơ sở lên sở, huyện"),
    ):
        wanted = message("stage_closed") if name == "sync.start" else "Làm được lúc này"
        assert wanted in ask(site, hr, name, thing), name
    for name, thing in (("records.import", below), ("unit.read", below), ("sync.read", DEPARTMENT)):
        assert message("out_of_scope") in ask(site, hr, name, thing), name


def test_a_user_name_is_an_answer_too_and_an_unknown_one_is_said(
    site: Site, province: Province, admin: str
) -> None:
    account = next(row for row in province.document["accounts"] if row["person"] == admin)
    assert "Làm được" in ask(site, account["username"].upper(), "policy.read")
    assert "Không có tài khoản này" in ask(site, "khong.co.ai", "policy.read", status=422)
    assert "Không có tài khoản này" in ask(site, admin, "khong.co", status=422)


def test_who_asked_about_whom_is_written_down(site: Site, province: Province, admin: str) -> None:
    someone = plain_member(province, FACILITY)
    ask(site, someone, "home.read", someone)
    row = province.session.execute(
        text("select actor, subject, detail from audit_event where event = 'policy.asked'")
    ).one()
    assert (str(row.actor), row.subject, row.detail) == (admin, someone, {"action": "home.read"})


def test_a_question_reads_nothing_in_somebody_elses_name(
    site: Site, province: Province, admin: str
) -> None:
    """The log must not say that HR read a record which Sở Nội vụ only asked about."""
    hr = province.holder(FACILITY, "hr")
    appoint(province, admin, FACILITY, "hr", "province")
    ask(site, hr, "record.read_history", plain_member(province, FACILITY))
    query = text("select count(*) from audit_event where event = 'record.read'")
    assert province.session.scalar(query) == 0
