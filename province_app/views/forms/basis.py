"""An act that a document orders: asked for by a form, done or refused with a reason."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from province_app.services.basis import Basis
from province_app.services.errors import Refused
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message

Page = TypeVar("Page")


class BasisForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Number and date of the document that orders the act."""

    basis_number = StringField(validators=[InputRequired(), Length(max=200)])
    basis_date = DateField(validators=[InputRequired()])


def done_by(form: BasisForm, act: Callable[[Basis], object]) -> str | None:
    """Do the act with the document that the form names; return why not, as a code, or None.

    Whoever may not act at all meets Refused itself: that is no matter of the form.
    """
    refuse_unknown(form)
    if not form.validate():
        return "invalid_date" if form.basis_number.data else "basis_missing"
    try:
        act(Basis(form.basis_number.data, form.basis_date.data))
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return error.decision.code
    return None


def with_typed(page: Page, code: str, *names: str, **more: object) -> Page:
    """Return the page of an act that was refused: why, and all that was typed, as it was.

    `names`: the form's own fields, called the same on the page; `more`: those with several values.
    """
    typed = {name: request.form.get(name, "") for name in (*names, "basis_number", "basis_date")}
    return replace(page, **typed, **more, error=message(code))  # type: ignore[type-var]
