"""Thời hạn phê duyệt ngoại lệ: the proposal, which a second person confirms. Source: Đ.7.1b."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import exceptional_windows
from province_app.services.basis import Basis
from province_app.services.errors import Refused
from province_app.views.accounts_page import WindowPage
from province_app.views.forms.accounts import WindowForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.record_page import Option
from tiers.calendar import local_day
from tiers.units import Tier

bp = Blueprint("windows", __name__)

Answer = Response | tuple[str, int]


class Listed(Protocol):
    """What is asked of a unit to list it."""

    unit_id: int
    name: str
    tier: str
    parent_id: int | None


@bp.get("/two-person/window")
@policy("window.propose")
def show() -> str:
    """Show the form."""
    return render_template("two_person/window.html", page=_page())


@bp.post("/two-person/window")
@policy("window.propose")
def propose() -> Answer:
    """Propose the window."""
    form = WindowForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("invalid_date" if form.basis_number.data else "basis_missing")
    try:
        exceptional_windows.propose_window(
            db.session(),
            current_officer(),
            form.units.data,
            form.first.data,
            form.last.data,
            Basis(form.basis_number.data, form.basis_date.data),
            business_now(),
        )
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return _again(error.decision.code)
    flash("Đã đề xuất. Người thứ hai của Sở Nội vụ xác nhận thì mới mở.", "wait")
    return redirect(url_for("two_person.show"))


def _again(code: str) -> Answer:
    typed = request.form
    page = replace(
        _page(),
        chosen=tuple(typed.getlist("units")),
        first=typed.get("first", ""),
        last=typed.get("last", ""),
        basis_number=typed.get("basis_number", ""),
        basis_date=typed.get("basis_date", ""),
        error=message(code),
    )
    return render_template("two_person/window.html", page=page), 409


def grouped(found: Sequence[Listed]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Return the units to choose from: each department with itself and its facilities."""
    groups: dict[int, tuple[str, list[Option]]] = {}
    for one in sorted(found, key=lambda one: one.tier != Tier.DEPARTMENT):
        parent = one.unit_id if one.tier == Tier.DEPARTMENT else one.parent_id
        group = groups.setdefault(parent or 0, (one.name, []))
        group[1].append(Option(str(one.unit_id), one.name))
    return tuple((name, tuple(options)) for name, options in groups.values())


def _page() -> WindowPage:
    day = local_day(business_now())
    listed = grouped(exceptional_windows.signing_units(db.session(), day))
    return WindowPage(listed, day.isoformat(), first=day.isoformat(), last=day.isoformat())
