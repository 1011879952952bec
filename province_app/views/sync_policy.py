"""Chính sách đồng bộ: by the month's calendar or by event, from a date on. NĐ 27/2026."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import sync_policy as service
from province_app.services.basis import Basis
from province_app.services.sync_policy import PolicyDesk
from province_app.views import formats, words
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.sync_policy import PolicyForm
from province_app.views.sync_policy_page import ChoiceRow, PolicyPage
from province_app.views.units_choice import grouped
from tiers.sync_policy import Policy

bp = Blueprint("sync_policy", __name__)

Answer = Response | tuple[str, int]


@bp.get("/sync/policy")
@policy("sync_policy.read")
def show() -> str:
    """Show who follows which policy, and the form to switch."""
    return render_template("sync/policy.html", page=_page())


@bp.post("/sync/policy")
@policy("sync_policy.write")
def switch() -> Answer:
    """Let units follow a policy from a day on."""
    form, session, officer, now = PolicyForm(), db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        units = None if form.reach.data == "all" else form.units.data
        chosen = (Policy(form.policy.data), form.valid_from.data)
        service.switch_policy(session, officer, units, *chosen, basis, now)

    if code := done_by(form, act):
        return _again(code)
    day = formats.day(form.valid_from.data)
    flash(f"Đã ghi. {words.POLICY[Policy(form.policy.data)]} từ ngày {day}.", "done")
    return redirect(url_for("sync_policy.show"))


def _again(code: str) -> Answer:
    chosen = tuple(request.form.getlist("units"))
    page = with_typed(_page(), code, "policy", "reach", "valid_from", chosen=chosen)
    return render_template("sync/policy.html", page=page), 409


def _page() -> PolicyPage:
    desk = service.policy_desk(db.session(), business_now())
    by_event = [one.name for one in desk.units if desk.today[one.unit_id] is Policy.EVENT]
    return PolicyPage(
        today=desk.day.isoformat(),
        by_event=tuple(by_event),
        monthly=len(desk.units) - len(by_event),
        rows=tuple(_rows(desk)),
        groups=grouped(desk.units),
        valid_from=desk.day.isoformat(),
    )


def _rows(desk: PolicyDesk) -> list[ChoiceRow]:
    return [
        ChoiceRow(
            "Toàn tỉnh" if one.unit_id is None else desk.unit_names.get(one.unit_id, ""),
            words.POLICY[Policy(one.policy)],
            one.valid_from,
            _state(one.valid_from, desk.day),
            f"{one.basis_number}, {formats.day(one.basis_date)}",
            desk.names.get(one.decided_by, ""),
            one.decided_at,
        )
        for one in desk.chosen
    ]


def _state(valid_from: date, today: date) -> str:
    return "Chưa đến ngày" if valid_from > today else "Đã có hiệu lực"
