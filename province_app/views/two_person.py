"""Việc cần hai người: what waits for a second person, and the decision. Source: Quy chế Đ.5, 7."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import two_person_desk
from province_app.services.two_person_kinds import KINDS
from province_app.views.forms.accounts import DecideForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.fresh import require_fresh
from province_app.views.two_person_read import two_person_page
from tiers.two_person import USABLE_FOR

bp = Blueprint("two_person", __name__)


@bp.get("/two-person")
@policy("two_person.read")
def show() -> str:
    """Show what waits, with who, basis, what and until when."""
    officer, now = current_officer(), business_now()
    desk = two_person_desk.two_person_desk(db.session(), officer, now)
    return render_template("two_person/show.html", page=two_person_page(desk, officer, now))


@bp.post("/two-person/<uuid:act_id>/decide")
@policy("two_person.decide")
@require_fresh()
def decide(act_id: UUID) -> Response:
    """Confirm, which does the act, or refuse; with a fresh code, as one signs."""
    form = DecideForm()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    confirm = form.answer.data == "confirm"
    act = two_person_desk.decide(db.session(), current_officer(), act_id, confirm, business_now())
    if not confirm:
        said = "Đã từ chối. Không có gì đổi."
    elif KINDS[act.kind].carry_out:
        said = "Đã xác nhận; việc đã được làm."
    else:
        said = f"Đã xác nhận. Được làm một lần, trong {USABLE_FOR.days} ngày."
    flash(said, "done")
    return redirect(url_for("two_person.show"))
