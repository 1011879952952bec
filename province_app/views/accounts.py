"""Tài khoản: who has one, what it may do, codes for a whole unit. Source: Quy chế Đ.5, 11.6."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import (
    account_desk,
    account_opening,
    activation,
    assignments,
    factor_resets,
    grants,
)
from province_app.services.basis import Basis
from province_app.services.errors import Refused
from province_app.services.grants import Terms
from province_app.views.accounts_page import Slip, SlipsPage
from province_app.views.accounts_read import account_page, accounts_page
from province_app.views.forms.accounts import (
    AssignForm,
    ChangeForm,
    GrantForm,
    PlainForm,
    UnitBasisForm,
    UnitForm,
)
from province_app.views.forms.basis import BasisForm, done_by
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.page import Link
from tiers.accounts import GrantAct
from tiers.activation import VALID_FOR
from tiers.units import Role

bp = Blueprint("accounts", __name__)

Answer = Response | str | tuple[str, int]
Form = TypeVar("Form", bound=FlaskForm)
_DAY = timedelta(days=1)


@bp.get("/accounts")
@policy("account.read")
def show() -> str:
    """Show the unit's people and how their accounts stand."""
    return _list(request.args.get("unit", type=int))


@bp.get("/accounts/people/<uuid:person_id>")
@policy("account.read")
def person(person_id: UUID) -> str:
    """Show one person's account and all that was done to it."""
    return _person(person_id)


@bp.post("/accounts/open")
@policy("account.write")
def open_roster() -> Answer:
    """Open a personal account for everybody of the unit who has none."""
    form = _checked(UnitBasisForm())
    unit_id = form.unit.data
    try:
        made = account_opening.open_for_roster(
            db.session(), current_officer(), unit_id, _basis(form), business_now()
        )
    except Refused as error:
        return _list(unit_id, _said(error)), 409
    flash(f"Đã lập {made} tài khoản. Bấm In phiếu mã kích hoạt để phát cho từng người.", "done")
    return redirect(url_for("accounts.show", unit=unit_id))


@bp.post("/accounts/codes")
@policy("account.write")
def issue_codes() -> Answer:
    """Make codes for all who wait, and show the sheet this once."""
    unit_id = _checked(UnitForm()).unit.data
    now, issued = business_now(), system_now()
    slips = activation.issue_codes(db.session(), current_officer(), unit_id, now, issued)
    desk = account_desk.account_desk(db.session(), current_officer(), unit_id, now, issued)
    back = Link(desk.unit.name, url_for("accounts.show", unit=unit_id))
    return _sheet(desk.unit.name, slips, back)


@bp.post("/accounts/people/<uuid:person_id>/reset")
@policy("account.write")
def reset(person_id: UUID) -> Answer:
    """Close the password and show a code for a new one, this once."""
    _checked(PlainForm())
    try:
        slip = activation.reset(
            db.session(), current_officer(), person_id, business_now(), system_now()
        )
    except Refused as error:
        return _person(person_id, _said(error)), 409
    if not isinstance(slip, activation.Slip):
        flash("Đã đề xuất. Người thứ hai xác nhận thì bấm lại nút này để in mã.", "wait")
        return redirect(url_for("accounts.person", person_id=person_id))
    back = Link(slip.full_name, url_for("accounts.person", person_id=person_id))
    return _sheet(slip.full_name, [slip], back)


@bp.post("/accounts/people/<uuid:person_id>/grants")
@policy("account.write")
def grant(person_id: UUID) -> Answer:
    """Grant a role in the person's unit; the province's own at the province."""
    form = _checked(GrantForm())
    role, officer = Role(form.role.data), current_officer()
    unit_id = _unit_of(person_id, role)
    last = form.ends_on.data + _DAY if form.ends_on.data else None
    terms = Terms(_basis(form), form.starts_on.data, last)
    try:
        done = grants.grant(db.session(), officer, person_id, role, unit_id, terms, business_now())
    except Refused as error:
        return _person(person_id, _said(error)), 409
    return _done(person_id, done, "Đã cấp quyền.")


@bp.post("/accounts/people/<uuid:person_id>/grants/<int:grant_id>")
@policy("account.write")
def change(person_id: UUID, grant_id: int) -> Answer:
    """Limit, extend or revoke a grant."""
    form = _checked(ChangeForm())
    last = form.ends_on.data + _DAY if form.ends_on.data else None
    act = GrantAct(form.act.data)
    try:
        done = grants.change(
            db.session(), current_officer(), grant_id, act, _basis(form), business_now(), last
        )
    except Refused as error:
        return _person(person_id, _said(error)), 409
    return _done(person_id, done, "Đã sửa quyền.")


