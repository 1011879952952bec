"""Row 9: complete records printed in bulk, as PDFs of the official form.

The floor sets the same lines of text on as many pages with the same compiler and fonts: no form, no
dots, no tables. Both leave the database out.
"""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pypdfium2
import typst

from province_app.demo.people import people_of_units
from province_app.demo.units import choose_units
from province_app.printing.form import Paper, Stamp
from province_app.printing.pdf import FONTS, pdf_of
from province_app.record.entry import read_entry
from tests.benchmarks.pairs import measure

MADE = 50  # different people; a larger size goes over them again
MOST = 1_000  # records of one measurement
UNITS = 10
AT = datetime(2024, 5, 20, 1, tzinfo=UTC)
STAMP = Stamp(3, "4f3a" * 16, "Trần Văn Ánh", date(2024, 5, 24))
PLAIN = """
#set page(paper: "a4", margin: 15mm)
#set text(font: "Tinos", size: 10pt)
#let pages = json(bytes(sys.inputs.data))
#for (number, lines) in pages.enumerate() {
  if number > 0 { pagebreak() }
  for line in lines { block(spacing: .4em, line) }
}
"""

Lines = Sequence[Sequence[str]]  # of each page


def run(size: int, pairs: int) -> dict[str, object]:
    """Return the row; `ms_a_record` in its detail is what the target of 100 is about."""
    size = min(size, MOST)
    papers = _papers()
    texts = [_lines(pdf_of(paper, AT)) for paper in papers]
    with TemporaryDirectory() as folder:
        source = Path(folder) / "plain.typ"
        source.write_text(PLAIN, encoding="utf-8")
        compiler = typst.Compiler(root=folder, font_paths=[FONTS], ignore_system_fonts=True)

        def floor() -> float:
            began = time.perf_counter()
            for number in range(size):
                data = orjson.dumps(texts[number % len(texts)]).decode()
                compiler.compile(input=source, sys_inputs={"data": data})
            return time.perf_counter() - began

        measured = measure(floor, lambda: _printed(papers, size), pairs)
    seconds = min(pair.product_s for pair in measured.pairs)
    return measured.row(
        9,
        "records printed",
        size,
        ms_a_record=round(1000 * seconds / size, 1),
        pages_a_record=round(sum(map(len, texts)) / len(texts), 1),
    )


def _papers() -> list[Paper]:
    groups = people_of_units(choose_units(UNITS), MADE)
    return [
        Paper(read_entry(one.fields)[0], AT.date(), STAMP)
        for group in groups
        for one in group.persons
    ]


def _lines(pdf: bytes) -> Lines:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            document[number].get_textpage().get_text_bounded().split("\r\n")
            for number in range(len(document))
        ]
    finally:
        document.close()


def _printed(papers: Sequence[Paper], size: int) -> float:
    began = time.perf_counter()
    for number in range(size):
        pdf_of(papers[number % len(papers)], AT)
    return time.perf_counter() - began
