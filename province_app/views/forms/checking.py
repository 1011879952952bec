"""What the page of a check sends: the revision that was shown, and reasons by field."""

import re
from functools import cache
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from province_app.record.schema import fields
from province_app.services.checking import REASONS

LONGEST_TEXT = 500
_CHOSEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,9}")


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


class ManyForm(FlaskForm):  # type: ignore[misc]
    """Drafts chosen in a list, each with its revision as it was listed: `id:revision`."""

    draft = SelectMultipleField(validate_choice=False)

    def validate_draft(self, field: SelectMultipleField) -> None:
        """Refuse what the list could not have sent."""
        if not all(_CHOSEN.fullmatch(one) for one in field.data):
            raise ValidationError

    @property
    def revisions(self) -> dict[UUID, int]:
        """The chosen drafts and their revisions; only after validation."""
        pairs = (one.split(":") for one in self.draft.data)
        return {UUID(draft_id): int(revision) for draft_id, revision in pairs}


@cache
def check_form() -> type[CheckForm]:
    """Return the form class with a reason and a text for each field of the record."""
    members = {}
    for path in fields():
        members[f"reason-{path}"] = StringField(default="", validators=[AnyOf(["", *REASONS])])
        members[f"text-{path}"] = StringField(default="", validators=[Length(max=LONGEST_TEXT)])
    return type("CheckFormOfAllFields", (CheckForm,), members)
