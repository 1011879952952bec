"""What the buttons that print send."""

from flask_wtf import FlaskForm
from wtforms import BooleanField


class PrintForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whether the restricted parts are printed too."""

    restricted = BooleanField(false_values=("",))
