"""What the panel of documents sends."""

from typing import TypeVar

from flask import abort
from flask_wtf import FlaskForm
from wtforms import FileField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.record.schema import fields
from province_app.services.errors import UnknownField
from province_app.views.forms.sections import refuse_unknown

DIGEST = 64  # hex digits
LONGEST_NAME = 255
Form = TypeVar("Form", bound=FlaskForm)


class TokenForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Nothing but the token."""


class BeginForm(FlaskForm):  # type: ignore[misc]
    """A file for a field: announced by name and size, or whole."""

    path = StringField(validators=[InputRequired()])
    name = StringField(default="", validators=[Length(max=LONGEST_NAME)])
    size = IntegerField(validators=[Optional()])
    file = FileField()


class DetachForm(FlaskForm):  # type: ignore[misc]
    """Which document goes off which field."""

    path = StringField(validators=[InputRequired()])
    digest = StringField(validators=[InputRequired(), Length(DIGEST, DIGEST)])


def checked(form: Form) -> Form:
    """Return the form; 400 when it has a field too many, or one that is not in order."""
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    if "path" in form and form.path.data not in fields():
        raise UnknownField(form.path.data)
    return form
