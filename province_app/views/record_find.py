"""Tìm mục trong hồ sơ của tôi: where a field of the own record stands. Source: Quy chế Đ.6.2a."""

from flask import Blueprint, render_template, request, url_for

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.schema import SECTIONS
from province_app.services.field_search import FieldHit, own_sections, search_fields
from province_app.services.photo_origin import PATH as PHOTO
from province_app.views.record_find_page import FindPage, FoundField

bp = Blueprint("record_find", __name__)

_LONGEST = 100


@bp.get("/my-record/find")
@policy("record.read_own")
def show() -> str:
    """Show the fields of the form that a word or number finds; of the record nothing is read."""
    typed = request.args.get("q", "")[:_LONGEST].strip()
    sections = own_sections(db.session(), current_officer(), business_now()) if typed else []
    page = FindPage(typed, tuple(_found(one) for one in search_fields(typed, sections)))
    if request.headers.get("HX-Request") == "true":
        return render_template("record/_found.html", part=page)
    return render_template("record/find.html", page=page)


def _found(hit: FieldHit) -> FoundField:
    """Return the field with its place: the photo stands in a panel of its own."""
    anchor = "anh" if hit.path == PHOTO else hit.path
    url = url_for("record.edit_section", section=hit.section, _anchor=anchor)
    return FoundField(hit.label, hit.number, SECTIONS[hit.section].label, url, hit.by)
