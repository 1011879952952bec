"""A form's template and a record's text become a PDF.

One compiler serves the process: it keeps the fonts and the parsed templates. It is not for two
threads at once, hence the lock.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

import orjson
import typst

from province_app.printing.form import Paper, printable

FORMS = Path(__file__).parent / "forms"
FONTS = Path(__file__).parent / "fonts"  # copied there by `make install`

_lock = Lock()


class PrintError(RuntimeError):
    """The template could not be set as it was drawn: a font is missing, or it warns of a fault."""


def pdf_of(paper: Paper, made_at: datetime) -> bytes:
    """Return the record's PDF; the same paper and moment give the same bytes.

    PrintError when the template warns, of an unknown font above all: another font would be taken
    in silence, and the paper would not look like the form.
    """
    data = orjson.dumps(printable(paper)).decode()
    with _lock:
        pdf, warnings = _compiler().compile_with_warnings(
            input=FORMS / f"{paper.form}.typ",
            sys_inputs={"data": data},
            timestamp=int(made_at.timestamp()),
        )
    if warnings:
        raise PrintError("; ".join(warning.message for warning in warnings))
    assert isinstance(pdf, bytes)  # noqa: S101  one PDF, not a list of pages
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler that knows our fonts and none of the machine's."""
    if not list(FONTS.glob("Tinos*.ttf")):
        raise PrintError(f"no font in {FONTS}: run `make install`")
    return typst.Compiler(root=FORMS, font_paths=[FONTS], ignore_system_fonts=True)
