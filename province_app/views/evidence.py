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
    if endpoint == "evidence.begin":
        request.max_content_length = LARGEST + _FORM_AROUND


@bp.post("/my-record/evidence")
@policy("record.write_own")
def begin() -> Answer:
    """Announce a file, or take a whole one from a form without script."""
    form = checked(BeginForm())
    file = request.files.get("file")
    act = (db.session(), _vault(), current_officer(), form.path.data)
    if file is None:
        try:
            upload = uploads.begin_upload(*act, form.name.data, form.size.data or 0, business_now())
        except Refused as error:
            return _said(error)
        answer = jsonify(id=str(upload.id), offset=0)
        answer.headers["Location"] = url_for("evidence.progress", upload_id=upload.id)
        return answer, 201
    back = redirect(
        url_for("record.edit_section", section=form.path.data.partition(".")[0]) + "#tai-lieu", 303
    )
    try:
        uploads.upload_whole(*act, file.filename or "", file.stream.read(), business_now())
    except Refused as error:
        flash(message(error.decision.code), "bad")
        return back
    flash("Đã đính kèm tài liệu.", "done")
    return back


@bp.get("/my-record/evidence/<uuid:upload_id>")
@policy("record.write_own")
def progress(upload_id: UUID) -> Response:
    """Say how much of the file has come: the client goes on from there."""
    upload = uploads.find_upload(db.session(), current_officer(), upload_id, business_now())
    return _so_far(upload.received, upload.declared)


@bp.patch("/my-record/evidence/<uuid:upload_id>")
@policy("record.write_own")
def continue_(upload_id: UUID) -> Answer:
    """Take the next bytes, as many as came before the line broke; after the last ones, finish."""
    if request.mimetype != "application/offset+octet-stream":
        abort(415)
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdecimal()) or len(offset) > len(str(LARGEST)):
        abort(400)
    act = (db.session(), _vault(), current_officer(), upload_id)
    try:
        upload = uploads.continue_upload(*act, int(offset), _received(), business_now())
        received, declared = upload.received, upload.declared
        if received == declared:
            uploads.finish_upload(*act, business_now())
    except Refused as error:
        return _said(error)
    return _so_far(received, declared)


@bp.post("/my-record/evidence/<uuid:upload_id>/cancel")
@policy("record.write_own")
def cancel(upload_id: UUID) -> Answer:
    """Give an upload up."""
    checked(TokenForm())
    officer, now = current_officer(), business_now()
    section = uploads.find_upload(db.session(), officer, upload_id, now).path.partition(".")[0]
    uploads.cancel_upload(db.session(), _vault(), officer, upload_id, now)
    flash("Đã bỏ tệp tải dở.", "done")
    return redirect(url_for("record.edit_section", section=section) + "#tai-lieu", 303)


@bp.post("/my-record/evidence/detach")
@policy("record.write_own")
def detach() -> Answer:
    """Take a document off a field."""
    form = checked(DetachForm())
    path = form.path.data
    evidence.detach(db.session(), current_officer(), path, form.digest.data, business_now())
    flash("Đã gỡ tài liệu khỏi mục này.", "done")
    return redirect(url_for("record.edit_section", section=path.partition(".")[0]) + "#tai-lieu")


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
