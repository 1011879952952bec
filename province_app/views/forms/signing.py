"""What the page of the signature sends: the list that was shown, the certificate, the PIN."""

from datetime import UTC, datetime

from flask_wtf import FlaskForm
from wtforms import FileField, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from province_app.services.shown_list import Shown

SHA256 = r"^[0-9a-f]{64}$"


class ListForm(FlaskForm):  # type: ignore[misc]
    """A unit's list as it was shown, and the certificate that it is signed with."""

    unit = IntegerField(validators=[InputRequired()])
    shown = StringField(validators=[Regexp(SHA256)])
    shown_at = StringField(validators=[Length(max=40)])
    certificate = StringField(validators=[Regexp(SHA256)])

    def validate_shown_at(self, field: StringField) -> None:
        """Refuse what is no aware moment."""
        try:
            moment = datetime.fromisoformat(field.data or "")
        except ValueError as error:
            raise ValidationError from error
        if moment.tzinfo is None:
            raise ValidationError

    @property
    def seen(self) -> Shown:
        """The list that was shown; only after validation."""
        return Shown(self.shown.data, datetime.fromisoformat(self.shown_at.data).astimezone(UTC))


class SignForm(ListForm):
    """The same with the PIN that unlocks the key for this once; it never goes back to a page."""

    pin = PasswordField(validators=[Length(max=200)])


class CloseForm(FlaskForm):  # type: ignore[misc]
    """A unit whose month brought no change."""

    unit = IntegerField(validators=[InputRequired()])


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A signature that was made elsewhere."""

    signature = FileField()
