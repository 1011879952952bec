"""The first page: what waits for the person who signed in."""

from flask import Blueprint

from province_app.auth import policy

bp = Blueprint("home", __name__)


@bp.get("/")
@policy("home.read")
def show() -> str:
    """Show the inbox."""
    return ""
