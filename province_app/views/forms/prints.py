"""What the buttons that print send."""

import re
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from province_app.views.forms.accounts import UnitBasisForm

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST = 100  # people of one form; a page of the roster has a quarter of that


class PrintForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whether the restricted parts are printed too."""

    restricted = BooleanField(false_values=("",))


class PrintManyForm(PrintForm):
    """People of a unit, ticked in its roster, or all of them."""

    unit = IntegerField(validators=[InputRequired()])
    person = SelectMultipleField(validate_choice=False)
    whole = BooleanField(false_values=("",))

    def validate_person(self, field: SelectMultipleField) -> None:
        """Refuse what the roster could not have sent."""
        chosen = field.data or ()
        if len(chosen) > MOST or not all(_ID.fullmatch(one) for one in chosen):
            raise ValidationError

    @property
    def chosen(self) -> list[UUID] | None:
        """Who was ticked; None for the whole unit; only after validation."""
        return None if self.whole.data else [UUID(one) for one in self.person.data or ()]


class PrintUnitForm(UnitBasisForm):
    """A whole unit, with the document that orders it."""

    restricted = BooleanField(false_values=("",))
