"""The head and the deputy sign the unit's list. Source: Quy chế Đ.7.1b, 7.2b."""

from uuid import UUID

from flask import Blueprint

from province_app.auth import policy

bp = Blueprint("signing", __name__)


@bp.get("/signing")
@policy("manifest.sign")
def show() -> str:
    """Show what waits for the officer's signature."""
    return ""


@bp.post("/signing/sign")
@policy("manifest.sign")
def sign() -> str:
    """Sign what was shown with a registered certificate and its PIN."""
    return ""


@bp.post("/signing/prepare")
@policy("manifest.sign")
def prepare() -> str:
    """Fix what was shown as a list to be signed elsewhere."""
    return ""


@bp.get("/signing/<uuid:manifest_id>/manifest.json")
@policy("manifest.sign")
def manifest(manifest_id: UUID) -> str:
    """Give out the exact bytes of a list."""
    return ""


@bp.get("/signing/<uuid:manifest_id>/signature.p7s")
@policy("manifest.sign")
def signature(manifest_id: UUID) -> str:
    """Give out the signature of a list."""
    return ""


@bp.post("/signing/<uuid:manifest_id>/signature")
@policy("manifest.sign")
def upload(manifest_id: UUID) -> str:
    """Take a signature that was made elsewhere."""
    return ""
