"""Catalogues: searched while a person types, and compared with those of the national node."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import catalogue_mappings, catalogue_search
from province_app.services.basis import Basis
from province_app.services.catalogue_gaps import compare_catalogues
from province_app.services.catalogue_mappings import Wanted
from province_app.services.catalogue_quarantine import propose_use, waiting
from province_app.views import formats
from province_app.views.catalogues_page import CataloguesPage, MappingTyped
from province_app.views.catalogues_read import catalogues_page
from province_app.views.forms.basis import BasisForm, done_by, with_typed
from province_app.views.forms.catalogues import MappingForm
from province_app.views.messages import message
from province_app.views.record_page import Found, LookupPart
from tiers.calendar import local_day

_MAPPING = ("catalogue", "local_code", "national_code", "valid_from", "valid_to")

bp = Blueprint("catalogues", __name__)


@bp.get("/catalogues")
@policy("catalogue.read")
def show() -> str:
    """Show our catalogues beside the national ones, what waits, and the codes unknown there."""
    return render_template("catalogues/show.html", page=_page())


@bp.post("/catalogues/propose")
@policy("catalogue.propose")
def propose() -> Response | tuple[str, int]:
    """Propose that the new national versions are used; a second person confirms."""
    session, officer, now = db.session(), current_officer(), business_now()
    if code := done_by(BasisForm(), lambda basis: propose_use(session, officer, basis, now)):
        return _again(code)
    flash("Đã đề xuất. Người thứ hai của Sở Nội vụ xác nhận thì mới dùng.", "wait")
    return redirect(url_for("two_person.show"))


@bp.post("/catalogues/mapping")
@policy("catalogue.map")
def map_code() -> Response | tuple[str, int]:
    """Enter which code of the receiver stands for one of ours, or that none does any more."""
    form = MappingForm()
    session, officer, now = db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        codes = (form.catalogue.data, form.local_code.data, form.national_code.data or "")
        wanted = Wanted(*codes, form.valid_from.data, form.valid_to.data)
        catalogue_mappings.map_code(session, officer, wanted, basis, now)

    if code := done_by(form, act):
        typed = with_typed(MappingTyped(), code, *_MAPPING)
        return render_template("catalogues/show.html", page=_page(typed)), 409
    flash(f"Đã ghi mã thay cho {form.local_code.data}.", "done")
    return redirect(url_for("catalogues.show", _anchor="h-bang"))


def _page(typed: MappingTyped | None = None) -> CataloguesPage:
    session, now = db.session(), business_now()
    today = local_day(now)
    if typed is None:
        place = (request.args.get("catalogue", ""), request.args.get("code", ""))
        typed = MappingTyped(*place, valid_from=today.isoformat())
    known = catalogue_mappings.valid_on(session, today)
    return catalogues_page(
        compare_catalogues(session, mapped=known),
        waiting(session),
        catalogue_mappings.listed(session, now),
        typed,
        now,
    )


def _again(code: str) -> tuple[str, int]:
    page = replace(
        _page(),
        basis_number=request.form.get("basis_number", ""),
        basis_date=request.form.get("basis_date", ""),
        error=message(code),
    )
    return render_template("catalogues/show.html", page=page), 409


@bp.get("/catalogues/<name>/search")
@policy("catalogue.search")
def search(name: str) -> str:
    """Show what `?q=` finds in a catalogue that fields use; an old name says until when."""
    found = catalogue_search.search(name, request.args.get("q", ""), local_day(business_now()))
    part = LookupPart(
        tuple(
            Found(
                formats.with_code(one.label, one.code),
                f"đến {formats.day(one.until)}" if one.until else "",
            )
            for one in found
        )
    )
    return render_template("record/_lookup.html", part=part)
