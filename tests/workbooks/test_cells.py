"""Cells, headings and rows of a workbook, without any file. Source: Quy chế Đ.6."""

import unicodedata
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from province_app.record.catalogues import labels_on
from province_app.record.schema import field_of, fields
from province_app.workbooks.cells import guarded, read_cell, shown, suggested, without_guard
from province_app.workbooks.layout import CHOICES, KEY, NAME, PEOPLE, plans
from province_app.workbooks.mapping import corrected, proposed
from province_app.workbooks.preview import changed, entries
from province_app.workbooks.reading import Cell, read_workbook
from province_app.workbooks.template import template
from province_app.workbooks.writing import Line, workbook
from tests.workbooks.files import book

DAY = date(2024, 5, 20)
MOST_IN_A_LIST = 32_767  # entries that a drop-down of Excel shows
ETHNICITY = "identity_restricted.ethnicity_code"


@pytest.mark.parametrize(
    ("path", "cell", "text", "code"),
    [
        (KEY, "036 087 000 001", "036 087 000 001", ""),
        (KEY, ["number", "36087000001"], "36087000001", "leading_zero"),
        (KEY, "36087000001", "36087000001", "leading_zero"),
        ("identity.phone", ["number", "912000231"], "912000231", "leading_zero"),
        (NAME, unicodedata.normalize("NFD", " Nguyễn  Hường "), "Nguyễn Hường", ""),
        ("identity.birth_date", ["date", "1987-05-17"], "17/05/1987", ""),
        ("identity.birth_date", ["number", "31914"], "17/05/1987", ""),
        ("identity.birth_date", ["number", "1987"], "1987", ""),
        ("identity.birth_date", "17/5/1987", "17/5/1987", ""),
        ("work_history.jobs.*.from_month", ["date", "2019-05-01"], "05/2019", ""),
        ("salary.salary_coefficient", ["number", "3.66"], "3.66", ""),
        (ETHNICITY, "Mường (06)", "06", ""),
        (ETHNICITY, "06", "06", ""),
        (ETHNICITY, "mường", "06", ""),
        (ETHNICITY, "Muong", "Muong", "unknown_code"),
        ("family.own.*.is_abroad", "Có", "yes", ""),
        ("family.own", "Không có", "none", ""),
        (NAME, "", "", ""),
        (NAME, "'=1", "=1", ""),
    ],
)
def test_a_cell_is_read_by_its_field(path: str, cell: Cell, text: str, code: str) -> None:
    info = next(
        one.info for plan in plans() for one in plan.columns if one.path == path
    )  # `*` stands for a row
    read = read_cell(info, cell, DAY)
    assert (read.text, read.code) == (text, code)


def test_a_serial_day_of_a_macintosh_counts_from_1904() -> None:
    info = field_of("identity.birth_date")
    assert read_cell(info, ["number", "30452"], DAY, date1904=True).text == "17/05/1987"


def test_a_number_that_lost_the_zero_of_its_code_is_suggested() -> None:
    assert suggested("dan_toc", "6", DAY) == ("Mường (06)",)
    assert suggested("dan_toc", "muong", DAY) == ("Mường (06)",)
    assert suggested("dan_toc", "zzz", DAY) == ()


@given(st.text(st.sampled_from("'=+-@＝aA1 \t"), max_size=6))
def test_a_guard_is_taken_off_without_loss(text: str) -> None:
    """Security bar row 14."""
    assert without_guard(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "＝"))


@pytest.mark.parametrize("path", [path for path, one in fields().items() if one.item.catalogue])
def test_what_is_shown_of_a_code_reads_back(path: str) -> None:
    from province_app.record.catalogues import labels

    info = field_of(path)
    for code in labels(str(info.item.catalogue)):
        assert read_cell(info, shown(info, code, DAY), DAY).text == code


