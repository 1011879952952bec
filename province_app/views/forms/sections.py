"""A form for each section of the record, built from its schema."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from province_app.record.catalogues import labels
from province_app.record.schema import FieldInfo, field_of, fields, table_of
from province_app.record.values import code_of
from province_app.services.errors import UnknownField
from province_app.views import formats


class SectionForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What every section's form has; the subclasses of `section_form` add its fields by path."""

    owner = StringField()  # whose form it is: another person who signs in meanwhile is told
    revision = IntegerField(validators=[InputRequired(), NumberRange(min=0)])
    next = StringField()  # the button's own name: saving goes on to the following section
    add = StringField()  # the path of a table that gets one row more
    use = StringField()  # a code that was offered: `salary.rank_code=01.003`
    remove = StringField()  # the place of a row that goes: `family.own.2`

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field and cell that was posted; what was not posted stays as it is."""
        single = {
            name: field.data or ""
            for name, field in self._fields.items()
            if name in fields() and field.raw_data
        }
        gone = f"{self.remove.data}." if self.remove.data else None
        cells = {
            name: posted_text(field_of(name), request.form.getlist(name))
            for name in request.form
            if is_cell(name, self) and not (gone and name.startswith(gone))
        }
        return {**single, **cells, **self.offered}

    @property
    def offered(self) -> dict[str, str]:
        """The field or cell that takes an offered code, where such a button was pressed."""
        path, _, code = (self.use.data or "").partition("=")
        return {path: code} if path in self or is_cell(path, self) else {}

    @property
    def changed_table(self) -> str:
        """The path of the table that the button changes; "" for a button that only saves."""
        place = self.add.data or (self.remove.data or "").rpartition(".")[0]
        return place if place in fields() and place in self else ""


class SendForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Sending needs nothing but the token."""


class Posted(StringField):  # type: ignore[misc]  # the library has no types
    """A field of the record: whatever control it has, its text as the draft keeps it."""

    def __init__(self, info: FieldInfo, **options: Any) -> None:
        super().__init__(**options)
        self.info = info

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the control's values as one text."""
        if valuelist:
            self.data = posted_text(self.info, valuelist)


def posted_text(info: FieldInfo, values: Sequence[str]) -> str:
    """Return the text of a control's values: date boxes, check boxes, a choice or plain text.

    Day, month and year stand in three boxes of one name, or a whole date in the first; a search
    gives `Tên (mã)`; several boxes are joined, and an empty one says that the form had them.
    """
    if info.kind in ("date", "any_date"):
        boxes = [box.strip() for box in values]
        return formats.join_date(boxes) if any(boxes[1:]) else _lone(boxes)
    if info.kind == "codes":
        codes = [_taken(info, one) for value in values for one in value.split(";")]
        return "; ".join(dict.fromkeys(code for code in codes if code))
    if info.kind == "table":
        return next((one for one in values if one), "")
    return _taken(info, values[0]) if info.item.catalogue else values[0]


@cache
def section_form(section: str) -> type[SectionForm]:
    """Return the form class of the section: a field for each that the person fills."""
    members = {
        path: Posted(info)
        for path, info in fields().items()
        if info.section == section and info.item.filled_by == "person"
    }
    return type(f"{section.title()}Form", (SectionForm,), members)


@cache
def unit_form() -> type[SectionForm]:
    """Return the form class of what the unit writes, of all sections."""
    members = {path: Posted(info) for path, info in fields().items() if info.item.filled_by == "hr"}
    return type("UnitForm", (SectionForm,), members)


def refuse_unknown(form: FlaskForm) -> None:
    """Raise UnknownField when the request has a field that the form does not have."""
    for name in request.form:
        if name not in form and name not in g.get("answered", ()) and not is_cell(name, form):
            raise UnknownField(name)


def is_cell(name: str, form: FlaskForm) -> bool:
    """Whether the name is a cell of one of the form's tables."""
    try:
        field_of(name)
    except KeyError:
        return False
    table = table_of(name)
    return table is not None and table.path != name and table.path in form


def _taken(info: FieldInfo, value: str) -> str:
    """Return the code that a search gave as `Tên (mã)`; what is none of the catalogue as typed."""
    code = code_of(value)
    return code if code in labels(info.item.catalogue or "") else value.strip()


def _lone(boxes: Sequence[str]) -> str:
    """Return what stands in the first box alone: a day, unless it is a whole date."""
    whole = len(boxes) == 1 or not boxes[0].isdecimal()
    return boxes[0] if whole else formats.join_date(list(boxes))
