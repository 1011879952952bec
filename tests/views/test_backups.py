"""Sao lưu và phục hồi at its page: seen and proposed by Sở Nội vụ alone. Quy chế Đ.9.2."""

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.admins import Admins
from tests.backups import Houses, houses
from tests.databases import Database
from tests.views.test_health import figures
from tests.views.test_sessions import older
from tests.views.test_two_person import BASIS, act_of, second
from tests.web import Site, code_now


@pytest.fixture
def node(
    session: Session, database: Database, tmp_path: Path, master_keys: Path, site: Site
) -> Houses:
    made = houses(session, database, tmp_path, master_keys)
    settings = site.app.config["SETTINGS"]
    places = made.settings.backup_places
    site.app.config["SETTINGS"] = replace(settings, backup_places=places)
    return made


def test_the_page_says_what_is_there_and_what_is_wrong(
    site: Site, node: Houses, admins: Admins
) -> None:
    site.sign_in(admins.first.person_id)
    assert "Chưa có bản sao lưu nào" in unescape(site.get("/backups"))
    made = node.make()
    node.drill()
    page = unescape(site.get("/backups"))
    assert page.count("Ghi và đọc lại đúng") == 2
    assert f"mã {made.digest.hex()[:16]}" in page
    assert "mọi bảng, tài liệu và nhật ký đúng như lúc sao lưu" in page
    node.places[1].outside.rename(node.places[1].outside.with_name("away"))
    node.make()
    node.drill()
    page = unescape(site.get("/backups"))
    assert "Không thấy nơi lưu" in page
    assert "Diễn tập phục hồi không thành công." in page


def test_a_node_without_a_place_says_so(site: Site, admins: Admins) -> None:
    site.sign_in(admins.first.person_id)
    assert "Chưa có nơi lưu bản sao." in unescape(site.get("/backups"))


def test_others_see_nothing_of_it(site: Site, node: Houses, admins: Admins) -> None:
    site.sign_in(admins.facility.person_id)
    site.get("/backups", 403)
    site.post("/backups/restore", {**BASIS, "set": "ab" * 32}, 403)


def test_one_proposes_with_a_fresh_code_and_another_agrees(
    site: Site, node: Houses, admins: Admins
) -> None:
    """Security bar, control 6: restore needs two persons."""
    digest = node.make().digest.hex()
    site.sign_in(admins.first.person_id)
    form = {**BASIS, "set": digest}
    site.post("/backups/restore", {**form, "set": "ab" * 32}, 404)
    again = site.post("/backups/restore", {**form, "basis_number": ""}, 409)
    assert f'value="{digest}" selected' in again.text
    older(node.session, "proved_at", 6)
    site.post("/backups/restore", form, 401)
    site.post("/backups/restore", {**form, "code": code_now(1)})
    other = second(site, admins)
    page = unescape(other.get("/two-person"))
    assert f"mã {digest[:16]}" in page
    act = act_of(page)
    other.post(f"/two-person/{act}/decide", {"answer": "confirm"})
    assert f"backup restore --set {digest} --act {act}" in unescape(site.get("/two-person"))


def test_a_collector_sees_how_old_the_copies_are(site: Site, node: Houses, admins: Admins) -> None:
    made = node.make().manifest
    node.drill()
    found = figures(site)
    assert made
    assert found["hoso_backup_newest_seconds", "2"] == made.made_at.timestamp()
    assert found["hoso_backup_drill_right",] == 1