def test_the_template_has_a_column_for_all_that_people_and_hr_fill() -> None:
    made = openpyxl.load_workbook(BytesIO(template(DAY)))
    assert made[CHOICES].sheet_state == "hidden"
    paths = [cell.value for cell in made[PEOPLE][2]]
    assert paths[:2] == [KEY, NAME]
    asked = {p for p, one in fields().items() if one.item.filled_by != "system"}
    tables = {p for p in asked if fields()[p].kind == "table"}
    assert set(paths) == asked - tables
    assert len(made.sheetnames) == 2 + len(tables)
    assert made[PEOPLE].row_dimensions[2].hidden
    assert made[PEOPLE].column_dimensions["A"].number_format == "@"
    lists = made[PEOPLE].data_validations.dataValidation
    assert any(CHOICES in one.formula1 for one in lists)
    country = len(labels_on("admin_units", DAY))
    assert 10_000 < country < MOST_IN_A_LIST
    assert sum(one.formula1.endswith(f"${country}") for one in lists) == 3  # items 4, 5, 10
    assert any(row[0].row == country for row in made[CHOICES].iter_rows(min_row=country))
    headings = [cell.value for cell in made[PEOPLE][1]]
    assert len(set(headings)) == len(headings)


def test_nothing_written_is_a_formula() -> None:
    """Security bar row 14."""
    words = ["=1+1", "+1", "-1", "@x", "＝1", "http://a.vn", "{=1}", "'=1"]
    lines = [Line({KEY: f"{n:012d}", NAME: one}) for n, one in enumerate(words)]
    data = workbook(lines, DAY)
    for row in openpyxl.load_workbook(BytesIO(data))[PEOPLE].iter_rows(min_row=3):
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    found = read_workbook(data)
    assert [one.typed[NAME] for one in entries(found, proposed(found), DAY)] == words


def test_headings_are_found_without_accents_and_below_a_title() -> None:
    rows = [
        ["DANH SÁCH"],
        ["STT", "so cccd", "HỌ VÀ TÊN", "Sở trường công tác"],
        [1, "0", "A", "B"],
    ]
    (one,) = proposed(read_workbook(book(rows, "x")))
    assert one.columns == ("", KEY, NAME, "position.work_strength")
    assert (one.first, one.unknown) == (2, (0,))
    with pytest.raises(ValueError, match="x"):
        corrected([one], {(0, 0): "Họ và tên"})
    (other,) = corrected([one], {(0, 3): "", (0, 0): "Giới tính"})
    assert other.columns == ("identity.gender_code", KEY, NAME, "")


def test_a_sheet_without_known_headings_is_left_out() -> None:
    assert [one.table for one in proposed(read_workbook(book([["a", "b"], ["c", "d"]])))] == [None]


def test_rows_of_a_table_replace_the_whole_table() -> None:
    base = {"family.own": "", "family.own.0.full_name": "An", "family.own.1.full_name": "Bình"}
    assert changed(base, dict(base)) == {}
    fewer = {"family.own": "", "family.own.0.full_name": "An"}
    assert changed(base, fewer) == fewer
    assert changed(base, {"family.own": "none"}) == {"family.own": "none"}
    gaps = {"family.own.3.full_name": "An", "family.own.5.full_name": "Bình"}
    assert changed(base, gaps) == {}  # the same rows under other numbers
    assert changed(base, {"identity.phone": ""}) == {}  # a table that the file leaves alone


def test_the_same_value_in_other_words_is_no_change() -> None:
    base = {"salary.salary_coefficient": "3,66", "identity.birth_date": "17/05/1987"}
    assert changed(base, {"salary.salary_coefficient": "3.66"}) == {}
    assert changed(base, {"identity.birth_date": "1987-05-17"}) == {}
    assert changed(base, {"salary.salary_coefficient": "3.6.6"})


def test_a_code_of_other_times_offers_what_has_followed_it() -> None:
    """Huyện Mỹ Lộc went into Thành phố Nam Định on 2024-09-01."""
    offered = suggested("admin_units", "358", date(2024, 10, 1))
    assert offered[0].endswith("(356)")
    assert suggested("admin_units", "358", date(2024, 5, 1))[0].endswith("(358)")
