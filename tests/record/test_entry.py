"""From text as people type it to typed content, and back."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from province_app.demo.people import people_of_units
from province_app.demo.units import choose_units
from province_app.record.canonical import canonical
from province_app.record.entry import (
    Fault,
    as_typed,
    clean,
    missing,
    of_other_sections,
    read_entry,
    read_numbered,
    read_spoken,
    typed_of,
)
from province_app.record.schema import SECTIONS, field_of, fields
from province_app.record.values import _UNSEEN

# One field of each kind.
SAMPLE = {
    "text": "identity.birth_place_text",
    "long_text": "position.main_assigned_work",
    "code": "identity.gender_code",
    "codes": "education.state_honour_codes",
    "date": "recruitment.first_recruitment_date",
    "any_date": "identity.birth_date",
    "coefficient": "salary.salary_coefficient",
    "percent": "salary.salary_percent",
    "integer": "salary.salary_step",
    "money": "salary.jp_salary_amount",
    "personal_id": "identity.personal_id",
    "phone": "identity.phone",
    "social_insurance": "identity.social_insurance_number",
    "health_insurance": "identity.health_insurance_number",
    "unit_code": "identity.managing_unit_code",
    "photo": "identity.photo",
    "choice": "service.employment_status",
    "full_text": "self_history.detention_statement",
    "area": "economy.land_granted_area",
    "weight": "health.weight_kg",
    "height": "health.height_cm",
    "count": "contract.copies",
    "email": "contract.email",
    "month": "work_history.jobs.0.from_month",
    "year": "family.own.0.birth_year",
    "yes_no": "family.own.0.is_abroad",
    "table": "awards.awards",
}
# Kind, text as typed, the value, and the text shown again.
READ = [
    ("text", "  Xã   Hải\tMinh ", "Xã Hải Minh", "Xã Hải Minh"),
    ("long_text", "Dạy học\r\nlớp 5", "Dạy học lớp 5", "Dạy học lớp 5"),
    ("code", "1", "1", "1"),
    ("codes", "01;02 ; ;03;", ["01", "02", "03"], "01; 02; 03"),
    ("codes", " ; ", None, ""),
    ("date", "17/05/1987", "1987-05-17", "17/05/1987"),
    ("date", "7/5/1987", "1987-05-07", "07/05/1987"),
    ("date", "17-05-1987", "1987-05-17", "17/05/1987"),
    ("date", "17.5.1987", "1987-05-17", "17/05/1987"),
    ("date", "1987-05-17", "1987-05-17", "17/05/1987"),
    ("date", "29/02/2028", "2028-02-29", "29/02/2028"),
    ("any_date", "17/05/1987", "1987-05-17", "17/05/1987"),
    ("any_date", "05/1987", "1987-05", "05/1987"),
    ("any_date", "5/1987", "1987-05", "05/1987"),
    ("any_date", "1987-05", "1987-05", "05/1987"),
    ("any_date", "1987", "1987", "1987"),
    ("coefficient", "3,66", "3.66", "3,66"),
    ("coefficient", "3.66", "3.66", "3,66"),
    ("coefficient", "3,6", "3.60", "3,60"),
    ("coefficient", "3", "3.00", "3,00"),
    ("coefficient", "03,66", "3.66", "3,66"),
    ("percent", "100", "100", "100"),
    ("percent", "7,5", "7.5", "7,5"),
    ("integer", "4", 4, "4"),
    ("money", "12345678", 12_345_678, "12345678"),
    ("money", "12.345.678", 12_345_678, "12345678"),
    ("money", "12 345 678", 12_345_678, "12345678"),
    ("money", "0", 0, "0"),
    ("personal_id", "036187001234", "036187001234", "036187001234"),
    ("personal_id", "036 187 001 234", "036187001234", "036187001234"),
    ("phone", "0912.345.678", "0912345678", "0912345678"),
    ("social_insurance", "3612345678", "3612345678", "3612345678"),
    ("health_insurance", "gd 4 363612345678", "GD4363612345678", "GD4363612345678"),
    ("unit_code", "H40.03", "H40.03", "H40.03"),
    ("photo", "0f" * 32, "0f" * 32, "0f" * 32),
    ("choice", "working", "working", "working"),
    ("full_text", "Không  có", "Không có", "Không có"),
    ("area", "120,5", "120.5", "120,5"),
    ("weight", "61,5", "61.5", "61,5"),
    ("height", "165", 165, "165"),
    ("count", "2", 2, "2"),
    ("email", "huong.nt@example.vn", "huong.nt@example.vn", "huong.nt@example.vn"),
    ("month", "9/2011", "2011-09", "09/2011"),
    ("month", "2011-09", "2011-09", "09/2011"),
    ("year", "1961", "1961", "1961"),
    ("yes_no", "yes", "yes", "yes"),
    ("table", "none", {"declared_none": True, "rows": []}, "none"),
]
# Kind, a text that it refuses, the code.
REFUSED = [
    ("text", "a" * 256, "too_long"),
    ("long_text", "đ" * 501, "too_long"),
    ("code", "a b", "unknown_code"),
    ("code", "a" * 41, "unknown_code"),
    ("codes", "01; không rõ", "unknown_code"),
    ("codes", "01; a b; c d", "unknown_code"),
    ("date", "31/02/2026", "invalid_date"),
    ("date", "29/02/2027", "invalid_date"),
    ("date", "00/05/1987", "invalid_date"),
    ("date", "05/1987", "invalid_date"),  # a day is asked for
    ("date", "1987", "invalid_date"),
    ("date", "05/17/1987", "invalid_date"),
    ("date", "17/05/87", "invalid_date"),
    ("date", "17 tháng 5 năm 1987", "invalid_date"),
    ("date", "١٧/٠٥/١٩٨٧", "invalid_date"),
    ("date", "１７/０５/１９８７", "invalid_date"),
    ("date", "17/05/0987", "invalid_shape"),
    ("any_date", "13/1987", "invalid_date"),
    ("any_date", "0000", "invalid_date"),
    ("any_date", "17/05/1987 ", ""),  # spaces at the end are no fault
    ("any_date", "١٩٨٧", "invalid_date"),
    ("text", "Nguyễn V\u0430n An", "posing_letters"),
    ("long_text", "D\u1ea1y h\u043ec", "posing_letters"),
    ("full_text", "\u0421\u0421\u0421\u0420", "posing_letters"),
    ("email", "an@ex\u0430mple.vn", "posing_letters"),
    ("coefficient", "3,666", "invalid_number"),
    ("coefficient", "-3,66", "invalid_number"),
    ("coefficient", "3,", "invalid_number"),
    ("coefficient", "٣,٦٦", "invalid_number"),
    ("coefficient", "366,00", "invalid_shape"),
    ("percent", "một trăm", "invalid_number"),
    ("percent", "1000", "invalid_shape"),
    ("integer", "4,5", "invalid_number"),
    ("integer", "3.5", "invalid_number"),  # never read as 35
    ("integer", "0", "invalid_shape"),
    ("integer", "17", "invalid_shape"),
    ("integer", "²", "invalid_number"),
    ("integer", "٤", "invalid_number"),
    ("money", "1.5", "invalid_number"),  # never read as 15
    ("money", "12.345.67", "invalid_number"),
    ("money", "-1", "invalid_number"),
    ("money", "1000000000001", "invalid_shape"),
    ("money", "9" * 5000, "invalid_number"),
    ("personal_id", "03618700123", "invalid_shape"),
    ("personal_id", "03618700123X", "invalid_shape"),
    ("personal_id", "٠٣٦١٨٧٠٠١٢٣٤", "invalid_shape"),
    ("phone", "+84912345678", "invalid_shape"),
    ("phone", "091234567", "invalid_shape"),
    ("social_insurance", "36123456789", "invalid_shape"),
    ("health_insurance", "GD436361234567", "invalid_shape"),
    ("unit_code", "h40.03", "invalid_shape"),
    ("photo", "0F" * 32, "invalid_shape"),
    ("unit_code", "Z40", "invalid_shape"),
    ("unit_code", "H40" + ".01" * 11, "too_long"),
    ("choice", "đang làm việc", "invalid_shape"),
    ("full_text", "a" * 4001, "too_long"),
    ("area", "rộng", "invalid_number"),
    ("area", "12345678", "invalid_shape"),
    ("weight", "24", "invalid_shape"),
    ("weight", "200", "invalid_shape"),
    ("height", "99", "invalid_shape"),
    ("height", "231", "invalid_shape"),
    ("count", "100", "invalid_shape"),
    ("email", "huong", "invalid_shape"),
    ("month", "13/2011", "invalid_date"),
    ("month", "2011", "invalid_date"),  # a month is asked for
    ("month", "01/09/2011", "invalid_date"),  # a day is not
    ("year", "05/1961", "invalid_date"),
    ("yes_no", "có", "invalid_shape"),
    ("table", "không có", "invalid_shape"),
]


def read(path: str, text: str) -> tuple[object, list[Fault]]:
    """Return the one field's value and the faults."""
    content, faults = read_entry({path: text})
    return value_at(content, path), faults


