"""The page of a delivery by hand: sealed with the PIN, results read back, refusals in words."""

import io
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app.exchange.hand import batch
from province_app.exchange.hand.refused import SENTENCES
from province_app.services import runs
from province_app.services.two_person_desk import decide, waiting_for
from province_app.signing.pki import make_demo_pki
from province_app.stores.record_readers import readings_of
from tests.admins import PROVINCE, add_grant
from tests.climbing import climbed_month
from tests.desks import DEPARTMENT, FACILITY
from tests.exchange.parties import PIN, environment
from tests.provinces import Province, at, authority
from tests.web import Site
from tiers.audit import READINGS
from tiers.stages import Stage


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """Everything is at the province; nobody answers at the national node."""
    made = climbed_month(session)
    site.at(at(28))
    return made


def test_others_have_no_door(site: Site, province: Province) -> None:
    site.sign_in(province.holder(FACILITY, "hr"))
    site.get("/sync/hand-delivery", 403)
    site.post("/sync/hand-delivery", {"pin": "1"}, 403)


def test_without_keys_the_page_says_whom_to_tell(site: Site, province: Province) -> None:
    site.sign_in(province.holder(DEPARTMENT, "hr"))
    page = unescape(site.post("/sync/hand-delivery/results", {}, 409).text)
    assert SENTENCES["hand_no_exchange"] in page
    page = unescape(site.post("/sync/hand-delivery", {"pin": PIN}, 409).text)
    assert SENTENCES["hand_no_seal"] in page


@pytest.fixture
def pin(site: Site, tmp_path: Path) -> str:
    """The province has its integration key and its seal; return the seal's PIN."""
    authority().save(tmp_path / "ca")
    pki = make_demo_pki(tmp_path, [], PIN)
    theirs = load_settings(environment(pki, "H40") | {"VAR_DIR": str(tmp_path)})
    names = [name for name in vars(theirs) if name.startswith("exchange_")]
    site.app.config["SETTINGS"] = replace(
        site.app.config["SETTINGS"],
        agency_code="H40",
        **{name: getattr(theirs, name) for name in names},
    )
    return pki.seal_pin_files["H40"].read_text().strip()


def test_the_archive_is_handed_out_for_the_pin_of_the_seal(
    site: Site, province: Province, session: Session, pin: str
) -> None:
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    page = unescape(site.post("/sync/hand-delivery", {"pin": pin}, 409).text)
    assert SENTENCES["hand_not_open"] in page
    stage = Stage.PROVINCE_TO_NATIONAL
    runs.ask_for_stage(session, province.officer(who, at(28)), stage, "đẩy", at(28))
    page = unescape(site.post("/sync/hand-delivery", {"pin": "000000"}, 409).text)
    assert "PIN" in page
    answer = site.post("/sync/hand-delivery", {"pin": pin}, 200)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=giao-tay-")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as given:
        assert set(given.namelist()) == batch.FILES
    session.rollback()
    event = text("select actor from audit_event where event = 'submission.given_by_hand'")
    assert str(session.scalar(event)) == who
    page = unescape(
        site.post("/sync/hand-delivery/results", {"results": (io.BytesIO(b"x"), "x.zip")}, 409).text
    )
    assert SENTENCES["hand_damaged"] in page


def test_more_than_fifty_records_leave_by_two_and_each_person_reads_it(
    site: Site, province: Province, session: Session, pin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quy chế Đ.11; security bar C6. Set small: the rule is the same."""
    monkeypatch.setattr("tiers.two_person.EXPORTED_ALONE", 3)
    who, second = province.holder(DEPARTMENT, "hr"), province.holder(DEPARTMENT, "head")
    add_grant(province, second, PROVINCE, "province")
    officer, stage = province.officer(who, at(28)), Stage.PROVINCE_TO_NATIONAL
    runs.ask_for_stage(session, officer, stage, "đẩy", at(28))
    site.sign_in(who)
    page = unescape(site.post("/sync/hand-delivery", {"pin": pin}, 409).text)
    assert "cần hai người" in page
    assert "Đề xuất giao tay" in page
    assert "Xuất gói giao tay</button>" not in page
    paper = {"basis_number": "7/QĐ-SNV", "basis_date": "2024-05-27"}
    site.post("/sync/hand-delivery/propose", paper, 303)
    (act,) = waiting_for(session, province.officer(second, at(28)), at(28))
    session.rollback()
    page = unescape(site.post("/sync/hand-delivery", {"pin": pin, "act": str(act.id)}, 409).text)
    assert "Chờ người thứ hai" in page
    decide(session, province.officer(second, at(28)), act.id, True, at(28))
    assert str(act.id) in site.get("/sync/hand-delivery")
    answer = site.post("/sync/hand-delivery", {"pin": pin, "act": str(act.id)}, 200)
    assert answer.headers["Content-Type"] == "application/zip"
    session.rollback()
    told = "select subject from audit_event where event = 'record.exported' and actor = :who"
    sent = "select cast(record_id as text) from sync_item where submission_id is not null"
    exported = sorted(session.scalars(text(told), {"who": who}))
    assert exported == sorted(session.scalars(text(sent)))
    assert len(exported) == act.payload["people"] > 3
    one = next(one for one in exported if one != who)
    (read,) = [
        one for one in readings_of(session, UUID(one), list(READINGS), 0, 50)
        if one.purpose == "record.exported"
    ]  # fmt: skip
    assert str(read.actor) == who
    site.post("/sync/hand-delivery", {"pin": pin, "act": str(act.id)}, 409)  # once
    assert sorted(session.scalars(text(told), {"who": who})) == exported


@pytest.mark.browser
def test_the_page_fits_and_says_why_nothing_went(
    site: Site, province: Province, browser: Browser, address: str
) -> None:
    site.sign_in(province.holder(DEPARTMENT, "hr"))
    page = unescape(site.get("/sync?stage=province_to_national"))
    assert "Giao tay" in page
    site.get("/sync/hand-delivery")
    context = browser.new_context(locale="vi-VN")
    cookie = site.client.get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    window = context.new_page()
    window.goto(f"{address}/sync/hand-delivery")
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 800})
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(window).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    context.close()
