"""The first page: everything that waits for the person who signed in."""

from flask import Blueprint, g, render_template, request

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.inbox import inbox_of
from province_app.services.own_record import record_of
from province_app.views.home_read import home_page

bp = Blueprint("home", __name__)


@bp.get("/")
@policy("home.read")
def show() -> str:
    """Show the inbox; `?check=2`, `?returned=2`, `?unsent=2` turn the pages of its lists."""
    now = business_now()
    officer = current_officer()
    pages = {name: _page(name) for name in ("check", "returned", "unsent")}
    inbox = inbox_of(db.session(), officer, now, pages["check"])
    g.owed = inbox.owed  # the month's bar says the same number and need not count again
    own = record_of(db.session(), officer, now)
    return render_template("home/show.html", page=home_page(inbox, own, officer, pages, now))


def _page(name: str) -> int:
    """Return the page asked for, from 1; anything else is the first one."""
    return max(request.args.get(name, 1, type=int), 1)
