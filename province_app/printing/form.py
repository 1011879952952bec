"""What a record says, as the text that stands on paper; where it stands is the form's. Pure.

A restricted section is printed only when it is handed in: without it the form says
“Thông tin hạn chế” there. Source: Quy chế Đ.6.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from province_app.record.catalogues import label_on
from province_app.record.entry import as_typed
from province_app.record.form import CONTRACT_STAFF
from province_app.record.schema import SECTIONS, FieldInfo, fields

TT06_2023 = "tt06_2023"  # Sơ yếu lý lịch, Thông tư 06/2023/TT-BNV
CONTRACT_2024 = "contract_2024"  # labour contract, Thông tư 05/2023/TT-BNV, Phụ lục II

OPEN_END = "nay"
_YES_NO = {"yes": "Có", "no": "Không"}

Content = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Stamp:
    """What the foot of each page says of the print; without a version it is a draft's."""

    version: int | None = None
    digest: str = ""  # hex: SHA-256 of the tree that names every section's digest
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """One record to be printed: its content, and by which day its codes are read."""

    content: Content
    day: date
    stamp: Stamp = field(default_factory=Stamp)
    unit_names: Mapping[str, str] = field(default_factory=dict)  # by code
    photo: bytes = b""  # a JPEG; the frame stays empty without it

    @property
    def form(self) -> str:
        """Which form this person's record is printed on."""
        category = self.content.get("service", {}).get("staff_category")
        return CONTRACT_2024 if category in CONTRACT_STAFF else TT06_2023


def printable(paper: Paper) -> dict[str, Any]:
    """Return the record as a form's template reads it, all of it text.

    `values`: text by path, the filled ones only; `codes`: the bare code beside its label;
    `tables`: by path, `none` when declared to have none, rows of text by column;
    `withheld`: restricted sections that were not handed in; `stamp`: for the foot; `photo`: the
    bytes of the picture, as numbers.
    """
    values: dict[str, str] = {}
    codes: dict[str, str] = {}
    tables: dict[str, Any] = {}
    for path, info in fields().items():
        value = paper.content.get(info.section, {}).get(info.name)
        if value in (None, "", []):
            continue
        if info.kind == "photo":
            continue  # it stands on the paper itself
        if info.kind == "table":
            tables[path] = _table(info, value, paper)
        else:
            values[path] = _text(info, value, paper)
            if info.item.catalogue and isinstance(value, str):
                codes[path] = value
    withheld = [
        name for name, info in SECTIONS.items() if info.restricted and name not in paper.content
    ]
    return {
        "values": values,
        "codes": codes,
        "tables": tables,
        "withheld": withheld,
        "stamp": _stamp(paper.stamp),
        "photo": list(paper.photo),
    }


def _table(info: FieldInfo, answer: Any, paper: Paper) -> dict[str, Any]:
    return {
        "none": answer["declared_none"],
        "rows": [_row(info, row, paper) for row in answer["rows"]],
    }


def _row(info: FieldInfo, row: Mapping[str, Any], paper: Paper) -> dict[str, str]:
    """Return the filled cells; a span of time without an end lasts until today."""
    found = {}
    for column in info.columns:
        value = row.get(column.name)
        if value is not None:
            found[column.name] = _text(column, value, paper)
            if column.item.catalogue:
                found[f"{column.name}:code"] = str(value)
    if "from_month" in found and "to_month" not in found:
        found["to_month"] = OPEN_END
    return found


def _text(info: FieldInfo, value: Any, paper: Paper) -> str:
    """Return a value as people read it: a code's label of the day, `1.234.567`, `05/2019`."""
    if info.item.catalogue:
        codes = value if isinstance(value, list) else [value]
        return "; ".join(label_on(info.item.catalogue, code, paper.day) for code in codes)
    if info.kind == "unit_code":
        return paper.unit_names.get(value, value)
    if info.kind == "money":
        return f"{value:,}".replace(",", ".")
    if info.kind == "yes_no":
        return _YES_NO[value]
    return as_typed(info, value)


def _stamp(stamp: Stamp) -> dict[str, Any]:
    """Return the foot's words; days, and the months 1 and 2, below ten get a zero in front.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.II.4.
    """
    day = stamp.signed_on
    month = f"{day.month:02d}" if day and day.month < 3 else str(day.month if day else "")
    return {
        "version": stamp.version,
        "digest": stamp.digest,
        "signer": stamp.signer,
        "signed_on": f"{day:%d}/{month}/{day.year}" if day else "",
    }
