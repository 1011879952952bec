"""The photo on the paper: in a frame of 4 x 6 cm on the first page, of both forms. TT06, H5."""

from dataclasses import replace

import pypdfium2
import pypdfium2.raw
import pytest

from province_app.printing.pdf import pdf_of
from tests.evidence.files import jpeg
from tests.printing.papers import MADE_AT, full_content, pages, paper_of

A4 = (595, 842)  # points
FRAME = (113, 170)  # 4 x 6 cm in points
FORMS = {"CC": "left", "HDLD": "right"}


def made(category: str, photo: bytes) -> bytes:
    return pdf_of(replace(paper_of(full_content(category=category)), photo=photo), MADE_AT)


def pictures(pdf: bytes) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Return the pictures of the document: on which page, and where (left, bottom, right, top)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (number, one.get_bounds())
            for number, page in enumerate(document)
            for one in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        ]
    finally:
        document.close()


@pytest.mark.parametrize("category", FORMS)
def test_it_stands_in_its_frame_and_moves_nothing(category: str) -> None:
    empty, filled = made(category, b""), made(category, jpeg((472, 709)))
    assert pictures(empty) == []
    ((page, (left, bottom, right, top)),) = pictures(filled)
    assert page == 0
    assert (right - left, top - bottom) == pytest.approx(FRAME, abs=2)
    assert 0 <= left < right <= A4[0]
    assert A4[1] / 2 < bottom < top <= A4[1]  # in the upper half
    assert FORMS[category] == ("left" if right < A4[0] / 2 else "right")
    words = [[one.replace("Ảnh màu", "").replace("(4 x 6 cm)", "").split() for one in pages(pdf)]
             for pdf in (empty, filled)]  # fmt: skip
    assert words[0] == words[1]  # as many pages, the same text on each
    assert "(4 x 6 cm)" in pages(empty)[0]
    assert "(4 x 6 cm)" not in pages(filled)[0]


@pytest.mark.parametrize("category", FORMS)
def test_nothing_is_written_over_it(category: str) -> None:
    """A name as long as names get does not run into the frame."""
    content = full_content(category=category)
    content["identity"]["staff_number"] = "ND" * 30
    filled = pdf_of(replace(paper_of(content), photo=jpeg((472, 709))), MADE_AT)
    ((_, (left, bottom, right, top)),) = pictures(filled)
    document = pypdfium2.PdfDocument(filled)
    try:
        text = document[0].get_textpage()
        assert text.get_text_bounded(left + 1, bottom + 1, right - 1, top - 1).strip() == ""
    finally:
        document.close()
