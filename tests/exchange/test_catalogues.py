"""Catalogues and requirements: what a sender takes first. Source: annex 39, 40."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from province_app.exchange.requirements import Rule, requirements, values
from province_app.models.catalogues import CatalogueVersion
from province_app.record.catalogues import KEPT
from province_app.record.form import EVERYBODY
from province_app.record.schema import SECTIONS, field_at, fields, pointer_of
from province_app.services import catalogues
from tests.exchange.parties import NationalNode, Sender, code_of, moment

AT = moment("2024-05-20T00:00:00Z")
LEAVING = {name for name, info in SECTIONS.items() if not info.restricted}


def publish(session: Session, folder: Path, rows: str, gaps: dict[str, list[str]]) -> int:
    """Publish one small catalogue beside the two lists of ranks."""
    for name in ("ngach_cong_chuc", "chuc_danh_nghe_nghiep"):
        (folder / f"{name}.csv").write_text(f"code,name\n{name},x\n")
    (folder / "small.csv").write_text("code,name,parent,valid_from,valid_to,note\n" + rows)
    (folder / "no_catalogue.csv").write_text("step,amount\n1,2\n")
    (folder / "gaps.json").write_text(json.dumps(gaps))
    return catalogues.publish(session, AT, folder, folder / "gaps.json")


def test_all_catalogues_of_the_project_are_published(session: Session) -> None:
    catalogues.publish(session, AT)
    published = catalogues.versions(session)
    assert {"ngach_cong_chuc", "chuc_danh_nghe_nghiep", "ngach_chuc_danh", "admin_units"} <= set(
        published
    )
    assert not {"he_so_luong", "luong_co_so", "nhom_luong", "tuoi_nghi_huu"} & set(published)
    wanted = requirements()
    for catalogue in wanted.catalogues:
        assert catalogues.codes(session, catalogue, published[catalogue])
    ranks = catalogues.codes(session, "ngach_chuc_danh", published["ngach_chuc_danh"])
    assert {"01.003", "V.07.05.15"} <= ranks
    schooling = catalogues.codes(session, "trinh_do_pho_thong", published["trinh_do_pho_thong"])
    assert "12/12" in schooling
    assert "12/12BT" not in schooling  # config/national-catalogue-gaps.json


def test_a_version_is_named_after_its_content(session: Session, tmp_path: Path) -> None:
    assert publish(session, tmp_path, "b,Bê,a,2020-01-01,\na,A,,,\n", {}) == 4
    first = catalogues.versions(session)
    publish(session, tmp_path, "a,A,,,\nb,Bê,a,2020-01-01,\n", {})
    assert catalogues.versions(session) == first
    publish(session, tmp_path, "a,A,,,\nb,Bê,a,2020-01-01,\n", {"small": ["b"]})
    second = catalogues.versions(session)
    assert second["small"] != first["small"]
    assert catalogues.codes(session, "small", second["small"]) == {"a"}
    assert catalogues.codes(session, "small", first["small"]) == {"a", "b"}  # frozen at an open
    publish(session, tmp_path, "a,A,,,\nb,Bê,a,2020-01-01,\n", {})
    assert catalogues.versions(session) == first
    assert session.scalar(select(func.count()).select_from(CatalogueVersion)) == 5


def test_a_pulled_catalogue_becomes_the_local_copy(session: Session) -> None:
    for version in ("1", "2"):
        entries = [{"code": version, "name": "x"}]
        catalogues.store_pulled(session, "gioi_tinh", version, entries, AT + timedelta(days=1))
        assert catalogues.versions(session) == {"gioi_tinh": version}
        assert catalogues.codes(session, "gioi_tinh", version) == {version}


def test_a_sender_takes_catalogues(province: Sender, national: NationalNode) -> None:
    listed = province.call("GET", "/catalogues").json()
    assert {one["code"]: one["version"] for one in listed} == catalogues.versions(national.session)
    for one in listed:
        response = province.call("GET", f"/catalogues/{one['code']}?version={one['version']}")
        found = response.json()
        assert sha256(rfc8785.dumps(found)).hexdigest() == one["sha256"]
        assert response.headers["ETag"] == f'"{one["sha256"]}"'
        assert len(found["entries"]) == one["entries"]
        members = {"code", "name", "parent", "valid_from", "valid_to"}
        assert all(set(entry) == members for entry in found["entries"])
        assert province.call("GET", f"/catalogues/{one['code']}").json() == found
    for path in ("/catalogues/none", "/catalogues/gioi_tinh?version=none"):
        assert code_of(province.call("GET", path)) == (404, "not_found")


def test_an_old_version_can_still_be_taken(province: Sender, national: NationalNode) -> None:
    old = catalogues.versions(national.session)["gioi_tinh"]
    catalogues.store_pulled(national.session, "gioi_tinh", "empty", [], AT)
    assert province.call("GET", "/catalogues/gioi_tinh").json()["entries"] == []
    assert province.call("GET", f"/catalogues/gioi_tinh?version={old}").json()["entries"]


def test_a_sender_takes_the_requirements(province: Sender) -> None:
    asked = province.call("GET", "/requirements").json()
    assert asked["version"]
    assert {"path", "catalogue", "required"} == set(asked["fields"][0])


def test_the_requirements_name_fields_of_the_record() -> None:
    wanted = requirements().rules
    assert {rule.section for rule in wanted} == LEAVING
    for rule in wanted:
        info = field_at(rule.path)
        assert info, rule.path
        assert info.item.sensitivity != "R", rule.path
        assert rule.catalogue == info.item.catalogue, rule.path
        assert rule.required <= (info.item.required_for == EVERYBODY), rule.path
        assert rule.path == pointer_of(info)


def test_every_catalogue_that_leaves_the_province_is_checked() -> None:
    """But those that the province keeps: no list of the nation's is known (ADR 43)."""
    checked = {rule.path for rule in requirements().rules if rule.catalogue}
    assert checked == {
        pointer_of(one)
        for info in fields().values()
        for one in (info, *info.columns)
        if info.section in LEAVING and one.item.catalogue not in (None, *KEPT)
    }


@pytest.mark.parametrize(
    "path",
    ["/sections/identity/personal_id", "sections/identity/content/x", "/a/identity/content/x"],
)
def test_a_path_outside_the_sections_fails_at_start(path: str, tmp_path: Path) -> None:
    file = tmp_path / "requirements.json"
    field = {"path": path, "catalogue": None, "required": True}
    file.write_text(json.dumps({"version": "1", "fields": [field]}))
    with pytest.raises(ValueError, match="is not"):
        requirements(file)


def test_a_star_is_each_element() -> None:
    rule = Rule("", "awards", ("rows", "*", "code"), None, True)
    content = {"rows": [{"code": "a"}, {}, {"code": None}]}
    place = "/sections/awards/content/rows"
    assert list(values(rule, content)) == [
        (f"{place}/0/code", "a"),
        (f"{place}/1/code", None),
        (f"{place}/2/code", None),
    ]
    assert list(values(rule, {})) == []
