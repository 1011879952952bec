"""Documents: brought piece by piece, taken off, looked at. Source: Quy chế Đ.6.2b.

A page with script sends a file in pieces and goes on after a broken line: POST announces it, HEAD
asks how much has come, PATCH sends the rest. Without script the whole file comes as a form.
"""

from io import BytesIO
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    request,
    send_file,
    url_for,
)
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import ClientDisconnected

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.evidence.kinds import LARGEST
from province_app.evidence.vault import Vault
from province_app.extensions import db
from province_app.services import evidence
from province_app.services import evidence_reading as reading
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import Refused
from province_app.views.forms.evidence import BeginForm, DetachForm, TokenForm, checked
from province_app.views.messages import message

bp = Blueprint("evidence", __name__)

_FORM_AROUND = 64 * 1024  # bytes of a form beside its file
_BLOCK = 64 * 1024
# Of the bytes themselves: whatever a file says it is, it runs nothing and loads nothing.
_SANDBOX = "sandbox; default-src 'none'"

Answer = BaseResponse | tuple[BaseResponse, int]


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a whole file through one door; the token is read from the form before any view runs."""
    if endpoint in ("evidence.begin", "evidence.begin_for"):
        request.max_content_length = LARGEST + _FORM_AROUND


@bp.post("/my-record/evidence")
@policy("record.write_own")
def begin() -> Answer:
    """Announce a file, or take a whole one from a form without script."""
    return _begin(None)


@bp.get("/my-record/evidence/<uuid:upload_id>")
@policy("record.write_own")
def progress(upload_id: UUID) -> Response:
    """Say how much of the file has come: the client goes on from there."""
    return _progress(upload_id, None)


@bp.patch("/my-record/evidence/<uuid:upload_id>")
@policy("record.write_own")
def continue_(upload_id: UUID) -> Answer:
    """Take the next bytes, as many as came before the line broke; after the last ones, finish."""
    return _continue(upload_id, None)


@bp.post("/my-record/evidence/<uuid:upload_id>/cancel")
@policy("record.write_own")
def cancel(upload_id: UUID) -> Answer:
    """Give an upload up."""
    return _cancel(upload_id, None)


@bp.post("/my-record/evidence/detach")
@policy("record.write_own")
def detach() -> Answer:
    """Take a document off a field."""
    return _detach(None)


@bp.post("/unit/people/<uuid:person_id>/evidence")
@policy("unit.write")
def begin_for(person_id: UUID) -> Answer:
    """HR: a file for what the unit types of a person; as the person's own."""
    return _begin(person_id)


@bp.get("/unit/people/<uuid:person_id>/evidence/<uuid:upload_id>")
@policy("unit.write")
def progress_for(person_id: UUID, upload_id: UUID) -> Response:
    """HR: how much of the file has come."""
    return _progress(upload_id, person_id)


@bp.patch("/unit/people/<uuid:person_id>/evidence/<uuid:upload_id>")
@policy("unit.write")
def continue_for(person_id: UUID, upload_id: UUID) -> Answer:
    """HR: the next bytes."""
    return _continue(upload_id, person_id)


@bp.post("/unit/people/<uuid:person_id>/evidence/<uuid:upload_id>/cancel")
@policy("unit.write")
def cancel_for(person_id: UUID, upload_id: UUID) -> Answer:
    """HR: give an upload up."""
    return _cancel(upload_id, person_id)


@bp.post("/unit/people/<uuid:person_id>/evidence/detach")
@policy("unit.write")
def detach_for(person_id: UUID) -> Answer:
    """HR: take a document off a field that the unit fills."""
    return _detach(person_id)


@bp.get("/evidence/<uuid:person_id>/<digest>/copy")
@policy("evidence.read")
def copy(person_id: UUID, digest: str) -> Response:
    """Hand out the harmless copy: pictures to look at, other files to keep."""
    return _served(
        reading.read_copy(
            db.session(), _vault(), current_officer(), person_id, digest, business_now()
        )
    )


