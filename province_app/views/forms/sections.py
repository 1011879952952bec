"""A form for each section of the record, built from its schema."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from province_app.record.catalogues import labels
from province_app.record.schema import FieldInfo, fields
from province_app.services.errors import UnknownField
from province_app.views import formats


class SectionForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What every section's form has; the subclasses of `section_form` add its fields by path."""

    revision = IntegerField(validators=[InputRequired(), NumberRange(min=0)])
    next = StringField()  # the button's own name: saving goes on to the following section

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field that was posted; what was not posted stays as it is."""
        return {
            name: field.data or ""
            for name, field in self._fields.items()
            if name in fields() and field.raw_data
        }


class SendForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Sending needs nothing but the token."""


class DateBoxes(StringField):  # type: ignore[misc]  # the library has no types
    """Day, month and year in three boxes of one name; a whole date may stand in the first."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Join the boxes to the text that the draft keeps."""
        boxes = [box.strip() for box in valuelist]
        if boxes:
            self.data = formats.join_date(boxes) if any(boxes[1:]) else _lone(boxes)


class Choice(StringField):  # type: ignore[misc]  # the library has no types
    """A code as it was chosen, `Tên (mã)` from a search, or whatever was typed instead."""

    def __init__(self, catalogue: str, **options: Any) -> None:
        super().__init__(**options)
        self.catalogue = catalogue

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the code if there is one, else the text as typed."""
        if valuelist:
            code = formats.code_of(valuelist[0])
            self.data = code if code in labels(self.catalogue) else valuelist[0]


class Checks(StringField):  # type: ignore[misc]  # the library has no types
    """Several boxes of one name, and an empty one that says that the form had them."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Join the chosen codes to the text that the draft keeps."""
        if valuelist:
            self.data = "; ".join(code for code in valuelist if code.strip())


@cache
def section_form(section: str) -> type[SectionForm]:
    """Return the form class of the section: a field for each that the person fills."""
    members = {
        path: _field(info)
        for path, info in fields().items()
        if info.section == section and info.item.filled_by == "person"
    }
    return type(f"{section.title()}Form", (SectionForm,), members)


def refuse_unknown(form: FlaskForm) -> None:
    """Raise UnknownField when the request has a field that the form does not have."""
    for name in request.form:
        if name not in form:
            raise UnknownField(name)


def _lone(boxes: Sequence[str]) -> str:
    """Return what stands in the first box alone: a day, unless it is a whole date."""
    whole = len(boxes) == 1 or not boxes[0].isdecimal()
    return boxes[0] if whole else formats.join_date(list(boxes))


def _field(info: FieldInfo) -> Field:
    if info.kind in ("date", "any_date"):
        return DateBoxes()
    if info.kind == "codes":
        return Checks()
    return Choice(info.item.catalogue) if info.item.catalogue else StringField()
