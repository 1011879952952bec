"""What the pages of accounts, two-person acts, windows and levels send."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from province_app.views.forms.basis import BasisForm
from tiers.accounts import GrantAct
from tiers.policy import ASSIGNABLE
from tiers.units import Role


class UnitBasisForm(BasisForm):
    """An act on a whole unit."""

    unit = IntegerField(validators=[InputRequired()])


class UnitForm(FlaskForm):  # type: ignore[misc]
    """The unit, and nothing else."""

    unit = IntegerField(validators=[InputRequired()])


class GrantForm(BasisForm):
    """A role for one person, from a day to a day."""

    role = SelectField(choices=[str(role) for role in Role])
    starts_on = DateField(validators=[InputRequired()])
    ends_on = DateField(validators=[Optional()])


class ChangeForm(BasisForm):
    """Hạn chế, mở rộng, hủy."""

    act = SelectField(choices=[str(act) for act in GrantAct if act is not GrantAct.GRANTED])
    ends_on = DateField(validators=[Optional()])


class AssignForm(BasisForm):
    """Giao nhiệm vụ bằng văn bản."""

    door = SelectField(choices=list(ASSIGNABLE))
    unit = IntegerField(validators=[InputRequired()])
    starts_on = DateField(validators=[InputRequired()])
    ends_on = DateField(validators=[InputRequired()])


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A button."""


class ActivateForm(FlaskForm):  # type: ignore[misc]
    """Identity number, code and the new password, twice."""

    number = StringField(validators=[InputRequired(), Length(max=20)])
    code = StringField(validators=[InputRequired(), Length(max=30)])
    password = PasswordField(validators=[InputRequired(), Length(max=500)])
    again = PasswordField(validators=[InputRequired(), Length(max=500)])


class DecideForm(FlaskForm):  # type: ignore[misc]
    """The second person's word."""

    answer = SelectField(choices=["confirm", "refuse"])


class WindowForm(BasisForm):
    """Days and units of an exceptional window."""

    first = DateField(validators=[InputRequired()])
    last = DateField(validators=[InputRequired()])
    units = SelectMultipleField(coerce=int, validate_choice=False)


class KeyChangeForm(BasisForm):
    """The name of the key that was shown."""

    key = StringField(validators=[InputRequired(), Length(max=64)])


class RestoreForm(BasisForm):
    """The digest of the set that was chosen."""

    set = StringField(validators=[InputRequired(), Regexp(r"[0-9a-f]{64}\Z")])


class RaiseForm(BasisForm):
    """Who is raised, from a day to a day."""

    username = StringField(validators=[InputRequired(), Length(max=100)])
    starts_on = DateField(validators=[InputRequired()])
    ends_on = DateField(validators=[InputRequired()])
    at_once = BooleanField()
