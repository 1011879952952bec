"""What the page of searching sends."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional, Regexp

LONGEST = 100


class SearchForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What was typed; `after_…`: the last person of the page before."""

    q = StringField(validators=[Length(max=LONGEST)])
    after_key = StringField(validators=[Optional(), Regexp(r"[0-9]{1,600}\Z")])
    after_id = StringField(validators=[Optional(), Regexp(r"[0-9a-f-]{36}\Z")])
