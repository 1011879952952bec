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
from province_app.record.form import CONTRACT_STAFF, EVERYBODY, FORM_USERS
from province_app.record.schema import (
    SECTIONS,
    FieldInfo,
    Section,
    field_at,
    field_of,
    fields,
    pointer_of,
    table_of,
)

CONFIG = Path(__file__).parents[2] / "config"
# Contract §1: the items of the form by section; H* is the form's header, S* the service status.
CUT = {
    "identity": {"H1", "H2", "H3", "H4", "H5", "1", "3", "4", "5", "8", "9", "10"},
    "identity_restricted": {"2", "6", "7", "11"},
    "recruitment": {"12", "13", "14"},
    "political": {"15", "16", "17", "18", "26", "27"},
    "education": {"19", "20", "21", "22"},
    "position": {"23", "25", "28", "29"},
    "planning": {"24"},
    "salary": {"30.1", "30.2", "30.3"},
    "health": {"31"},
    "training": {"32.1", "32.2", "32.3", "32.4", "32.5", "32.6"},
    "work_history": {"33"},
    "self_history": {"34.1", "34.2", "34.3"},
    "awards": {"35.1"},
    "discipline": {"35.2"},
    "family": {"36.1", "36.2"},
    "salary_history": {"37.1", "37.2"},
    "economy": {"37.3"},
    "evaluation": {"38"},
    "contract": {"HĐ"},
    "service": {"S1", "S2", "S3"},
}
STAYS_IN_THE_PROVINCE = {
    "identity_restricted", "political", "planning", "health", "self_history", "discipline",
    "family", "economy", "evaluation",
}  # fmt: skip
TABLES = {
    "32.1", "32.2", "32.3", "32.4", "32.5", "32.6", "33", "34.2", "34.3", "35.1", "35.2", "36.1",
    "36.2", "37.1", "37.2", "HĐ",
}  # fmt: skip
EVERY = [one for info in fields().values() for one in (info, *info.columns)]
every_field = pytest.mark.parametrize("info", EVERY, ids=[one.path for one in EVERY])


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
    restricted = {one.item.sensitivity == "R" for one in EVERY if one.section == section}
    assert restricted == {SECTIONS[section].restricted}
    assert SECTIONS[section].restricted is (section in STAYS_IN_THE_PROVINCE)


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


def test_every_item_of_the_form_stands_in_some_section() -> None:
    """Source: TT 06/2023/TT-BNV: 38 items, 15 tables; the contract's annexes are one more."""
    numbers = {info.item.number.split(".")[0] for info in fields().values()}
    assert {str(number) for number in range(1, 39)} <= numbers
    tables = [info.item.number for info in fields().values() if info.kind == "table"]
    assert sorted(tables) == sorted(TABLES)


def test_the_categories_are_those_of_the_catalogue() -> None:
    """Source: Quy chế Đ.2, Đ.6.1: the form for officials, the contract for contract staff."""
    assert {entry.code for entry in entries("loai_can_bo")} == EVERYBODY
    asked = {who for info in EVERY for who in info.item.required_for}
    assert asked <= EVERYBODY


@every_field
def test_a_field_is_required_only_of_those_whose_section_it_is(info: FieldInfo) -> None:
    assert info.item.required_for <= SECTIONS[info.section].asked_of


@pytest.mark.parametrize("category", sorted(CONTRACT_STAFF))
def test_contract_staff_are_asked_for_the_contract_and_not_for_the_form(category: str) -> None:
    """Source: Quy chế Đ.6.1b."""
    asked = {i.section for i in fields().values() if i.item.required_of(category)}
    assert asked == {"identity", "contract", "service"}
    assert not SECTIONS["family"].asked_from(category)
    assert SECTIONS["contract"].asked_from(category)
    for official in (*FORM_USERS, None, ""):
        assert SECTIONS["family"].asked_from(official)
        assert not SECTIONS["contract"].asked_from(official)


def test_the_path_of_a_cell_leads_to_its_column_and_its_table() -> None:
    assert field_of("family.own.2.full_name") in fields()["family.own"].columns
    assert field_of("family.own.2.full_name").path == "family.own.*.full_name"
    assert field_of("family.own").kind == "table"
    own = fields()["family.own"]
    assert table_of("family.own.2.full_name") == table_of("family.own") == own
    assert table_of("identity.phone") is None
    assert table_of("nowhere") is None


@pytest.mark.parametrize(
    "path",
    [
        "family.own.full_name", "family.own.*.full_name", "family.own.0.nickname",
        "family.own.00.full_name", "family.own.-1.full_name", "family.own.10000.full_name",
        "family.own.٢.full_name", "identity.phone.0.full_name", "family.own.0",
        "family.own.0.full_name.x", "family.cousins.0.full_name",
    ],
)  # fmt: skip
def test_an_unknown_cell_has_no_field(path: str) -> None:
    with pytest.raises(KeyError):
        field_of(path)


@every_field
def test_the_pointer_of_a_field_leads_back_to_it(info: FieldInfo) -> None:
    pointer = pointer_of(info)
    assert field_at(pointer) == info
    assert field_at(pointer.replace("*", "3")) == info


@pytest.mark.parametrize(
    "pointer",
    ["", "/digest", "/sections/family", "/sections/x/content/y", "/sections/x/content/y/rows/1/z",
     "/sections/family/content/own/rows/1/nickname"],
)  # fmt: skip
def test_a_pointer_to_no_field_leads_nowhere(pointer: str) -> None:
    assert field_at(pointer) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"declared_none": True, "rows": [{"full_name": "A"}]},
        {"declared_none": False, "rows": []},
        {"declared_none": False, "rows": [{"full_name": None}]},
        {"declared_none": False, "rows": [{"nickname": "Tí"}]},
        {"declared_none": False, "rows": [{"full_name": "A"}] * 201},
        {},
    ],
)
def test_a_table_has_rows_that_say_something_or_is_declared_to_have_none(answer: object) -> None:
    """Source: contract §1."""
    with pytest.raises(ValidationError):
        SECTIONS["family"].model.model_validate({"own": answer})


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
    labels = [(info.path.rpartition(".")[0], info.item.label) for info in EVERY]
    assert len(labels) == len(set(labels))


@every_field
def test_a_catalogue_exists_and_codes_have_one(info: FieldInfo) -> None:
    if info.item.catalogue:
        assert entries(info.item.catalogue)
    assert bool(info.item.catalogue) == (info.kind in ("code", "codes"))


@every_field
def test_every_code_of_the_catalogue_fits_the_field(info: FieldInfo) -> None:
    for entry in entries(info.item.catalogue) if info.item.catalogue else ():
        value = [entry.code] if info.kind == "codes" else entry.code
        content: dict[str, object] = {info.name: value}
        if "*" in info.path:
            content = {info.path.split(".")[1]: {"rows": [content]}}
        assert isinstance(SECTIONS[info.section].model.model_validate(content), Section)


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
    info = field_at(str(row["path"]))
    assert info
    assert pointer_of(info) == row["path"]
    assert not SECTIONS[info.section].restricted
    assert row["catalogue"] == info.item.catalogue
    # Else HR could confirm what is rejected: the nation cannot ask by staff category.
    assert info.item.required_for == EVERYBODY or not row["required"]


def test_the_national_node_asks_for_each_field_once() -> None:
    paths = [row["path"] for row in _national_fields()]
    assert len(paths) == len(set(paths))
