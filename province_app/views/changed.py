"""Changed fields as people read them, grouped by section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from province_app.record.entry import as_typed
from province_app.record.schema import SECTIONS, FieldInfo, SectionInfo, fields
from province_app.services.changes import Content, FieldChange
from province_app.views import formats
from province_app.views.record_values import shown


@dataclass(frozen=True)
class ReadChange:
    """One changed field in words; an empty text is nothing."""

    info: FieldInfo
    old: str
    new: str


def by_section(
    changes: Iterable[FieldChange], day: date, unit_names: Mapping[str, str]
) -> list[tuple[SectionInfo, list[ReadChange]]]:
    """Return the changes in words, section by section in the order of the form."""

    def read(info: FieldInfo, value: object) -> str:
        if info.kind == "unit_code" and value in unit_names:
            return formats.with_code(unit_names[str(value)], str(value))
        return in_words(info, value, day)

    changed = [
        ReadChange(info, read(info, change.old), read(info, change.new))
        for change in changes
        for info in [fields()[change.path]]
    ]
    return [
        (SECTIONS[name], list(group))
        for name, group in groupby(changed, lambda one: one.info.section)
    ]


def in_words(info: FieldInfo, value: object, day: date) -> str:
    """Return a value of a version in words, codes by their names on the day."""
    return shown(info, as_typed(info, value), day)


def title_of(content: Content, day: date) -> str:
    """Return what the person is: `Giáo viên hạng II · số hiệu HM-0217`, as far as it is known."""
    post = content.get("position", {}).get("position_text")
    rank = in_words(fields()["salary.rank_code"], content.get("salary", {}).get("rank_code"), day)
    number = content.get("identity", {}).get("staff_number")
    parts = [str(post or rank), f"số\u00a0hiệu\u00a0{number}" if number else ""]
    return " · ".join(part for part in parts if part)
