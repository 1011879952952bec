"""In sơ yếu lý lịch: HR prints the records of its unit, one or many. Source: Quy chế Đ.6.1."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from werkzeug import Response as BaseResponse

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import print_batches, record_print
from province_app.services.errors import Refused
from province_app.views.forms.basis import done_by
from province_app.views.forms.evidence import TokenForm, checked
from province_app.views.forms.prints import PrintForm, PrintManyForm, PrintUnitForm
from province_app.views.fresh import require_fresh
from province_app.views.messages import message
from province_app.views.photos import vault_of
from province_app.views.prints_page import PrintsPage
from province_app.views.prints_read import prints_page
from province_app.views.progress import part
from tiers.calendar import local_day

bp = Blueprint("prints", __name__)

Answer = BaseResponse | str | tuple[str, int]


@bp.post("/unit/people/<uuid:person_id>/print")
@policy("record.print")
def one(person_id: UUID) -> BaseResponse:
    """Hand out the newest version of one person in its official form; it is written down."""
    restricted = checked(PrintForm()).restricted.data
    act = (db.session(), vault_of(), current_officer(), person_id, business_now())
    try:
        printed = record_print.print_for(*act, restricted=restricted)
    except Refused as error:
        flash(message(error.decision.code), "bad")
        return redirect(url_for("unit.person", person_id=person_id), 303)
    return _file(printed.pdf, "application/pdf", printed.file_name)


@bp.get("/unit/prints")
@policy("record.print")
def show() -> str:
    """Show what the officer has asked to be printed, and the units that can be."""
    return render_template("prints/show.html", page=_page())


@bp.get("/unit/prints/progress")
@policy("record.print")
def progress() -> BaseResponse:
    """Show how far the batches are; at the end the page comes anew."""
    page = _page()
    html = render_template("prints/_batches.html", page=page)
    return part(html, running=bool(page.running))


@bp.post("/unit/prints")
@policy("record.print")
def begin() -> Answer:
    """Ask for the papers of the people chosen, or of the whole unit up to fifty."""
    form = checked(PrintManyForm())
    act = (db.session(), current_officer(), form.unit.data, form.chosen, business_now())
    try:
        print_batches.begin(*act, restricted=form.restricted.data)
    except Refused as error:
        return _refused(error.decision.code)
    return _begun()


@bp.post("/unit/prints/propose")
@policy("record.print")
def propose() -> Answer:
    """Propose to print more than fifty records; a second person of the unit decides."""
    form, session, officer, now = PrintUnitForm(), db.session(), current_officer(), business_now()
    unit, restricted = form.unit.data, form.restricted.data
    if unit is None:
        abort(400)
    if code := done_by(
        form,
        lambda basis: print_batches.propose_batch(
            session, officer, unit, basis, now, restricted=restricted
        ),
    ):
        return _refused(code)
    flash("Đã đề xuất. Người thứ hai của đơn vị xác nhận thì bạn in được.", "wait")
    return redirect(url_for("prints.show"), 303)


@bp.post("/unit/prints/released/<uuid:act_id>")
@policy("record.print")
@require_fresh()
def begin_released(act_id: UUID) -> Answer:
    """Print, once, the records that the second person confirmed."""
    checked(TokenForm())
    try:
        print_batches.begin_released(db.session(), current_officer(), act_id, business_now())
    except Refused as error:
        return _refused(error.decision.code)
    return _begun()


@bp.post("/unit/prints/<uuid:print_id>/take")
@policy("record.print")
def take(print_id: UUID) -> BaseResponse:
    """Hand out what was printed, as one ZIP; it is written down."""
    checked(TokenForm())
    act = (db.session(), current_officer(), print_id, business_now())
    answer = send_file(
        print_batches.take(*act),
        mimetype="application/zip",
        as_attachment=True,
        download_name="so-yeu-ly-lich.zip",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(error: str = "") -> PrintsPage:
    now = business_now()
    desk = print_batches.print_desk(db.session(), current_officer(), now)
    return prints_page(desk, local_day(now), error)


def _begun() -> BaseResponse:
    flash("Đang in. Có thể rời trang này và quay lại sau.", "done")
    return redirect(url_for("prints.show"), 303)


def _refused(code: str) -> tuple[str, int]:
    return render_template("prints/show.html", page=_page(message(code))), 409


def _file(data: bytes, kind: str, name: str) -> Response:
    """Return the file for the reader alone: paper with restricted parts stays in no cache."""
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
