"""What the pages of movements send."""

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.views.forms.basis import BasisForm
from tiers.moves import MoveKind


class MoveForm(BasisForm):
    """Why somebody leaves the unit, from which day, by which document; whereto."""

    kind = SelectField(choices=[str(kind) for kind in MoveKind])
    effective_on = DateField(validators=[InputRequired()])
    to = StringField(validators=[Optional(), Length(max=300)])


class ProlongForm(BasisForm):
    """From which day somebody works on, until the end of which (none: no end), by which paper."""

    again_on = DateField(validators=[InputRequired()])
    last_day = DateField(validators=[Optional()])


class AcceptForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Tiếp nhận: what the person is in the new unit."""

    category = StringField(validators=[InputRequired()])


class RefuseForm(FlaskForm):  # type: ignore[misc]
    """Không tiếp nhận: why not."""

    reason = StringField()


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Rút lại needs nothing but the token."""
