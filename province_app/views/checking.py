"""HR checks one record: confirms it, or returns it with reasons. Source: Quy chế Đ.7.1a, 7.2a."""

from uuid import UUID

from flask import Blueprint

from province_app.auth import policy

bp = Blueprint("checking", __name__)


@bp.get("/drafts/<uuid:draft_id>")
@policy("draft.check")
def show(draft_id: UUID) -> str:
    """Show what changed in the record."""
    return ""


@bp.post("/drafts/<uuid:draft_id>/confirm")
@policy("draft.check")
def confirm(draft_id: UUID) -> str:
    """Confirm the draft as the record's next version."""
    return ""


@bp.post("/drafts/<uuid:draft_id>/return")
@policy("draft.check")
def return_(draft_id: UUID) -> str:
    """Send the draft back with a reason for each field chosen."""
    return ""
