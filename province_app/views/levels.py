"""Mức độ hạn chế: who is at the raised level, for whom Sở Nội vụ designated. Source: Đ.3.2."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import levels
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.views import formats
from province_app.views.accounts_page import LevelRow, LevelsPage
from province_app.views.forms.accounts import RaiseForm
from province_app.views.forms.basis import BasisForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message

bp = Blueprint("levels", __name__)

Answer = Response | tuple[str, int]
_DAY = timedelta(days=1)


@bp.get("/levels")
@policy("level.read")
def show() -> str:
    """Show who is or will be at the raised level."""
    return render_template("levels/show.html", page=_page())


@bp.post("/levels/raise")
@policy("level.write")
def add() -> Answer:
    """Propose to raise a person's level; the person is named by the account's user name."""
    form = RaiseForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("required")
    session, now, officer = db.session(), business_now(), current_officer()
    levels.level_desk(session, officer, now)  # nobody else learns whether a name exists
    try:
        person_id = levels.person_named(session, officer, form.username.data)
        levels.propose_raising(
            session,
            officer,
            person_id,
            form.starts_on.data,
            form.ends_on.data + _DAY,
            Basis(form.basis_number.data, form.basis_date.data),
            now,
            at_once=form.at_once.data,
        )
    except Missing:
        return _again("nobody_named")
    except Refused as error:
        return _again(error.decision.code)
    flash("Đã đề xuất. Người thứ hai xác nhận thì mức hạn chế mới nâng.", "wait")
    return redirect(url_for("levels.show"))


@bp.post("/levels/<int:level_id>/lower")
@policy("level.write")
def lower(level_id: int) -> Answer:
    """Propose to lower the level before its end."""
    form = BasisForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("basis_missing")
    basis = Basis(form.basis_number.data, form.basis_date.data)
    try:
        levels.propose_lowering(db.session(), current_officer(), level_id, basis, business_now())
    except Refused as error:
        return _again(error.decision.code)
    flash("Đã đề xuất. Người thứ hai xác nhận thì mức hạn chế mới hạ.", "wait")
    return redirect(url_for("two_person.show"))


def _again(code: str) -> Answer:
    return render_template("levels/show.html", page=_page(message(code))), 409


def _page(error: str = "") -> LevelsPage:
    desk = levels.level_desk(db.session(), current_officer(), business_now())
    rows = tuple(
        LevelRow(
            one.id,
            desk.names[one.person_id],
            one.starts_on,
            one.ends_on,
            f"{one.basis_number}, {formats.day(one.basis_date)}",
            one.id in desk.alone,
        )
        for one in desk.rows
    )
    return LevelsPage(rows, desk.today.isoformat(), error)
