"""Our catalogues beside the national ones: what is unknown there, and how often it was refused."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from province_app.record.catalogues import entries
from province_app.services import catalogues
from province_app.services.catalogue_gaps import compare_catalogues
from province_app.stores import records
from tests.climbing import climb
from tests.desks import FACILITY
from tests.provinces import Province, at, load_province
from tests.stages import push_to_national

CATALOGUE, PATH = "trinh_do_pho_thong", "/sections/education/content/general_education_code"
NO_GAPS = "{}"


@pytest.fixture
def gaps(tmp_path: Path) -> Path:
    path = tmp_path / "gaps.json"
    path.write_text(NO_GAPS)
    return path


def pull(session: Session, without: set[str], catalogue: str = CATALOGUE) -> None:
    """Keep a national copy of the catalogue that lacks those codes."""
    known = [
        {"code": one.code, "name": one.name, "parent": None, "valid_from": None, "valid_to": None}
        for one in entries(catalogue)
        if one.code not in without
    ]
    catalogues.store_pulled(session, catalogue, "1", known, at(20))


def test_without_a_copy_nothing_is_said_to_be_unknown(session: Session, gaps: Path) -> None:
    found = compare_catalogues(session, gaps)
    beside = {one.name: one for one in found.catalogues}
    assert (beside[CATALOGUE].version, beside[CATALOGUE].unknown) == (None, 0)
    assert (found.unmapped, found.period) == ((), None)


def test_only_catalogues_of_what_travels_are_compared(session: Session, gaps: Path) -> None:
    names = {one.name for one in compare_catalogues(session, gaps).catalogues}
    assert {CATALOGUE, "ngach_chuc_danh", "admin_units"} <= names
    assert not {"ton_giao", "quan_he_gia_dinh", "hinh_thuc_ky_luat"} & names  # restricted


def test_a_code_that_the_copy_lacks_is_listed(session: Session, gaps: Path) -> None:
    pull(session, {"12/12BT"})
    found = compare_catalogues(session, gaps)
    beside = next(one for one in found.catalogues if one.name == CATALOGUE)
    assert (beside.version, beside.unknown) == ("1", 1)
    assert beside.national_codes == beside.codes - 1
    (one,) = found.unmapped
    assert (one.catalogue, one.code, one.records) == (CATALOGUE, "12/12BT", 0)
    assert (one.in_copy, one.noted) == (True, False)
    assert one.label


def test_what_was_noted_as_missing_is_listed(session: Session, gaps: Path) -> None:
    gaps.write_text(json.dumps({CATALOGUE: ["12/12BT"]}))
    (one,) = compare_catalogues(session, gaps).unmapped
    assert (one.code, one.in_copy, one.noted) == ("12/12BT", False, True)


def refuse(province: Province, people: list[str], path: str) -> None:
    province.send(FACILITY)
    province.confirm(FACILITY)
    province.sign(FACILITY)
    province.sign(FACILITY, "deputy")
    climb(province.session)
    refusals = dict.fromkeys(people, ("catalogue_unknown_code", path))
    push_to_national(province.session, at(28), refusals)


def test_refused_records_are_counted_by_their_code(session: Session, gaps: Path) -> None:
    """A refusal names the place; the code is read in the version that was sent."""
    province = load_province(session)
    people = province.people(FACILITY)[-3:]
    refuse(province, people, PATH)
    versions = records.latest(session, [UUID(one) for one in people])
    contents = records.contents_of(session, list(versions.values()))
    codes = [one["education"]["general_education_code"] for one in contents.values()]
    found = compare_catalogues(session, gaps)
    assert found.period == "2024-05"
    counted = {one.code: one.records for one in found.unmapped}
    assert counted == {code: codes.count(code) for code in codes}
    assert all(one.catalogue == CATALOGUE for one in found.unmapped)
    assert [one.records for one in found.unmapped] == sorted(counted.values(), reverse=True)


def test_a_code_in_a_sealed_section_is_counted_and_not_named(session: Session, gaps: Path) -> None:
    province = load_province(session)
    refuse(province, province.people(FACILITY)[-2:], "/sections/identity/content/gender_code")
    (one,) = compare_catalogues(session, gaps).unmapped
    assert (one.catalogue, one.code, one.records) == ("gioi_tinh", None, 2)