@bp.get("/evidence/<uuid:person_id>/<digest>/pages/<int:number>")
@policy("evidence.read")
def page(person_id: UUID, digest: str, number: int) -> Response:
    """Show the picture of one page."""
    return _served(
        reading.read_page(
            db.session(), _vault(), current_officer(), person_id, digest, number, business_now()
        )
    )


def _begin(whose: UUID | None) -> Answer:
    form = checked(BeginForm())
    file = request.files.get("file")
    act = (db.session(), _vault(), current_officer(), form.path.data)
    if file is None:
        size, now = form.size.data or 0, business_now()
        try:
            upload = uploads.begin_upload(*act, form.name.data, size, now, whose)
        except Refused as error:
            return _said(error)
        answer = jsonify(id=str(upload.id), offset=0)
        answer.headers["Location"] = (
            url_for("evidence.progress", upload_id=upload.id)
            if whose is None
            else url_for("evidence.progress_for", person_id=whose, upload_id=upload.id)
        )
        return answer, 201
    name, data = file.filename or "", file.stream.read()
    try:
        uploads.upload_whole(*act, name, data, business_now(), whose)
    except Refused as error:
        flash(message(error.decision.code), "bad")
    else:
        flash("Đã đính kèm tài liệu.", "done")
    return _back(form.path.data, whose)


def _progress(upload_id: UUID, whose: UUID | None) -> Response:
    officer, now = current_officer(), business_now()
    upload = uploads.find_upload(db.session(), officer, upload_id, now, whose)
    return _so_far(upload.received, upload.declared)


def _continue(upload_id: UUID, whose: UUID | None) -> Answer:
    if request.mimetype != "application/offset+octet-stream":
        abort(415)
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdecimal()) or len(offset) > len(str(LARGEST)):
        abort(400)
    act = (db.session(), _vault(), current_officer(), upload_id)
    try:
        upload = uploads.continue_upload(*act, int(offset), _received(), business_now(), whose)
        received, declared = upload.received, upload.declared
        if received == declared:
            uploads.finish_upload(*act, business_now(), whose)
    except Refused as error:
        return _said(error)
    return _so_far(received, declared)


def _cancel(upload_id: UUID, whose: UUID | None) -> Answer:
    checked(TokenForm())
    officer, now = current_officer(), business_now()
    path = uploads.find_upload(db.session(), officer, upload_id, now, whose).path
    uploads.cancel_upload(db.session(), _vault(), officer, upload_id, now, whose)
    flash("Đã bỏ tệp tải dở.", "done")
    return _back(path, whose)


def _detach(whose: UUID | None) -> Answer:
    form = checked(DetachForm())
    path, digest, now = form.path.data, form.digest.data, business_now()
    evidence.detach(db.session(), current_officer(), path, digest, now, whose)
    flash("Đã gỡ tài liệu khỏi mục này.", "done")
    return _back(path, whose)


def _back(path: str, whose: UUID | None) -> BaseResponse:
    """Return to the panel in which the act was done."""
    place = (
        url_for("record.edit_section", section=path.partition(".")[0])
        if whose is None
        else url_for("unit.person", person_id=whose)
    )
    return redirect(place + "#tai-lieu", 303)


def _vault() -> Vault:
    settings = current_app.config["SETTINGS"]
    return Vault(settings.evidence_dir, settings.evidence_scan_command)


def _received() -> bytes:
    """Return the body as far as it came; what the line cut off is sent again."""
    blocks = []
    try:
        while block := request.stream.read(_BLOCK):
            blocks.append(block)
    except ClientDisconnected:
        pass
    return b"".join(blocks)


def _so_far(received: int, declared: int) -> Response:
    answer = Response(status=204)
    answer.headers["Upload-Offset"] = str(received)
    answer.headers["Upload-Length"] = str(declared)
    return answer


def _said(error: Refused) -> tuple[Response, int]:
    """Return the refusal for the script of the page, which shows its sentence."""
    code = error.decision.code
    return jsonify(code=code, message=message(code)), 409


def _served(found: reading.Served) -> Response:
    answer = send_file(
        BytesIO(found.data),
        mimetype=found.media_type,
        as_attachment=not found.shown,
        download_name=found.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = _SANDBOX
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
