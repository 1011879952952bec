"""My record: a person fills the own record and sends it."""

from flask import Blueprint

from province_app.auth import policy

bp = Blueprint("record", __name__)


@bp.get("/my-record")
@policy("record.read_own")
def show() -> str:
    """Show the own record."""
    return ""


@bp.get("/my-record/<section>")
@policy("record.read_own")
def edit_section(section: str) -> str:
    """Show one section as a form."""
    return section


@bp.post("/my-record/<section>")
@policy("record.write_own")
def save_section(section: str) -> str:
    """Save one section."""
    return section


@bp.post("/my-record/send")
@policy("record.write_own")
def send() -> str:
    """Send the own draft to HR."""
    return ""