@bp.post("/accounts/people/<uuid:person_id>/disable")
@policy("account.write")
def disable(person_id: UUID) -> Answer:
    """Close the account at once."""
    return _plain(person_id, account_opening.disable, "Đã khóa tài khoản.")


@bp.post("/accounts/people/<uuid:person_id>/enable")
@policy("account.write")
def enable(person_id: UUID) -> Answer:
    """Open a closed account again."""
    return _plain(person_id, account_opening.enable, "Đã mở khóa tài khoản.")


@bp.post("/accounts/people/<uuid:person_id>/assignments")
@policy("account.write")
def assign(person_id: UUID) -> Answer:
    """Give the person a reading task in a scope, in writing and for a time."""
    form = _checked(AssignForm())
    try:
        assignments.assign(
            db.session(),
            current_officer(),
            person_id,
            form.door.data,
            form.unit.data,
            _basis(form),
            form.starts_on.data,
            form.ends_on.data + _DAY,
            business_now(),
        )
    except Refused as error:
        return _person(person_id, _said(error)), 409
    flash("Đã giao nhiệm vụ.", "done")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/accounts/people/<uuid:person_id>/assignments/<int:assignment_id>/end")
@policy("account.write")
def end_assignment(person_id: UUID, assignment_id: int) -> Answer:
    """End a written assignment today."""
    _checked(PlainForm())
    try:
        assignments.end(db.session(), current_officer(), assignment_id, business_now())
    except Refused as error:
        return _person(person_id, _said(error)), 409
    flash("Đã kết thúc nhiệm vụ.", "done")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/accounts/people/<uuid:person_id>/reset-factor")
@policy("account.write")
def reset_factor(person_id: UUID) -> Answer:
    """Propose to take a lost second factor away; a second person decides."""
    session, officer, now = db.session(), current_officer(), business_now()
    account_desk.person_desk(session, officer, person_id, now, system_now())
    if code := done_by(
        BasisForm(),
        lambda basis: factor_resets.propose_reset(session, officer, person_id, basis, now),
    ):
        return _person(person_id, message(code)), 409
    flash("Đã đề xuất. Người thứ hai xác nhận thì bước xác thực mới được bỏ.", "wait")
    return redirect(url_for("accounts.person", person_id=person_id))


def _checked(form: Form) -> Form:
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    return form


def _basis(form: BasisForm) -> Basis:
    return Basis(form.basis_number.data, form.basis_date.data)


def _said(error: Refused) -> str:
    """Return the sentence for what the form may mend; another's business stays a refusal."""
    if error.decision.kind == "who":
        raise error
    return message(error.decision.code)


def _list(unit_id: int | None, error: str = "") -> str:
    desk = account_desk.account_desk(
        db.session(), current_officer(), unit_id, business_now(), system_now()
    )
    return render_template("accounts/show.html", page=accounts_page(desk, error))


def _person(person_id: UUID, error: str = "") -> str:
    desk = account_desk.person_desk(
        db.session(), current_officer(), person_id, business_now(), system_now()
    )
    return render_template("accounts/person.html", page=account_page(desk, error))


def _unit_of(person_id: UUID, role: Role) -> int:
    session, now = db.session(), business_now()
    return account_desk.unit_for(session, current_officer(), person_id, role, now)


def _done(person_id: UUID, done: grants.Done, said: str) -> Answer:
    if grants.is_proposal(done):
        flash("Đã đề xuất. Có hiệu lực khi người thứ hai xác nhận.", "wait")
    else:
        flash(said, "done")
    return redirect(url_for("accounts.person", person_id=person_id))


def _plain(person_id: UUID, act: Callable[..., object], said: str) -> Answer:
    _checked(PlainForm())
    try:
        proposed = act(db.session(), current_officer(), person_id, business_now())
    except Refused as error:
        return _person(person_id, _said(error)), 409
    if proposed is None:
        flash(said, "done")
    else:
        flash("Đã đề xuất. Có hiệu lực khi người thứ hai xác nhận.", "wait")
    return redirect(url_for("accounts.person", person_id=person_id))


def _sheet(name: str, slips: list[activation.Slip], back: Link) -> str:
    page = SlipsPage(
        name,
        tuple(Slip(one.full_name, one.username, one.code) for one in slips if one.code),
        tuple(one.full_name for one in slips if not one.code),
        business_now() + VALID_FOR,
        url_for("activation.show", _external=True),
        back,
    )
    return render_template("accounts/slips.html", page=page)
