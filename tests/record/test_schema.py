"""The cut of the record into sections, and what every field owes.

A wrong cut would break every stored signature later, so it is written down here a second time.
"""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from pydantic import ValidationError

from province_app.record.catalogues import entries
from province_app.record.schema import SECTIONS, FieldInfo, Section, fields

CONFIG = Path(__file__).parents[2] / "config"
# Contract §1: the items of the form by section; H* is the form's header, S* the service status.
CUT = {
    "identity": {"H1", "H2", "H3", "H4", "1", "3", "4", "5", "8", "9", "10"},
    "identity_restricted": {"2", "6", "7", "11"},
    "recruitment": {"12", "13", "14"},
    "education": {"19", "20", "21", "22"},
    "position": {"23", "25", "28", "29"},
    "salary": {"30.1", "30.2", "30.3"},
    "service": {"S1", "S2", "S3"},
}
LEAVES_THE_PROVINCE = set(CUT) - {"identity_restricted"}
every_field = pytest.mark.parametrize("info", fields().values(), ids=fields())


def test_the_sections_are_those_of_the_contract() -> None:
    """Source: contract §1."""
    assert set(SECTIONS) == set(CUT)
    assert all(name == info.name for name, info in SECTIONS.items())


@pytest.mark.parametrize("section", CUT)
def test_a_section_holds_its_items_of_the_form_and_no_others(section: str) -> None:
    """Source: contract §1; TT 06/2023/TT-BNV, the form."""
    assert {one.item.number for one in fields().values() if one.section == section} == CUT[section]


@pytest.mark.parametrize("section", CUT)
def test_a_section_has_one_class_of_sensitivity_and_one_destination(section: str) -> None:
    """Source: contract §1: disclosure and encryption work by section."""
    restricted = {
        one.item.sensitivity == "R" for one in fields().values() if one.section == section
    }
    assert restricted == {SECTIONS[section].restricted}
    assert SECTIONS[section].restricted is (section not in LEAVES_THE_PROVINCE)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_every_member_of_a_section_is_a_field_of_the_form_or_its_evidence(section) -> None:
    """A member without an `Item` would be stored, signed and never shown."""
    known = {one.name for one in fields().values() if one.section == section.name}
    assert set(section.model.model_fields) == known | {"evidence"}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_section_refuses_unknown_members_and_repairs_nothing(section) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        section.model.model_validate({"nickname": "Tí"})
    with pytest.raises(ValidationError):
        section.model.model_validate({"evidence": "0f" * 32})


def test_an_empty_section_says_null_for_what_is_not_answered() -> None:
    """Source: contract §1 (an absent answer is null), annex 5 (`evidence` is `[]` if none)."""
    for section in SECTIONS.values():
        content = section.model().model_dump()
        assert content.pop("evidence") == []
        assert set(content.values()) == {None}


def test_evidence_is_not_shared_between_records() -> None:
    SECTIONS["identity"].model().evidence.append("0f" * 32)
    assert SECTIONS["identity"].model().evidence == []


def test_paths_are_unique_and_ascii() -> None:
    """Member names must sort alike as bytes and as UTF-16: contract annex 3."""
    members = sum(len(section.model.model_fields) - 1 for section in SECTIONS.values())
    assert len(fields()) == members
    for path, info in fields().items():
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", path)
        assert path == info.path == f"{info.section}.{info.name}"


@every_field
def test_a_field_has_a_vietnamese_label(info: FieldInfo) -> None:
    label = info.item.label
    assert label == unicodedata.normalize("NFC", label).strip()
    assert label[:1].isupper()
    assert not label.isascii()  # every label of the form has an accent; English would not


def test_labels_tell_the_fields_of_a_section_apart() -> None:
    labels = [(info.section, info.item.label) for info in fields().values()]
    assert len(labels) == len(set(labels))


@every_field
def test_a_catalogue_exists_and_codes_have_one(info: FieldInfo) -> None:
    if info.item.catalogue:
        assert entries(info.item.catalogue)
        assert info.kind in ("code", "codes")
    elif info.kind in ("code", "codes"):
        assert info.path == "salary.job_position_code"  # local, of the approved Đề án VTVL


@every_field
def test_every_code_of_the_catalogue_fits_the_field(info: FieldInfo) -> None:
    for entry in entries(info.item.catalogue) if info.item.catalogue else ():
        value = [entry.code] if info.kind == "codes" else entry.code
        content = SECTIONS[info.section].model.model_validate({info.name: value})
        assert isinstance(content, Section)


@every_field
def test_what_a_person_is_asked_for_can_be_answered_by_the_person(info: FieldInfo) -> None:
    assert info.item.filled_by in ("person", "hr", "system")
    if info.section == "service":
        assert info.item.filled_by != "person"  # contract §1: filled by HR


def _national_fields() -> list[dict[str, object]]:
    return json.loads((CONFIG / "national-requirements.json").read_bytes())["fields"]


@pytest.mark.parametrize("row", _national_fields(), ids=lambda row: row["path"])
def test_what_the_national_node_asks_for_is_a_field_that_travels(row: dict[str, object]) -> None:
    """Source: contract annex 40; QĐ 893 III.1.b."""
    match = re.fullmatch(r"/sections/(\w+)/content/(\w+)(/\*)?", str(row["path"]))
    assert match
    section, name, each = match.groups()
    info = fields()[f"{section}.{name}"]
    assert not SECTIONS[section].restricted
    assert bool(each) is (info.kind == "codes")
    assert row["catalogue"] == info.item.catalogue
    assert info.item.required or not row["required"]  # else HR could confirm what is rejected


def test_the_national_node_asks_for_each_field_once() -> None:
    paths = [row["path"] for row in _national_fields()]
    assert len(paths) == len(set(paths))
