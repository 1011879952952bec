"""What an uploaded workbook may be, and what of it is read. Source: Quy chế Đ.6."""

import subprocess
import sys
import time
import unicodedata
from datetime import date, datetime

import pytest

from province_app.workbooks import archive, reading
from province_app.workbooks.limits import NotAccepted
from province_app.workbooks.reading import read_workbook
from tests.workbooks.files import REFUSED, book, sheet_xml, text_cell, with_sheet

DAY = datetime(1987, 5, 17, 8)  # noqa: DTZ001  workbooks know no zones
PEAK = (
    "import resource, subprocess, sys\n"
    "subprocess.run([sys.executable, '-I', sys.argv[1]], stdin=0, stdout=subprocess.DEVNULL)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
)


def rows_of(data: bytes) -> list[list[reading.Cell]]:
    (sheet,) = read_workbook(data).sheets
    return list(sheet.rows())


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_taken_is_refused_by_its_reason_and_soon(name: str) -> None:
    """Security bar row 13."""
    make, code = REFUSED[name]
    data = make()
    began = time.monotonic()
    with pytest.raises(NotAccepted) as refused:
        read_workbook(data)
    assert refused.value.code == code
    assert time.monotonic() - began < 5  # two seconds on a machine of one's own


@pytest.mark.parametrize("name", ["bomb", "lying bomb", "far cell", "billion laughs"])
def test_a_bomb_takes_little_memory(name: str) -> None:
    """Security bar row 13: less than 300 MB."""
    command = [sys.executable, "-c", PEAK, str(reading._CHILD)]
    done = subprocess.run(command, input=REFUSED[name][0](), stdout=subprocess.PIPE, check=True)
    assert int(done.stdout) < 150


def test_a_formula_is_named_by_its_place() -> None:
    with pytest.raises(NotAccepted) as refused:
        read_workbook(REFUSED["formula"][0]())
    assert refused.value.place == "Hồ sơ!B3"


def test_values_come_as_what_they_were() -> None:
    cells = ["036087000001", 36087000001, 3.66, 0.1 + 0.2, True, None, DAY, 7]
    assert rows_of(book([cells, [], ["=".join("ab"), date(2019, 5, 1)]])) == [
        [
            "036087000001", ["number", "36087000001"], ["number", "3.66"], ["number", "0.3"],
            "Có", "", ["date", "1987-05-17"], ["number", "7"],
        ],
        [],
        ["a=b", ["date", "2019-05-01"]],
    ]  # fmt: skip


def test_dates_of_a_macintosh_are_the_same_days() -> None:
    data = book([[date(1987, 5, 17), 5]], mac=True)
    assert rows_of(data) == [[["date", "1987-05-17"], ["number", "5"]]]
    assert read_workbook(data).date1904 is True
    assert read_workbook(book([[1]])).date1904 is False


def test_rows_and_columns_keep_their_places() -> None:
    assert rows_of(with_sheet(sheet_xml(text_cell("x", "C3")))) == [[], [], ["", "", "x"]]


def test_text_may_be_decomposed() -> None:
    """It becomes NFC where cells are read."""
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    assert rows_of(book([[name]])) == [[name]]


def test_a_sheet_in_many_blocks_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data = book([[f"{row}", "Nguyễn"] for row in range(3000)])
    whole = [block for _, block in archive.Archive(data).blocks()]
    monkeypatch.setattr(archive, "_BLOCK", 1000)
    monkeypatch.setattr(archive, "_PIECE", 1500)
    blocks = [block for _, block in archive.Archive(data).blocks()]
    assert (len(whole), len(blocks) > 20) == (1, True)
    assert rows_of(data) == [[f"{row}", "Nguyễn"] for row in range(3000)]


def test_the_text_of_a_document_is_no_declaration() -> None:
    assert rows_of(with_sheet(sheet_xml(text_cell("&lt;f&gt; &lt;!DOCTYPE")))) == [
        ["<f> <!DOCTYPE"]
    ]


@pytest.mark.parametrize(
    "answer",
    [b"", b"{}", b'{"sheets":[["a",2]],"date1904":false}', b"[1]", b'["a"]\n{"sheets":[]}'],
)
def test_an_answer_out_of_order_is_no_workbook(answer: bytes) -> None:
    with pytest.raises(NotAccepted, match="import_damaged"):
        reading._workbook(answer)


def test_a_child_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DEADLINE_S", 0.01)
    with pytest.raises(NotAccepted, match="import_too_heavy"):
        read_workbook(book([["x"]]))
