"""What the pages of asking the national database send."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.views.forms.basis import BasisForm


class AskForm(BasisForm):
    """For whom a unit asks, why, and by which document the person is received."""

    unit = IntegerField(validators=[Optional()])
    personal_id = StringField()
    purpose = StringField()


class AgainForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Hỏi lại needs nothing but the token."""


class BeginForm(FlaskForm):  # type: ignore[misc]
    """What the person is in the unit, and since when."""

    category = StringField(validators=[Length(max=20)])
    received_on = DateField(validators=[InputRequired()])