def value_at(content: dict[str, dict[str, object]], path: str) -> object:
    """Return the value of a field, a table or a cell of its only row."""
    section, name, *cell = path.split(".")
    answer: Any = content[section][name]
    return answer["rows"][0][cell[1]] if cell and answer else answer


def test_the_tables_know_every_kind_of_the_schema() -> None:
    every = [one for info in fields().values() for one in (info, *info.columns)]
    kinds = {info.kind for info in every}
    assert set(SAMPLE) == kinds
    assert {field_of(path).kind: path for path in SAMPLE.values()} == SAMPLE
    assert {kind for kind, *_ in READ} == {kind for kind, *_ in REFUSED} == kinds


@pytest.mark.parametrize(("kind", "text", "value", "shown"), READ)
def test_a_text_becomes_a_value_and_the_value_a_text(
    kind: str, text: str, value: object, shown: str
) -> None:
    """Source: contract §1: dates with their precision, decimals as text, money as integer."""
    path = SAMPLE[kind]
    assert read(path, text) == (value, [])
    assert as_typed(field_of(path), value) == shown
    assert read(path, shown) == (value, [])


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_a_wrong_text_comes_back_with_its_path_and_a_code(kind: str, text: str, code: str) -> None:
    """Source: design decision 3."""
    path = SAMPLE[kind]
    value, faults = read(path, text)
    assert faults == ([Fault(path, code)] if code else [])
    assert (value is None) is bool(code)


