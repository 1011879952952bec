"""What the page of a check sends: the revision that was shown, and reasons by field."""

import re
from functools import cache
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from province_app.record.schema import fields
from province_app.services.checking import REASONS
from province_app.services.field_checks import Ticks

LONGEST_TEXT = 500
_CHOSEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,9}")


def _known(_form: FlaskForm, field: SelectMultipleField) -> None:
    """Refuse a field that the record does not have."""
    if not fields().keys() >= set(field.data or ()):
        raise ValidationError


class CheckForm(FlaskForm):  # type: ignore[misc]
    """What every check has; the subclass of `check_form` adds reason and text by field."""

    revision = IntegerField(validators=[InputRequired()])
    # Fields confirmed one by one, and those that the page showed as confirmed.
    seen = SelectMultipleField(validate_choice=False, validators=[_known])
    was = SelectMultipleField(validate_choice=False, validators=[_known])

    @property
    def ticks(self) -> Ticks:
        """What was ticked, and what no longer is; only after validation."""
        right = set(self.seen.data or ())
        return Ticks(right, set(self.was.data or ()) - right)

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
