"""Changed fields as people read them, grouped by section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from province_app.record.differences import RowChange, table_change
from province_app.record.entry import as_typed
from province_app.record.schema import SECTIONS, FieldInfo, SectionInfo, fields
from province_app.services.changes import Content, FieldChange
from province_app.services.photo_origin import PATH as PHOTO
from province_app.views import formats
from province_app.views.page import Change, ChangeGroup
from province_app.views.photo_page import Photos
from province_app.views.record_tables import row_text
from province_app.views.record_values import shown

_ROW_WORDS = {"added": "thêm", "changed": "sửa", "removed": "xóa"}


@dataclass(frozen=True)
class ReadChange:
    """One changed field in words; an empty text is nothing.

    Of a table `new` counts the rows that came, went or changed, and `lines` tells each of them.
    """

    info: FieldInfo
    old: str
    new: str
    lines: tuple[str, ...] = ()


def by_section(
    changes: Iterable[FieldChange], day: date, unit_names: Mapping[str, str]
) -> list[tuple[SectionInfo, list[ReadChange]]]:
    """Return the changes in words, section by section in the order of the form."""

    def read(info: FieldInfo, value: object) -> str:
        if info.kind == "unit_code" and value in unit_names:
            return formats.with_code(unit_names[str(value)], str(value))
        return in_words(info, value, day)

    changed = [
        table_in_words(info, change, day)
        if info.kind == "table"
        else ReadChange(info, read(info, change.old), read(info, change.new))
        for change in changes
        for info in [fields()[change.path]]
    ]
    return [
        (SECTIONS[name], list(group))
        for name, group in groupby(changed, lambda one: one.info.section)
    ]


def change_group(
    section: SectionInfo, group: Iterable[ReadChange], photos: Photos | None
) -> ChangeGroup:
    """Return the changes of a section as a page shows them; `photos`: beside that of the photo."""
    return ChangeGroup(
        section.label,
        tuple(
            Change(
                one.info.item.label,
                one.old,
                one.new,
                one.info.item.number,
                one.lines,
                photos if one.info.path == PHOTO else None,
            )
            for one in group
        ),
    )


@dataclass(frozen=True)
class ReadField:
    """One field of a version in words; of a table each row is a line."""

    info: FieldInfo
    text: str
    lines: tuple[str, ...] = ()


def in_full(
    stands: Iterable[FieldChange], day: date, unit_names: Mapping[str, str]
) -> list[tuple[SectionInfo, list[ReadField]]]:
    """Return what stands in a version in words, section by section in the order of the form."""
    read = [_field_in_words(fields()[one.path], one.new, day, unit_names) for one in stands]
    return [
        (SECTIONS[name], list(group)) for name, group in groupby(read, lambda one: one.info.section)
    ]


def _field_in_words(
    info: FieldInfo, value: Any, day: date, unit_names: Mapping[str, str]
) -> ReadField:
    if info.kind == "table":
        none = "Không có" if value["declared_none"] else ""
        return ReadField(info, none, tuple(_row_in_words(info, row, day) for row in value["rows"]))
    if info.kind == "unit_code" and value in unit_names:
        return ReadField(info, formats.with_code(unit_names[value], value))
    return ReadField(info, in_words(info, value, day))


def table_in_words(info: FieldInfo, change: FieldChange, day: date) -> ReadChange:
    """Return a changed table: `thêm 2 dòng, sửa 1 dòng`, and each of those rows as a line."""
    found = table_change(change.old, change.new)
    parts = [
        f"{word} {found.count(kind)} dòng" for kind, word in _ROW_WORDS.items() if found.count(kind)
    ]
    if found.declared_none:
        parts.append("khai Không có")
    if found.moved and not found.rows:
        parts.append("đổi thứ tự các dòng")
    if change.new is None:
        parts.append("bỏ trống")
    lines = tuple(_row_line(info, row, day) for row in found.rows)
    return ReadChange(info, "", ", ".join(parts), lines)


def _row_line(info: FieldInfo, row: RowChange, day: date) -> str:
    """Return `Thêm: …`, `Xóa: …`, or of a changed row what it says now and which cells were other.

    A first entry adds whole rows; the word in front tells them from the changed ones.
    """
    word = formats.capital(_ROW_WORDS[row.kind])
    now = row.new if row.new is not None else row.old
    told = f"{word}: {_row_in_words(info, now or {}, day)}"
    if row.kind != "changed":
        return told
    before = {name: (row.old or {}).get(name) for name in row.columns}
    named = {column.name: column for column in info.columns}
    was = "; ".join(
        f"{named[name].item.label}: {in_words(named[name], value, day) or 'trống'}"
        for name, value in before.items()
    )
    return f"{told} (trước đây {was})"


def _row_in_words(info: FieldInfo, row: Mapping[str, object], day: date) -> str:
    cells = {one.name: as_typed(one, row.get(one.name)) for one in info.columns}
    return row_text(info, cells, day)


def in_words(info: FieldInfo, value: object, day: date) -> str:
    """Return a value of a version in words, codes by their names on the day."""
    return shown(info, as_typed(info, value), day)


def title_of(content: Content, day: date) -> str:
    """Return what the person is: `Giáo viên hạng II · số hiệu HM-0217`, as far as it is known."""
    post = in_words(
        fields()["position.position_text"], content.get("position", {}).get("position_text"), day
    )
    rank = in_words(fields()["salary.rank_code"], content.get("salary", {}).get("rank_code"), day)
    title = post or rank or content.get("contract", {}).get("job_title") or ""
    number = content.get("identity", {}).get("staff_number")
    parts = [str(title), f"số\u00a0hiệu\u00a0{number}" if number else ""]
    return " · ".join(part for part in parts if part)
