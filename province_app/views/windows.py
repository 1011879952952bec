"""Thời hạn phê duyệt ngoại lệ: the proposal, which a second person confirms. Source: Đ.7.1b."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import exceptional_windows
from province_app.services.basis import Basis
from province_app.views.accounts_page import WindowPage
from province_app.views.forms.accounts import WindowForm
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.units_choice import grouped
from tiers.calendar import local_day

bp = Blueprint("windows", __name__)

Answer = Response | tuple[str, int]


@bp.get("/two-person/window")
@policy("window.propose")
def show() -> str:
    """Show the form."""
    return render_template("two_person/window.html", page=_page())


@bp.post("/two-person/window")
@policy("window.propose")
def propose() -> Answer:
    """Propose the window."""
    form, session, officer, now = WindowForm(), db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        chosen = (form.units.data, form.first.data, form.last.data)
        exceptional_windows.propose_window(session, officer, *chosen, basis, now)

    if code := done_by(form, act):
        return _again(code)
    flash("Đã đề xuất. Người thứ hai của Sở Nội vụ xác nhận thì mới mở.", "wait")
    return redirect(url_for("two_person.show"))


def _again(code: str) -> Answer:
    chosen = tuple(request.form.getlist("units"))
    page = with_typed(_page(), code, "first", "last", chosen=chosen)
    return render_template("two_person/window.html", page=page), 409


def _page() -> WindowPage:
    day = local_day(business_now())
    listed = grouped(exceptional_windows.signing_units(db.session(), day))
    return WindowPage(listed, day.isoformat(), first=day.isoformat(), last=day.isoformat())
