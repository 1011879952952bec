"""Tra cứu từ CSDL quốc gia: a unit asks for somebody received from outside. Source: Đ.10.1."""

from dataclasses import replace
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Redirect

from province_app.auth import current_officer, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import national_lookups as service
from province_app.services import receiving
from province_app.services.basis import Basis
from province_app.services.errors import Refused, refuse_state
from province_app.services.national_lookups import Asked
from province_app.views import formats
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.national_lookups import AgainForm, AskForm, BeginForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.national_lookups_page import LookupsPage
from province_app.views.national_lookups_read import (
    is_connected,
    lookup_page,
    lookups_page,
    waiting,
)

bp = Blueprint("national_lookups", __name__)

Answer = Redirect | str | tuple[str, int]


@bp.get("/unit/national-lookups")
@policy("lookup.read")
def show() -> str:
    """Show the form, and what the unit has asked, a page at a time."""
    return render_template(
        "national_lookups/show.html", page=_page(request.args.get("unit", type=int))
    )


@bp.post("/unit/national-lookups")
@policy("lookup.ask")
def ask() -> Answer:
    """Write a request down; the answer comes to its own page."""
    form, session, officer = AskForm(), db.session(), current_officer()
    page = _page(form.unit.data)  # nobody else learns of anybody
    asked_for: list[UUID] = []

    def act(basis: Basis) -> None:
        if not is_connected():
            raise refuse_state("lookup_not_connected", "Đ.10.1")
        asked = Asked(form.personal_id.data or "", form.purpose.data or "", basis)
        one = service.ask(session, officer, page.unit_id, asked, business_now(), system_now())
        asked_for.append(one)

    if code := done_by(form, act):
        page = with_typed(page, code, "personal_id", "purpose")
        return render_template("national_lookups/show.html", page=page), 409
    return redirect(url_for("national_lookups.read", lookup_id=asked_for[0]), 303)


@bp.get("/unit/national-lookups/<uuid:lookup_id>")
@policy("lookup.read")
def read(lookup_id: UUID) -> str:
    """Show what the national database answered, or that it has not yet."""
    return _read(lookup_id)


@bp.get("/unit/national-lookups/<uuid:lookup_id>/progress")
@policy("lookup.read")
def progress(lookup_id: UUID) -> Response:
    """Say how far the request is; once it is answered the page comes anew."""
    tries = service.tries_of(db.session(), current_officer(), lookup_id)
    if tries is None:
        return Response(headers={"HX-Refresh": "true"})
    part = waiting(lookup_id, tries)
    return Response(render_template("national_lookups/_waiting.html", waiting=part))


@bp.post("/unit/national-lookups/<uuid:lookup_id>/again")
@policy("lookup.ask")
def ask_again(lookup_id: UUID) -> Answer:
    """Put a failed request once more."""
    refuse_unknown(AgainForm())
    officer, now = current_officer(), business_now()
    try:
        service.ask_again(db.session(), officer, lookup_id, now, system_now())
    except Refused as error:
        return _read(lookup_id, message(error.decision.code)), 409
    return redirect(url_for("national_lookups.read", lookup_id=lookup_id), 303)


@bp.post("/unit/national-lookups/<uuid:lookup_id>/begin")
@policy("lookup.ask")
def begin(lookup_id: UUID) -> Answer:
    """Begin the person's record from what was found."""
    form, officer = BeginForm(), current_officer()
    refuse_unknown(form)
    code = "invalid_date"
    if form.validate():
        what = (form.category.data, form.received_on.data)
        try:
            day = receiving.begin(db.session(), officer, lookup_id, *what, business_now())
        except Refused as error:
            code = error.decision.code
        else:
            flash(f"Đã mở hồ sơ. Có tên trong danh sách của đơn vị từ {formats.day(day)}.", "done")
            return redirect(url_for("national_lookups.read", lookup_id=lookup_id), 303)
    return _read(lookup_id, message(code)), 409


def _read(lookup_id: UUID, error: str = "") -> str:
    now = business_now()
    page = lookup_page(service.read(db.session(), current_officer(), lookup_id, now), now)
    if error and page.begin:
        category, day = (request.form.get(name, "") for name in ("category", "received_on"))
        page = replace(page, begin=replace(page.begin, category=category, received_on=day))
    return render_template("national_lookups/read.html", page=replace(page, error=error))


def _page(unit_id: int | None) -> LookupsPage:
    now = business_now()
    number = max(request.args.get("page", 1, type=int), 1)
    return lookups_page(
        service.desk(db.session(), current_officer(), unit_id, now, number), number, now
    )
