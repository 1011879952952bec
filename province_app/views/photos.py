"""Ảnh 4×6: the person brings it to the own record, or takes it away. TT 06/2023, mẫu, H5."""

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
    if endpoint == "photos.put":
        request.max_content_length = photos.LARGEST + _FORM_AROUND


@bp.post("/my-record/photo")
@policy("record.write_own")
def put() -> Response:
    """Take the photo from the form."""
    checked(TokenForm())
    file = request.files.get("file")
    data = file.stream.read() if file is not None else b""
    if not data:
        flash(message("photo_none"), "bad")
        return _back()
    try:
        photos.put(db.session(), vault_of(), current_officer(), data, business_now())
    except Refused as error:
        flash(message(error.decision.code), "bad")
    else:
        flash("Đã lưu ảnh vào bản khai. Xem ảnh đã cắt ở mục Ảnh màu 4×6.", "done")
    return _back()


@bp.post("/my-record/photo/remove")
@policy("record.write_own")
def remove() -> Response:
    """Take the photo away."""
    checked(TokenForm())
    photos.remove(db.session(), current_officer(), business_now())
    flash("Đã bỏ ảnh khỏi bản khai.", "done")
    return _back()


def vault_of() -> Vault:
    """Return the folder of sealed files, with the scanner that new ones must pass."""
    settings = current_app.config["SETTINGS"]
    return Vault(settings.evidence_dir, settings.evidence_scan_command)


def _back() -> Response:
    return redirect(url_for("record.edit_section", section="identity"), 303)
