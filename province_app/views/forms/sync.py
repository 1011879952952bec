"""What the page of the stages sends."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import UUID, AnyOf, InputRequired, Length, Optional

from tiers.stages import Stage


class PushForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A stage to run now and, if there is one, the reason."""

    stage = StringField(validators=[InputRequired(), AnyOf([stage.value for stage in Stage])])
    basis = StringField(validators=[Length(max=500)], filters=[lambda text: (text or "").strip()])


class ApproveForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The PIN of the agency's seal, for this once."""

    pin = PasswordField(
        validators=[InputRequired(), Length(max=200)], filters=[lambda text: (text or "").strip()]
    )
    waiting_too = BooleanField()  # all receipts of the period that wait, with this PIN


class GiveForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The PIN of the agency's seal, and what two persons released."""

    pin = PasswordField(
        validators=[InputRequired(), Length(max=200)], filters=[lambda text: (text or "").strip()]
    )
    act = StringField(validators=[Optional(), UUID()])
