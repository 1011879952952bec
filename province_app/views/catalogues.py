"""Catalogues: searched while a person types, and compared with those of the national node."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from province_app.auth import policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import catalogue_search
from province_app.services.catalogue_gaps import Unmapped, compare_catalogues
from province_app.views import formats
from province_app.views.catalogues_page import CatalogueRow, CataloguesPage, UnmappedRow
from province_app.views.record_page import Found, LookupPart
from tiers.calendar import local_day

bp = Blueprint("catalogues", __name__)

_ROWS = 200  # unmapped codes shown; all that were refused come first


@bp.get("/catalogues")
@policy("catalogue.read")
def show() -> str:
    """Show our catalogues beside the national ones, and the codes that are unknown there."""
    found = compare_catalogues(db.session())
    names = {one.name: "; ".join(one.labels) for one in found.catalogues}
    page = CataloguesPage(
        tuple(
            CatalogueRow(
                names[one.name],
                one.codes,
                one.version or "",
                one.national_codes,
                one.taken_at,
                one.unknown,
            )
            for one in found.catalogues
        ),
        tuple(_row(one, names) for one in found.unmapped[:_ROWS]),
        max(len(found.unmapped) - _ROWS, 0),
        found.period or "",
    )
    return render_template("catalogues/show.html", page=page)


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


def _row(one: Unmapped, names: Mapping[str, str]) -> UnmappedRow:
    catalogue = names.get(one.catalogue, one.catalogue)
    reasons = (
        ("bị từ chối", one.records > 0),
        ("không có trong bản quốc gia", one.in_copy),
        ("đã ghi nhận là thiếu", one.noted),
    )
    why = "; ".join(text for text, holds in reasons if holds)
    code = "(phần niêm phong)" if one.code is None else one.code
    return UnmappedRow(catalogue, code, one.label, one.records, why)
