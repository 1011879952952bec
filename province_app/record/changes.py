"""Which fields differ between two contents of a record."""

from collections.abc import Mapping

from province_app.record.schema import FieldInfo, fields

Content = Mapping[str, Mapping[str, object]]


def changed_fields(before: Content, after: Content) -> list[FieldInfo]:
    """Return the fields whose values differ, in form order; an absent one is the same as None."""
    return [
        info
        for info in fields().values()
        if (before.get(info.section, {}).get(info.name) or None)
        != (after.get(info.section, {}).get(info.name) or None)
    ]
