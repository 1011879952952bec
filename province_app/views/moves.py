"""Điều chuyển, tiếp nhận, nghỉ hưu, thôi việc: pages and acts of a unit. Source: Quy chế Đ.10."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Redirect

from province_app.auth import current_officer, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import move_desk, moves, returning, terms
from province_app.services.basis import Basis
from province_app.services.errors import Refused
from province_app.services.moves import Filing
from province_app.services.returning import Returned, Returning
from province_app.services.terms import Prolonging
from province_app.views import formats
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.moves import (
    AcceptForm,
    BackForm,
    MoveForm,
    ProlongForm,
    RefuseForm,
    WithdrawForm,
)
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.moves_page import BackPage
from province_app.views.moves_read import back_page, move_page, moves_page
from province_app.views.national_lookups_read import is_connected
from tiers.moves import MoveKind

bp = Blueprint("moves", __name__)

Answer = Response | Redirect | str | tuple[str, int]


@bp.get("/unit/moves")
@policy("move.read")
def show() -> str:
    """Show who comes to a unit of the officer's, who goes, and who went."""
    return _shown(request.args.get("unit", type=int))


@bp.get("/unit/people/<uuid:person_id>/move")
@policy("move.write")
def new(person_id: UUID) -> str:
    """Show the form by which a person is handed on or let go."""
    desk = move_desk.filing_desk(db.session(), current_officer(), person_id, business_now())
    return render_template("moves/new.html", page=move_page(desk))


@bp.post("/unit/people/<uuid:person_id>/move")
@policy("move.write")
def file(person_id: UUID) -> Answer:
    """End the employment, or propose the transfer to the other unit."""
    form = MoveForm()
    refuse_unknown(form)
    session, officer, now = db.session(), current_officer(), business_now()
    desk = move_desk.filing_desk(session, officer, person_id, now)  # nobody else learns of anybody
    typed = _typed(form)
    code = "required"
    if form.validate():
        filing = Filing(
            MoveKind(form.kind.data),
            form.effective_on.data,
            Basis(form.basis_number.data, form.basis_date.data),
            (form.to.data or "").partition(" · ")[0].strip(),
        )
        try:
            row = moves.file(session, officer, person_id, filing, now)
        except Refused as error:
            if error.decision.kind == "who":
                raise
            code = error.decision.code
        else:
            flash(_done(filing, desk.full_name), "wait" if row.to_unit_id else "done")
            return redirect(url_for("moves.show", unit=row.from_unit_id))
    page = move_page(desk, typed, message(code))
    return render_template("moves/new.html", page=page), 409


@bp.post("/unit/people/<uuid:person_id>/prolong")
@policy("move.write")
def prolong(person_id: UUID) -> Answer:
    """Put somebody whose term ended by the roster alone back on it."""
    form = ProlongForm()
    session, officer, now = db.session(), current_officer(), business_now()
    desk = move_desk.filing_desk(session, officer, person_id, now)  # nobody else learns of anybody

    def act(basis: Basis) -> None:
        last = form.last_day.data
        wanted = Prolonging(form.again_on.data, last + timedelta(days=1) if last else None, basis)
        terms.prolong(session, officer, person_id, wanted, now)

    if code := done_by(form, act):
        page = move_page(desk, error=message(code), prolong=_typed(form))
        return render_template("moves/new.html", page=page), 409
    day = formats.day(form.again_on.data)
    flash(f"{desk.full_name} có tên trong danh sách của đơn vị từ {day}.", "done")
    return redirect(url_for("moves.show", unit=desk.unit.unit_id))


@bp.get("/unit/moves/back")
@policy("move.write")
def back() -> str:
    """Show the form by which somebody who left the province is taken in again."""
    page = _back(request.args.get("unit", type=int))
    return render_template("moves/back.html", page=page)


@bp.post("/unit/moves/back")
@policy("move.write")
def receive_back() -> Answer:
    """Put somebody who left the province on the unit's roster again."""
    form, session, officer = BackForm(), db.session(), current_officer()
    page = _back(form.unit.data)  # nobody else learns of anybody
    done: list[Returned] = []

    def act(basis: Basis) -> None:
        what = (form.personal_id.data, form.category.data, form.received_on.data)
        wanted = Returning(page.unit_id, *what, basis)
        at, now, asks = business_now(), system_now(), is_connected()
        done.append(returning.receive_back(session, officer, wanted, at, now, asks=asks))

    if code := done_by(form, act):
        page = with_typed(page, code, "personal_id", "category", "received_on")
        return render_template("moves/back.html", page=page), 409
    (who,) = done
    day = formats.day(who.day)
    flash(f"Đã tiếp nhận {who.full_name} trở lại, có tên trong danh sách từ {day}.", "done")
    return redirect(url_for("unit.show", unit=page.unit_id))


@bp.post("/unit/moves/<uuid:movement_id>/accept")
@policy("move.write")
def accept(movement_id: UUID) -> Answer:
    """Take the person in."""
    form = AcceptForm()
    refuse_unknown(form)
    return _decided(
        lambda: (
            moves.accept(
                db.session(),
                current_officer(),
                movement_id,
                form.category.data or "",
                business_now(),
            ).to_unit_id
        ),
        "Đã tiếp nhận. Hồ sơ, danh sách và tài khoản chuyển về đơn vị từ ngày có hiệu lực.",
    )


@bp.post("/unit/moves/<uuid:movement_id>/refuse")
@policy("move.write")
def refuse(movement_id: UUID) -> Answer:
    """Send the proposal back."""
    form = RefuseForm()
    refuse_unknown(form)
    return _decided(
        lambda: (
            moves.refuse(
                db.session(), current_officer(), movement_id, form.reason.data or "", business_now()
            ).to_unit_id
        ),
        "Đã trả lại đơn vị cũ. Người đó vẫn thuộc đơn vị cũ.",
    )


@bp.post("/unit/moves/<uuid:movement_id>/withdraw")
@policy("move.write")
def withdraw(movement_id: UUID) -> Answer:
    """Take back what the own unit proposed."""
    refuse_unknown(WithdrawForm())
    return _decided(
        lambda: (
            moves.withdraw(
                db.session(), current_officer(), movement_id, business_now()
            ).from_unit_id
        ),
        "Đã rút lại. Người đó vẫn thuộc đơn vị.",
    )


def _back(unit_id: int | None) -> BackPage:
    now = business_now()
    desk = move_desk.move_desk(db.session(), current_officer(), unit_id, now)
    return back_page(desk, is_connected(), now)


def _typed(form: FlaskForm) -> dict[str, str]:
    return {name: field.raw_data[0] for name, field in form._fields.items() if field.raw_data}


def _decided(act: Callable[[], int | None], said: str) -> Answer:
    try:
        unit_id = act()
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return _shown(None, message(error.decision.code)), 409
    flash(said, "done")
    return redirect(url_for("moves.show", unit=unit_id))


def _shown(unit_id: int | None, error: str = "") -> str:
    now = business_now()
    page = max(request.args.get("page", 1, type=int), 1)
    desk = move_desk.move_desk(db.session(), current_officer(), unit_id, now, page)
    return render_template("moves/show.html", page=moves_page(desk, page, now, error))


def _done(filing: Filing, name: str) -> str:
    if filing.kind is MoveKind.TRANSFER:
        return f"Đã đề xuất điều chuyển {name}. Đơn vị mới tiếp nhận thì mới có hiệu lực."
    day = formats.day(filing.effective_on)
    return f"Đã ghi {name} rời đơn vị từ {day}. Quyền truy cập hết từ ngày đó."
