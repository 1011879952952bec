"""The units of the demo province: real communes, a sound tree, a sensible small province."""

import re
import unicodedata
from collections import Counter

import pytest

from province_app.demo.catalogues import AS_OF
from province_app.demo.units import all_units, choose_units, facts
from tests.demo.reading import codes
from tiers.units import Tier

CODE = re.compile(r"^[A-Y]\d{2}(\.[A-Z0-9]+)*$")


def test_the_province_has_all_its_units():
    kinds = Counter(unit.kind for unit in all_units())
    assert len(all_units()) >= 1000
    assert (kinds["province"], kinds["department"], kinds["district"]) == (1, 19, 10)
    assert kinds["commune"] == 226


def test_codes_are_unique_well_formed_identifiers():
    found = [unit.code for unit in all_units()]
    assert len(set(found)) == len(found)
    assert all(CODE.match(code) and len(code) <= 35 for code in found)


def test_only_the_provinces_own_code_is_real():
    assert [unit.code for unit in all_units() if not unit.placeholder] == ["H40"]


def test_every_unit_stands_below_a_unit_of_the_tier_above_that_comes_first():
    """So each first N units are a tree of their own."""
    above = {Tier.FACILITY: Tier.DEPARTMENT, Tier.DEPARTMENT: Tier.PROVINCE}
    seen = {}
    for unit in all_units():
        if unit.tier is Tier.PROVINCE:
            assert unit.parent is None
            assert not seen
        else:
            assert seen[unit.parent].tier is above[unit.tier]
            assert unit.code.startswith(f"{unit.parent}.")
        seen[unit.code] = unit


def test_districts_and_communes_carry_official_codes_of_that_day():
    places = [unit for unit in all_units() if unit.kind in ("district", "commune")]
    assert {unit.gso_code for unit in places} <= codes("admin_units", AS_OF)
    assert len({unit.gso_code for unit in places}) == 236


def test_names_are_nfc_and_not_empty():
    assert all(unit.name == unicodedata.normalize("NFC", unit.name).strip() for unit in all_units())
    assert all(unit.name for unit in all_units())


def test_sixty_units_make_a_sensible_province():
    units = choose_units(60)
    names = {unit.name for unit in units}
    assert {"Tỉnh Nam Định", "Sở Nội vụ", "Văn phòng UBND tỉnh"} <= names
    kinds = Counter(unit.kind for unit in units)
    assert kinds["department"] >= 4
    assert kinds["district"] >= 3
    for district in (unit for unit in units if unit.kind == "district"):
        below = Counter(unit.kind for unit in units if unit.parent == district.code)
        assert min(below["commune"], below["kindergarten"], below["primary_school"]) >= 2


def test_the_smallest_province_has_the_manager_of_the_database():
    assert facts()["database_manager"] in {unit.code for unit in choose_units(10)}


@pytest.mark.parametrize("count", [0, 2, len(all_units()) + 1])
def test_a_number_of_units_that_cannot_be_is_refused(count):
    with pytest.raises(ValueError, match="units must be"):
        choose_units(count)
