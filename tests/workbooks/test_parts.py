"""A long file in parts says what the whole file says. Security bar row 14."""

from datetime import date

import orjson
import pytest

from province_app.models.imports import ImportBatch
from province_app.services.import_files import book_of, is_long, packed
from province_app.workbooks.layout import KEY, NAME
from province_app.workbooks.mapping import proposed
from province_app.workbooks.parts import parts_of
from province_app.workbooks.preview import entries
from province_app.workbooks.reading import Sheet, Workbook, read_workbook
from province_app.workbooks.writing import Line, workbook

DAY = date(2024, 5, 21)
AWARD = "awards.awards"


def book() -> Workbook:
    """Five people: one without a number, one twice, one who stands in a table alone."""
    lines = [{KEY: f"03609000000{n}", NAME: f"Nguyễn Văn {'ABCDE'[n]}"} for n in range(4)]
    lines[1] |= {f"{AWARD}.0.year": "2019", f"{AWARD}.1.year": "2021"}
    lines[3] |= {f"{AWARD}.0.year": "2020"}
    lines += [{NAME: "Không Số"}, {KEY: lines[0][KEY], NAME: "Người Hai Lần"}]
    read = read_workbook(workbook([Line(one) for one in lines], DAY))
    maps = proposed(read)
    sheets = list(read.sheets)
    place = next(n for n, one in enumerate(maps) if one.table == AWARD)
    row = [""] * len(maps[place].columns)
    row[maps[place].columns.index(KEY)] = "036090000009"
    row[maps[place].columns.index(f"{AWARD}.*.year")] = "2018"
    one = sheets[place]
    sheets[place] = Sheet(one.name, [*one.lines, orjson.dumps(row)])
    return Workbook(tuple(sheets), read.date1904)


@pytest.mark.parametrize("size", [1, 2, 4, 100])
def test_the_parts_together_say_what_the_whole_does(size: int) -> None:
    whole = book()
    maps = proposed(whole)
    parts = parts_of(whole, maps, DAY)
    found = [one for part in parts.after(0, size) for one in entries(part, maps, DAY)]
    assert found == entries(whole, maps, DAY)
    assert len(parts.people) == len(found) == 6
    assert [one.key for one in found if one.faults] == ["036090000000", ""]
    behind = [one for part in parts.after(2, size) for one in entries(part, maps, DAY)]
    assert behind == found[2:]


def test_what_was_read_is_kept_row_by_row() -> None:
    whole = book()
    batch = ImportBatch(sheets=packed(whole))
    kept = book_of(batch)
    assert [(one.name, list(one.lines)) for one in kept.sheets] == [
        (one.name, list(one.lines)) for one in whole.sheets
    ]
    assert kept.date1904 is whole.date1904
    assert is_long(batch, -5)
    assert not is_long(batch, 500)
    former = {"date1904": True, "sheets": [["Một", ['["a"]', "[]"]], ["Hai", []]]}
    kept = book_of(ImportBatch(sheets=orjson.dumps(former)))
    assert [(one.name, list(one.lines)) for one in kept.sheets] == [
        ("Một", [b'["a"]', b"[]"]), ("Hai", []),
    ]  # fmt: skip
    assert kept.date1904
