"""What the pages of movements send."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.views.forms.basis import BasisForm
from tiers.moves import FILED


class MoveForm(BasisForm):
    """Why somebody leaves the unit, from which day, by which document; whereto."""

    kind = SelectField(choices=[str(kind) for kind in FILED])
    effective_on = DateField(validators=[InputRequired()])
    to = StringField(validators=[Optional(), Length(max=300)])


class ProlongForm(BasisForm):
    """From which day somebody works on, until the end of which (none: no end), by which paper."""

    again_on = DateField(validators=[InputRequired()])
    last_day = DateField(validators=[Optional()])


class BackForm(BasisForm):
    """Who comes back to which unit, as what, from which day on."""

    unit = IntegerField(validators=[InputRequired()])
    personal_id = StringField(validators=[InputRequired(), Length(max=20)])
    category = StringField(validators=[InputRequired()])
    received_on = DateField(validators=[InputRequired()])


class AcceptForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Tiếp nhận: what the person is in the new unit."""

    category = StringField(validators=[InputRequired()])


class RefuseForm(FlaskForm):  # type: ignore[misc]
    """Không tiếp nhận: why not."""

    reason = StringField()


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Rút lại needs nothing but the token."""
