"""What the page of the province's own lists sends."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.views.forms.basis import BasisForm


class AddForm(BasisForm):
    """A new entry: code, name, first day of use."""

    code = StringField(validators=[Length(max=100)])
    name = StringField(validators=[Length(max=500)])
    day = DateField(validators=[InputRequired()])


class EndForm(BasisForm):
    """From which day on an entry is not used any more, or used again."""

    act = SelectField(choices=["stop", "resume"])
    code = StringField(validators=[InputRequired(), Length(max=100)])
    day = DateField(validators=[InputRequired()])


class ArrangeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The place of an entry in the list, or another name of it."""

    act = SelectField(choices=["place", "alias"])
    code = StringField(validators=[InputRequired(), Length(max=100)])
    name = StringField(validators=[Length(max=500)])
    place = IntegerField(validators=[Optional()])
