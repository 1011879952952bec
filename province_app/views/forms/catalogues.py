"""What the page of the catalogues sends."""

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from province_app.views.forms.basis import BasisForm


class MappingForm(BasisForm):
    """A code of ours, the receiver's that stands for it ("" = none any more), and the days."""

    catalogue = StringField(validators=[InputRequired(), Length(max=100)])
    local_code = StringField(validators=[InputRequired(), Length(max=100)])
    national_code = StringField(validators=[Length(max=100)])
    valid_from = DateField(validators=[InputRequired()])
    valid_to = DateField(validators=[Optional()])
