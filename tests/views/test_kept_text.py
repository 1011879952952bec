"""The session ends while text stands in a section: it comes back to its owner, and to nobody."""

import re

import pytest
from werkzeug.test import TestResponse

from province_app.views.messages import message
from tests.desks import DEPARTMENT, draft_of
from tests.provinces import Province
from tests.views.record_form import posted
from tests.web import PASSWORD, Site, code_now

PHONE = "identity.phone"
SECTION = "/my-record/identity"


@pytest.fixture
def form(site: Site, person: str) -> dict[str, list[str]]:
    """A section as typed, with the token of its own session."""
    page = site.get(SECTION)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    filled = posted(page) | {PHONE: ["0912 000 231"], "identity.birth_date": ["31", "4", "1987"]}
    return {**filled, "csrf_token": [token[1]]}


def end_session(site: Site) -> None:
    site.client.delete_cookie("session")


def sign_in_again(site: Site, page: str, username: str, password: str = PASSWORD) -> TestResponse:
    """Send the sign-in page with what it carries, then the page of the code."""
    fields = {"username": [username], "password": [password]}
    answer = site.client.post("/sign-in", data=carried(page) | fields)
    if answer.status_code == 200:
        later = {"code": [code_now(1)]}  # the code of now was used by the first sign-in
        answer = site.client.post("/sign-in/code", data=carried(answer.text) | later)
    return answer


def carried(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of the page."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def username(province: Province, person: str) -> str:
    accounts = province.document["accounts"]
    return str(next(row["username"] for row in accounts if row["person"] == person))


def test_the_text_goes_through_the_sign_in_page_and_comes_back_unsaved(
    site: Site, province: Province, person: str, form: dict[str, list[str]]
) -> None:
    end_session(site)
    answer = site.client.post(SECTION, data=form)
    assert answer.status_code == 401
    assert "những gì bạn vừa nhập vẫn còn" in answer.text
    wrong = sign_in_again(site, answer.text, username(province, person), "sai")
    assert wrong.status_code == 401
    back = sign_in_again(site, wrong.text, username(province, person))
    assert back.status_code == 409
    assert posted(back.text)[PHONE] == ["0912 000 231"]
    assert posted(back.text)["identity.birth_date"] == ["31", "4", "1987"]
    assert "data-unsaved" in back.text
    assert draft_of(province, person).typed[PHONE] != "0912 000 231"
    token = re.search(r'name="csrf_token" value="([^"]+)"', back.text)
    assert token
    saved = site.client.post(SECTION, data={**posted(back.text), "csrf_token": token[1]})
    assert saved.status_code == 302
    assert draft_of(province, person).typed[PHONE] == "0912 000 231"


def test_nobody_else_gets_the_text(
    site: Site, province: Province, person: str, form: dict[str, list[str]]
) -> None:
    other = next(who for who in province.people(DEPARTMENT) if who != person)
    site.sign_in(other)  # gives the account a password
    end_session(site)
    answer = site.client.post(SECTION, data=form)
    back = sign_in_again(site, answer.text, username(province, other))
    assert (back.status_code, back.location) == (302, SECTION)
    assert "0912 000 231" not in site.get(SECTION)
    # Their session took the place of the first one: its old page is not taken either.
    assert "0912 000 231" not in site.client.post(SECTION, data=form).text
    site.post(SECTION, {"revision": "1", "owner": form["owner"][0], PHONE: "0"}, 403)


def test_an_old_page_of_the_same_person_comes_back_with_its_text(
    site: Site, province: Province, person: str, form: dict[str, list[str]]
) -> None:
    site.sign_in(person)
    answer = site.client.post(SECTION, data=form)
    assert answer.status_code == 409
    assert message("page_is_old") in answer.text
    assert posted(answer.text)[PHONE] == ["0912 000 231"]


def test_an_automatic_save_says_it_and_leaves_the_page(
    site: Site, person: str, form: dict[str, list[str]]
) -> None:
    end_session(site)
    part = site.client.post(SECTION, data=form, headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert message("session_ended") in part.text
    assert f'value="{form["revision"][0]}"' in part.text
    assert "<html" not in part.text
