"""Tra cứu: nothing that is typed stands in an address, so what is found comes by POST."""

from uuid import UUID

from flask import Blueprint, abort, render_template

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import search as service
from province_app.services.errors import Refused
from province_app.services.search import After
from province_app.views.forms.search import SearchForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.search_page import SearchPage
from province_app.views.search_read import search_page

bp = Blueprint("search", __name__)


@bp.get("/search")
@policy("person.search")
def show() -> str:
    """Show the box."""
    return render_template("search/show.html", page=SearchPage())


@bp.post("/search")
@policy("person.search")
def find() -> str | tuple[str, int]:
    """Show who is found, 25 at a time; each is written down as read."""
    form = SearchForm()
    refuse_unknown(form)
    if not form.validate() or bool(form.after_key.data) != bool(form.after_id.data):
        abort(400)
    typed, officer = form.q.data or "", current_officer()
    after = None
    if form.after_key.data:
        after = After(form.after_key.data, UUID(form.after_id.data))
    try:
        found = service.find_people(db.session(), officer, typed, business_now(), after)
    except Refused as error:
        page = SearchPage(q=typed, error=message(error.decision.code))
        return render_template("search/show.html", page=page), 409
    page = search_page(found, officer, typed, first=after is None)
    return render_template("search/show.html", page=page)
