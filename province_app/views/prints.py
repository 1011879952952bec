"""In sơ yếu lý lịch: HR prints the records of its unit, one or many. Source: Quy chế Đ.6.1."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug import Response as BaseResponse

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import record_print
from province_app.services.errors import Refused
from province_app.views.forms.evidence import checked
from province_app.views.forms.prints import PrintForm
from province_app.views.messages import message
from province_app.views.photos import vault_of

bp = Blueprint("prints", __name__)


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


def _file(data: bytes, kind: str, name: str) -> Response:
    """Return the file for the reader alone: paper with restricted parts stays in no cache."""
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
