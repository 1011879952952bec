"""Đồng bộ: how the stages of the month stand, the push, the receipt and its approval."""

from uuid import UUID

from flask import Blueprint

from province_app.auth import policy

bp = Blueprint("sync", __name__)


@bp.get("/sync")
@policy("sync.read")
def show() -> str:
    """Show the month with one stage opened."""
    return ""


@bp.get("/sync/progress")
@policy("sync.read")
def progress() -> str:
    """Show the part that changes while a run goes on."""
    return ""


@bp.post("/sync/push")
@policy("sync.start")
def push() -> str:
    """Ask for a run of the stage."""
    return ""


@bp.get("/sync/items")
@policy("sync.read")
def items() -> str:
    """Show the records behind one number."""
    return ""


@bp.get("/sync/<uuid:submission_id>/receipt.<any(json, p7s):form>")
@policy("sync.read")
def receipt(submission_id: UUID, form: str = "json") -> str:
    """Hand out the receipt's bytes, or the signature over them."""
    return ""


@bp.post("/sync/<uuid:submission_id>/approve")
@policy("receipt.approve")
def approve(submission_id: UUID) -> str:
    """Seal the receipt."""
    return ""
