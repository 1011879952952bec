"""Signing asks for the code again when it was shown longer than five minutes ago."""

import io
import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.desks import FACILITY, counts
from tests.provinces import PIN, Province, at, load_province
from tests.views.signing_page import carried, prepare
from tests.views.test_sessions import older, token_in
from tests.web import Site, code_now


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A head before a list to sign, six minutes after signing in."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    head = loaded.holder(FACILITY, "head")
    loaded.certify(head)
    site.at(at(23))
    site.sign_in(head)
    older(session, "proved_at", 6)
    return loaded


def hidden(page: str) -> dict[str, str]:
    """What the page of the code carries along to the act."""
    form = page.split("<main")[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def test_the_code_is_asked_for_and_the_act_goes_on_with_what_was_sent(
    site: Site, province: Province, session: Session
) -> None:
    before = token_in(site)
    sent = {**carried(site.get("/signing")), "pin": PIN}
    asked = site.post("/signing/sign", sent, 401).text
    assert 'action="/signing/sign"' in asked
    assert 'autocomplete="one-time-code"' in asked
    assert PIN not in asked
    assert hidden(asked) == {name: value for name, value in sent.items() if name != "pin"}
    assert counts(session)[1] == 0
    wrong = site.post("/signing/sign", {**hidden(asked), "pin": PIN, "code": "000000"}, 401).text
    assert PIN not in wrong
    assert counts(session)[1] == 0
    again = {**hidden(wrong), "pin": PIN, "code": code_now(1)}
    assert "signed=" in site.post("/signing/sign", again, 302).location
    assert counts(session)[1] == 1
    assert token_in(site) != before  # another session than a thief may have seen
    site.get("/signing")


def test_the_same_code_does_not_do_twice(site: Site, province: Province, session: Session) -> None:
    sent = {**carried(site.get("/signing")), "pin": PIN}
    code = code_now(1)
    site.post("/signing/prepare", {**carried(site.get("/signing")), "code": code}, 302)
    older(session, "proved_at", 6)
    site.post("/signing/sign", {**sent, "code": code}, 401)
    assert counts(session)[1] == 0


def test_every_form_of_signature_asks(site: Site, province: Province, session: Session) -> None:
    """All POSTs of the page of the signature, and the seal under a receipt."""
    acts = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "POST" in rule.methods and rule.endpoint.startswith("signing.")
    }
    assert acts == {"signing.sign", "signing.prepare", "signing.close", "signing.upload"}
    fresh = {name for name, view in site.app.view_functions.items() if hasattr(view, "fresh")}
    assert acts | {"sync.approve"} <= fresh
    form = carried(site.get("/signing"))
    for path in ("/signing/sign", "/signing/prepare", "/signing/close"):
        site.post(path, form, 401)
    assert counts(session) == (0, 0, 0)
    assert session.scalar(text("select count(*) from month_close")) == 0


def test_a_file_is_chosen_again(site: Site, province: Province, session: Session) -> None:
    older(session, "proved_at", -6)
    manifest = prepare(site, province)
    older(session, "proved_at", 6)
    path = f"/signing/{manifest.id}/signature"
    asked = site.post(path, {"signature": (io.BytesIO(b"x"), "list.p7s")}, 401).text
    assert 'enctype="multipart/form-data"' in asked
    assert 'type="file"' in asked
    answer = site.post(
        path, {"signature": (io.BytesIO(b"x"), "list.p7s"), "code": code_now(1)}, 409
    )
    assert "Xác thực lại" not in answer.text  # the act itself refused the file


def test_the_sealing_of_a_receipt_asks(site: Site, session: Session) -> None:
    loaded = load_province(session)
    site.sign_in(loaded.holder("H40.03", "hr"))
    older(session, "proved_at", 6)
    site.post(f"/sync/{uuid4()}/approve", {"pin": PIN}, 401)


def test_the_code_counts_as_a_field_of_no_other_form(site: Site, province: Province) -> None:
    """Only where the code was asked for is it taken out of the form."""
    older(province.session, "proved_at", -6)
    form = carried(site.get("/signing"))
    site.post("/signing/prepare", {**form, "code": "123456"}, 400)


def test_five_wrong_codes_wait_here_too(site: Site, province: Province) -> None:
    form = carried(site.get("/signing"))
    for _ in range(5):
        site.post("/signing/prepare", {**form, "code": "000000"}, 401)
    refused = site.post("/signing/prepare", {**form, "code": code_now(1)}, 429)
    assert int(refused.headers["Retry-After"]) > 0


def test_a_page_is_gone_back_to(site: Site, province: Province) -> None:
    site.post("/sign-in/again", {"code": "000000", "next": "/signing?unit=3"}, 401)
    evil = {"code": code_now(1), "next": "//evil.example"}
    assert site.post("/sign-in/again", evil, 302).location == "/"
