"""Đổi khóa mã hóa: the proposal, which a second person confirms. Source: QĐ893 III.1."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import key_rotation
from province_app.services.basis import Basis
from province_app.views.accounts_page import KeyChangePage
from province_app.views.forms.accounts import KeyChangeForm
from province_app.views.forms.basis import done_by
from province_app.views.fresh import require_fresh
from province_app.views.messages import message
from tiers.calendar import local_day

bp = Blueprint("key_changes", __name__)

Answer = Response | tuple[str, int]


@bp.get("/two-person/key")
@policy("key.change")
def show() -> str:
    """Show which key seals now, and the form."""
    return render_template("two_person/key.html", page=_page())


@bp.post("/two-person/key")
@policy("key.change")
@require_fresh()
def propose() -> Answer:
    """Propose that everything comes under that key."""
    form = KeyChangeForm()
    session, officer, now = db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        key_rotation.propose_change(session, officer, form.key.data, basis, now)

    if code := done_by(form, act):
        return _again(code)
    flash("Đã đề xuất. Người thứ hai của Sở Nội vụ xác nhận thì mới chạy lệnh được.", "wait")
    return redirect(url_for("two_person.show"))


def _page(error: str = "") -> KeyChangePage:
    typed = request.form if error else {}
    return KeyChangePage(
        key_rotation.newest_key(),
        local_day(business_now()).isoformat(),
        typed.get("basis_number", ""),
        typed.get("basis_date", ""),
        error,
    )


def _again(code: str) -> Answer:
    return render_template("two_person/key.html", page=_page(message(code))), 409
