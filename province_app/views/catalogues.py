"""Catalogues: searched while a person types, and compared with those of the national node."""

from flask import Blueprint, render_template, request

from province_app.auth import policy
from province_app.clock import business_now
from province_app.services import catalogue_search
from province_app.views import formats
from province_app.views.record_page import Found, LookupPart
from tiers.calendar import local_day

bp = Blueprint("catalogues", __name__)


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
