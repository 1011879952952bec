"""What the page of required fields sends."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired


class AddForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A field to require of a unit and all below it, from a day on."""

    unit = IntegerField(validators=[InputRequired()])
    path = StringField(validators=[InputRequired()])
    starts_on = DateField(validators=[InputRequired()])


class EndForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The first day without the requirement."""

    ends_on = DateField(validators=[InputRequired()])
