"""What the page of a check sends: the revision that was shown, and reasons by field."""

from functools import cache

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from province_app.record.schema import fields
from province_app.services.checking import REASONS

LONGEST_TEXT = 500


class CheckForm(FlaskForm):  # type: ignore[misc]
    """What every check has; the subclass of `check_form` adds reason and text by field."""

    revision = IntegerField(validators=[InputRequired()])
    seen = StringField()  # the boxes "Đúng" help the eye; nothing is decided by them

    @property
    def returns(self) -> list[dict[str, str]]:
        """The fields to send back: those with a reason or a text."""
        chosen = [
            {
                "path": path,
                "reason": self[f"reason-{path}"].data,
                "text": self[f"text-{path}"].data.strip(),
            }
            for path in fields()
        ]
        return [one for one in chosen if one["reason"] or one["text"]]


@cache
def check_form() -> type[CheckForm]:
    """Return the form class with a reason and a text for each field of the record."""
    members = {}
    for path in fields():
        members[f"reason-{path}"] = StringField(default="", validators=[AnyOf(["", *REASONS])])
        members[f"text-{path}"] = StringField(default="", validators=[Length(max=LONGEST_TEXT)])
    return type("CheckFormOfAllFields", (CheckForm,), members)
