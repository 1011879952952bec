"""What changed between two contents of a record, field by field; a table is one field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from province_app.record.schema import FieldInfo, fields
from province_app.record.values import as_typed
from province_app.stores import units

USING_UNIT = "identity.using_unit_code"
Content = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class FieldChange:
    """A changed field: values in the record's form, None where there is nothing.

    Of a table both answers stand here; `record/differences.py` compares their rows.
    """

    path: str
    old: object
    new: object


def changes(old: Content, new: Content) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the form; all that stand when `old` is empty.

    An empty list is nothing, as an absent value is.
    """
    found = []
    for path, info in fields().items():
        before = old.get(info.section, {}).get(info.name) or None
        after = new.get(info.section, {}).get(info.name) or None
        if before != after and not _same_codes(info, before, after):
            found.append(FieldChange(path, before, after))
    return tuple(found)


def _same_codes(info: FieldInfo, before: object, after: object) -> bool:
    """Whether older text is the same as what is now a list of codes."""
    return (
        info.kind == "codes"
        and isinstance(before, str) is not isinstance(after, str)
        and as_typed(info, before) == as_typed(info, after)
    )


def name_now(session: Session, typed: Mapping[str, str], day: date) -> str:
    """Return the name of the unit that the record names as today's; "" when it names none."""
    code = typed.get(USING_UNIT, "")
    return units.names_of_codes(session, [code], day).get(code, "") if code else ""


def unit_names(session: Session, found: Iterable[FieldChange], day: date) -> dict[str, str]:
    """Return the names of the units whose codes stand in the changes, by code."""
    codes = {
        str(value)
        for change in found
        if fields()[change.path].kind == "unit_code"
        for value in (change.old, change.new)
        if value
    }
    return units.names_of_codes(session, codes, day)