@pytest.mark.parametrize("path", fields())
def test_an_empty_text_is_no_answer_and_no_fault(path: str) -> None:
    """Source: contract §1: an absent answer is null."""
    for text in ("", "  ", "\x00", "\u200b\u00a0"):
        assert read(path, text) == (None, [])
    assert as_typed(fields()[path], None) == ""


def test_one_wrong_field_does_not_take_the_others_of_its_section_with_it() -> None:
    typed = {
        "identity.phone": "12",
        "identity.birth_date": "31/02/1987",
        "identity.gender_code": "1",
    }
    content, faults = read_entry(typed)
    assert set(faults) == {
        Fault("identity.phone", "invalid_shape"),
        Fault("identity.birth_date", "invalid_date"),
    }
    assert content["identity"]["gender_code"] == "1"
    assert Fault("identity.gender_code", "required") not in missing(content)
    assert Fault("identity.phone", "required") in missing(content)


def test_every_section_comes_back_whatever_was_typed() -> None:
    for typed in ({}, {"identity.phone": "12"}):
        content, _ = read_entry(typed)
        assert list(content) == list(SECTIONS)
        assert all(part["evidence"] == [] for part in content.values())


@pytest.mark.parametrize("path", ["identity.nickname", "phone", "identity.evidence", "", "."])
def test_an_unknown_path_is_an_error_of_the_program(path: str) -> None:
    with pytest.raises(KeyError):
        read_entry({path: "a"})


def test_missing_names_each_required_field_in_the_order_of_the_form() -> None:
    """Source: Quy chế Đ.6.2a: the information must be complete."""
    required = [
        path
        for path, info in fields().items()
        if info.item.required and info.item.filled_by != "hr"
    ]
    assert {"work_history.jobs", "family.own", "salary.rank_code"} < set(required)
    assert "identity.staff_number" not in required  # HR's, so it keeps nobody from sending
    for content in ({}, read_entry({})[0]):
        assert missing(content) == [Fault(path, "required") for path in required]


