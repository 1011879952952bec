"""Ảnh 4×6: the person brings it to the own record, or HR of the unit for them. TT 06/2023, H5."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.evidence.vault import Vault
from province_app.extensions import db
from province_app.services import photos
from province_app.services.errors import Refused
from province_app.views.forms.evidence import TokenForm, checked
from province_app.views.messages import message

bp = Blueprint("photos", __name__)

_FORM_AROUND = 64 * 1024  # bytes of the form beside its file


@bp.url_value_preprocessor
def _room_for_a_photo(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a photo through; the token is read from the form before any view runs."""
    if endpoint in ("photos.put", "photos.put_for"):
        request.max_content_length = photos.LARGEST + _FORM_AROUND


@bp.post("/my-record/photo")
@policy("record.write_own")
def put() -> Response:
    """Take the photo from the form."""
    return _put(None)


@bp.post("/my-record/photo/remove")
@policy("record.write_own")
def remove() -> Response:
    """Take the photo away."""
    return _remove(None)


@bp.post("/unit/people/<uuid:person_id>/photo")
@policy("unit.write")
def put_for(person_id: UUID) -> Response:
    """HR: take the photo of somebody of the unit."""
    return _put(person_id)


@bp.post("/unit/people/<uuid:person_id>/photo/remove")
@policy("unit.write")
def remove_for(person_id: UUID) -> Response:
    """HR: take back the photo that HR brought."""
    return _remove(person_id)


def vault_of() -> Vault:
    """Return the folder of sealed files, with the scanner that new ones must pass."""
    settings = current_app.config["SETTINGS"]
    return Vault(settings.evidence_dir, settings.evidence_scan_command)


def _put(whose: UUID | None) -> Response:
    checked(TokenForm())
    file = request.files.get("file")
    data = file.stream.read() if file is not None else b""
    try:
        photos.put(db.session(), vault_of(), current_officer(), data, business_now(), whose)
    except Refused as error:
        if error.decision.kind == "who":
            raise
        flash(message(error.decision.code), "bad")
    else:
        flash("Đã lưu ảnh vào bản khai. Xem ảnh đã cắt ở mục Ảnh màu 4×6.", "done")
    return _back(whose)


def _remove(whose: UUID | None) -> Response:
    checked(TokenForm())
    photos.remove(db.session(), current_officer(), business_now(), whose)
    flash("Đã bỏ ảnh khỏi bản khai.", "done")
    return _back(whose)


def _back(whose: UUID | None) -> Response:
    if whose is None:
        return redirect(url_for("record.edit_section", section="identity"), 303)
    return redirect(url_for("unit.person", person_id=whose) + "#anh", 303)
