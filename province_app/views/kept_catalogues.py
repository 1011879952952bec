"""Danh mục của tỉnh: the lists that Sở Nội vụ keeps itself."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import kept_catalogues as service
from province_app.services.basis import Basis
from province_app.services.errors import Refused
from province_app.services.kept_catalogues import Wanted
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.kept_catalogues import AddForm, ArrangeForm, EndForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.kept_catalogues_page import KeptTyped
from province_app.views.kept_catalogues_read import TITLES, kept_page
from tiers.calendar import local_day
from tiers.kept_catalogues import Act

bp = Blueprint("kept_catalogues", __name__)
Answer = Response | tuple[str, int]


@bp.get("/catalogues/kept")
@policy("catalogue.read")
def show() -> str:
    """Show a list (`?list=`), the entry to change (`?code=`), what is searched, free texts."""
    day = local_day(business_now()).isoformat()
    typed = KeptTyped(name=request.args.get("name", ""), day=day)
    name = request.args.get("list", next(iter(TITLES)))
    return _page(name, typed, request.args.get("code", ""))


@bp.post("/catalogues/kept/<name>/add")
@policy("catalogue.keep")
def add(name: str) -> Answer:
    """Add an entry by a document."""
    form = AddForm()

    def act(basis: Basis) -> None:
        wanted = Wanted(Act.ADD, form.code.data, form.name.data, form.day.data)
        _change(name, wanted, basis)

    if code := done_by(form, act):
        return _page(name, with_typed(KeptTyped(), code, "code", "name", "day")), 409
    return _done(name, f"Đã thêm {form.name.data} vào danh mục.")


@bp.post("/catalogues/kept/<name>/end")
@policy("catalogue.keep")
def end(name: str) -> Answer:
    """Stop an entry's use from a day on, or use it again, by a document."""
    form = EndForm()

    def act(basis: Basis) -> None:
        _change(name, Wanted(Act(form.act.data), form.code.data, day=form.day.data), basis)

    if code := done_by(form, act):
        return _page(name, with_typed(KeptTyped(), code, "day"), form.code.data or ""), 409
    said = "Đã ghi ngày ngừng sử dụng." if form.act.data == Act.STOP else "Đã cho sử dụng lại."
    return _done(name, said)


@bp.post("/catalogues/kept/<name>/arrange")
@policy("catalogue.keep")
def arrange(name: str) -> Answer:
    """Put an entry at another place of the list, or give it another name to be found by."""
    form = ArrangeForm()
    refuse_unknown(form)
    code = _refused(lambda: _arrange(name, form)) if form.validate() else "kept_place"
    if code:
        typed = with_typed(KeptTyped(), code, "name", "place")
        return _page(name, typed, form.code.data or ""), 409
    said = "Đã xếp lại thứ tự." if form.act.data == Act.PLACE else "Đã ghi tên khác."
    return _done(name, said)


def _arrange(name: str, form: ArrangeForm) -> None:
    wanted = Wanted(
        Act(form.act.data), form.code.data, form.name.data or "", place=form.place.data or 0
    )
    _change(name, wanted, None)


def _refused(act: Callable[[], None]) -> str | None:
    try:
        act()
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return error.decision.code
    return None


def _change(name: str, wanted: Wanted, basis: Basis | None) -> None:
    service.change(db.session(), current_officer(), name, wanted, basis, business_now())


def _done(name: str, said: str) -> Response:
    flash(said, "done")
    return redirect(url_for("kept_catalogues.show", list=name))


def _page(name: str, typed: KeptTyped, code: str = "") -> str:
    session, now = db.session(), business_now()
    texts = service.free_texts(session, name) if request.args.get("texts") else None
    page = kept_page(
        service.list_of(session, name), texts, request.args.get("q", ""), code, typed, now
    )
    return render_template("kept_catalogues/show.html", page=page)
