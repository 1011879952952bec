"""What the page of departments with software of their own sends."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired

from province_app.views.forms.basis import BasisForm


class DeliveryForm(BasisForm):
    """Whether a department delivers or stops, and from which day."""

    act = SelectField(choices=["begin", "end"])
    unit = StringField(validators=[InputRequired()])
    day = DateField(validators=[InputRequired()])