@pytest.mark.parametrize("empty", [None, "", []])
def test_a_required_field_without_a_value_is_missing(empty: object) -> None:
    fault = Fault("identity.phone", "required")
    assert fault in missing({"identity": {"phone": empty}})
    assert fault not in missing({"identity": {"phone": "0912345678"}})


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "Nguyễn Thị Hường"),
        ("Hà\x00 Nội", "Hà Nội"),
        ("\ufeffHà\u200b Nội\x7f\x9b", "Hà Nội"),
        ("Hà\u202e Nội", "Hà Nội"),  # would be read from the right
        ("Hà\u00a0\u2003\n\x0bNội\r", "Hà Nội"),
        ("cộng hoà", "cộng hoà"),
        ("o\x00\u031b\u0301", "ớ"),  # the accents meet their letter when the NUL goes
    ],
    ids=ascii,
)
def test_text_is_nfc_and_holds_nothing_unseen(text: str, cleaned: str) -> None:
    """Source: contract §1."""
    assert clean(text) == cleaned


anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@settings(deadline=None, max_examples=500)
@given(anything)
@example("a\x00\u0301")
@example("a\u00ad\u0301")
def test_whatever_is_typed_a_clean_text_is_nfc_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(letter) == "Cc" for letter in cleaned)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(fields())), anything)
@example("identity.birth_place_text", "e\x00\u0302")
@example("salary.jp_salary_amount", "9" * 5000)
def test_whatever_is_typed_is_read_or_refused_and_has_canonical_bytes(path: str, text: str) -> None:
    """Nothing that somebody types may break the page, the digest or the way back to text."""
    content, faults = read_entry({path: text})
    canonical(content)
    value = value_at(content, path)
    assert value is None or not faults
    assert read(path, as_typed(fields()[path], value)) == (value, [])


def _slowly_clean(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()))


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn A", "", " ", " a", "a ", "a  b", "a\tb", "a\u00a0b", "a\u200bb", "a\u0301",
        "a\u200b\u0301", "\u00e1", "a\u00adb", "a\u2060b", "a\ufeff", "a\x07b", "\u3000", "a\nb",
    ],
)  # fmt: skip
def test_a_text_that_looks_clean_is_clean(text: str) -> None:
    """The short way gives what the long one gives."""
    assert clean(text) == _slowly_clean(text)


def test_the_sections_check_and_change_nothing() -> None:
    """`read_numbered` takes what a section was given for what it would dump."""
    (group, *_) = people_of_units(choose_units(10), 40)
    for person in group.persons:
        content, faults = read_entry(person.fields)
        assert not faults
        for name, section in SECTIONS.items():
            assert section.model.model_validate(content[name]).model_dump() == content[name]


def test_sections_that_are_known_are_what_reading_them_would_give() -> None:
    """A table's rows keep their numbers; what an older version did not know is not answered."""
    (group, *_) = people_of_units(choose_units(10), 40)
    for person in group.persons:
        whole = read_numbered(person.fields)
        typed = typed_of(whole[0])
        held = {
            name: {field: value for field, value in one.items() if value is not None}
            for name, one in whole[0].items()
        }
        for told in ("identity.phone", "family.own", "salary_history.salaries", "x"):
            known = of_other_sections(held, [told])
            assert len(known) == len(held) - (told != "x")
            content, faults, numbers = read_numbered(typed, known)
            assert (content, faults) == (whole[0], [])
            assert list(content) == list(whole[0])
            assert [*map(list, content.values())] == [*map(list, whole[0].values())]
            assert {p: n for p, n in numbers.items() if n} == {
                p: n for p, n in whole[2].items() if n
            }


def test_of_some_sections_only_these_are_read() -> None:
    (group, *_) = people_of_units(choose_units(10), 40)
    for person in group.persons:
        whole, _ = read_entry(person.fields)
        some = {p: text for p, text in person.fields.items() if p.startswith(("salary", "family"))}
        content, faults, _ = read_spoken(some)
        assert not faults
        assert content == {name: whole[name] for name in SECTIONS if name in content}
        assert {"salary", "family", "salary_history"} >= set(content) >= {"salary", "family"}
