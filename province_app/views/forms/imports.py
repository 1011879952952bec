"""What the pages of workbooks send."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import FileField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired

from province_app.views.forms.accounts import UnitForm


class UploadForm(UnitForm):
    """A workbook for a unit."""

    file = FileField()


class EnterForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whether the right rows are entered, or all or none."""

    rows = StringField(validators=[AnyOf(["right", "all"])])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """An offered code for a cell of a row."""

    row = IntegerField(validators=[InputRequired()])
    path = StringField(validators=[InputRequired()])
    code = StringField(validators=[InputRequired()])


def chosen_columns() -> dict[tuple[int, int], str]:
    """Return the headings chosen for the columns, by sheet and column: `column-0-3`."""
    found = {}
    for name, text in request.form.items():
        kind, _, place = name.partition("-")
        sheet, _, column = place.partition("-")
        if kind == "column" and sheet.isdecimal() and column.isdecimal() and len(place) < 9:
            found[int(sheet), int(column)] = text
    return found
