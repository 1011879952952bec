"""What the pages of policies and of working days send."""

from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from province_app.views.forms.basis import BasisForm
from tiers.sync_policy import Policy


class PolicyForm(BasisForm):
    """Units, or all of them, that follow a policy from a day on."""

    policy = SelectField(choices=[str(one) for one in Policy])
    reach = SelectField(choices=["units", "all"])
    units = SelectMultipleField(coerce=int, validate_choice=False)
    valid_from = DateField(validators=[InputRequired()])


class DayForm(BasisForm):
    """Whether offices work on a day, and what the day is."""

    day = DateField(validators=[InputRequired()])
    said = SelectField(choices=["off", "work", "published"])
    name = StringField(validators=[Length(max=200)])
