"""Records to print, one with every field filled; and PDFs read back."""

import re
import unicodedata
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pypdfium2

from province_app.printing.form import Paper, Stamp
from province_app.printing.pdf import pdf_of
from province_app.record.catalogues import entries
from province_app.record.schema import SECTIONS, FieldInfo, fields

DAY = date(2024, 5, 22)
MADE_AT = datetime(2024, 5, 22, 3, tzinfo=UTC)
DIGEST = "4f3a" * 16
SIGNED = Stamp(3, DIGEST, "Trần Văn Ánh", date(2024, 5, 24))
UNIT = "H40.03"
UNIT_NAME = "Sở Nội vụ tỉnh Nam Định"
NONE = {"declared_none": True, "rows": []}


def full_content(rows: int = 2, category: str = "CC") -> dict[str, dict[str, Any]]:
    """Return a content in which every field says something of its own."""
    numbers = count(1)
    content: dict[str, dict[str, Any]] = {name: {"evidence": []} for name in SECTIONS}
    for info in fields().values():
        if info.kind == "table":
            answer = [{one.name: _value(one, next(numbers)) for one in info.columns} for _ in
                      range(rows)]  # fmt: skip
            content[info.section][info.name] = {"declared_none": False, "rows": answer}
        else:
            content[info.section][info.name] = _value(info, next(numbers))
    content["service"]["staff_category"] = category
    return content


def paper_of(content: dict[str, dict[str, Any]], stamp: Stamp = SIGNED) -> Paper:
    return Paper(content, DAY, stamp, {UNIT: UNIT_NAME})


def printed(content: dict[str, dict[str, Any]], stamp: Stamp = SIGNED) -> bytes:
    return pdf_of(paper_of(content, stamp), MADE_AT)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            document[number].get_textpage().get_text_bounded() for number in range(len(document))
        ]
    finally:
        document.close()


def dense(text: str) -> str:
    """Return the text without what a line's end may change: white space; in NFC."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def read(pdf: bytes) -> str:
    """Return the whole text, dense, without the foot of each page."""
    foot = re.compile(r"(?:Phiên bản \d|Bản nháp, chưa).*", re.S)
    return dense("".join(foot.sub("", page) for page in pages(pdf)))


def told(info: FieldInfo, value: Any) -> str:
    """Return what should stand on paper, by this test's own reading."""
    if info.item.catalogue:
        names = {entry.code: entry.name for entry in entries(info.item.catalogue)}
        return "; ".join(names[one] for one in (value if isinstance(value, list) else [value]))
    if info.kind in ("date", "any_date", "month", "year"):
        return "/".join(reversed(value.split("-")))
    if info.kind == "money":
        return f"{value:,}".replace(",", ".")
    if info.kind in ("coefficient", "percent", "area", "weight"):
        return value.replace(".", ",")
    return UNIT_NAME if info.kind == "unit_code" else str(value)


def _value(info: FieldInfo, number: int) -> Any:
    if info.item.catalogue:
        found = [one.code for one in entries(info.item.catalogue) if one.valid_on(DAY)]
        chosen = found[number % len(found)]
        return [chosen, found[(number + 1) % len(found)]] if info.kind == "codes" else chosen
    if info.kind == "choice":
        return info.choices[0]
    return _PLAIN[info.kind](number)


_PLAIN: dict[str, Any] = {
    "text": lambda number: f"Nguyễn Thị Hường ẵ ỡ {number}",
    "long_text": lambda number: f"Quãng đường dài số {number}",
    "full_text": lambda number: f"Lời kể dài hơn, số {number}",
    "code": lambda number: f"VT-{number}",
    "date": lambda number: f"2019-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
    "any_date": lambda number: f"1987-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
    "month": lambda number: f"{1980 + number % 40}-{number % 12 + 1:02d}",
    "year": lambda number: str(1940 + number % 80),
    "coefficient": lambda number: f"{number % 8 + 1}.{number % 90 + 10}",
    "percent": lambda number: f"{number % 90 + 5}.5",
    "area": lambda number: f"{100 + number}.5",
    "weight": lambda _number: "58.5",
    "integer": lambda number: number % 12 + 1,
    "count": lambda number: number % 90 + 1,
    "height": lambda number: 150 + number % 40,
    "money": lambda number: 1_000_000 + number,
    "yes_no": lambda _number: "yes",
    "email": lambda number: f"hop.thu{number}@namdinh.gov.vn",
    "personal_id": lambda number: f"{36187000000 + number:012d}",
    "phone": lambda number: f"09{number:08d}",
    "social_insurance": lambda number: f"{3600000000 + number}",
    "health_insurance": lambda number: f"CN{4360000000000 + number}",
    "unit_code": lambda _number: UNIT,
    "photo": lambda number: f"{number:064x}",
}
