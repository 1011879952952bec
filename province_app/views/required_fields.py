"""Thông tin bắt buộc nhập liệu: an upper unit requires fields below it. Source: Quy chế Đ.5."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.schema import SECTIONS, fields
from province_app.services import required_fields as service
from province_app.services.errors import Refused
from province_app.services.required_fields import RequiredDesk
from province_app.views import formats
from province_app.views.catalogues_page import RequiredPage, RequiredRow
from province_app.views.forms.required_fields import AddForm, EndForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.record_page import Option
from tiers.policy import may_enter

bp = Blueprint("required_fields", __name__)

Answer = Response | tuple[str, int]


@bp.get("/required-fields")
@policy("requirement.read")
def show() -> str:
    """Show what is required beyond the form, and the form to require more."""
    return render_template("required_fields/show.html", page=_page())


@bp.post("/required-fields/add")
@policy("requirement.write")
def add() -> Answer:
    """Require a field of one of the officer's units and all below it."""
    form = AddForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("invalid_date" if form.starts_on.errors else "required", form)
    act = (form.unit.data, form.path.data, form.starts_on.data)
    try:
        service.add_required(db.session(), current_officer(), *act, business_now())
    except Refused as error:
        return _again(error.decision.code, form)
    label = fields()[form.path.data].item.label
    flash(f"Đã yêu cầu mục {label} từ ngày {formats.day(form.starts_on.data)}.", "done")
    return redirect(url_for("required_fields.show"))


@bp.post("/required-fields/<int:requirement_id>/end")
@policy("requirement.write")
def end(requirement_id: int) -> Answer:
    """Let a requirement end on a day."""
    form = EndForm()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    service.end_required(
        db.session(), current_officer(), requirement_id, form.ends_on.data, business_now()
    )
    flash("Đã kết thúc yêu cầu này.", "done")
    return redirect(url_for("required_fields.show"))


def _again(code: str, form: AddForm) -> Answer:
    """Show the page with what was typed and why nothing was done."""
    places = {"already_required": "muc", "required": "muc"}
    page = replace(
        _page(),
        unit=request.form.get("unit", ""),
        path=request.form.get("path", ""),
        starts_on=request.form.get("starts_on", ""),
        error=message(code),
        error_place=places.get(code, "tu-ngay"),
    )
    return render_template("required_fields/show.html", page=page), 409


def _page() -> RequiredPage:
    officer = current_officer()
    desk = service.required_desk(db.session(), officer, business_now())
    names = {one.unit_id: one.name for one in desk.units}
    return RequiredPage(
        rows=tuple(_row(desk, one, names) for one in desk.listed),
        above=tuple(
            f"{one.by} yêu cầu mục {fields()[one.path].item.label} từ {formats.day(one.since)}."
            for one in desk.above
        ),
        units=tuple(Option(str(one.unit_id), one.name) for one in desk.units),
        groups=_groups(),
        today=desk.today.isoformat(),
        catalogues=may_enter(officer, "catalogue.read").allowed,
        starts_on=desk.today.isoformat(),
    )


def _row(desk: RequiredDesk, one: service.Listed, names: dict[int, str]) -> RequiredRow:
    info = fields()[one.path]
    return RequiredRow(
        one.id,
        info.item.label,
        info.item.number,
        SECTIONS[info.section].label,
        names[one.unit_id],
        one.starts_on,
        one.ends_on,
        desk.names[one.added_by],
        _state(one.starts_on, one.ends_on, desk.today),
        one.ends_on is None,
    )


def _state(starts_on: date, ends_on: date | None, today: date) -> str:
    if ends_on is not None and ends_on <= max(starts_on, today):
        return "Đã kết thúc"
    return "Đang áp dụng" if starts_on <= today else "Chưa đến ngày"


def _groups() -> tuple[tuple[str, tuple[Option, ...]], ...]:
    chosen = service.choices()
    groups = []
    for name, info in SECTIONS.items():
        mine = [fields()[path] for path in chosen if fields()[path].section == name]
        if mine:
            told = tuple(
                Option(one.path, f"{one.item.label} (mục {one.item.number})") for one in mine
            )
            groups.append((info.label, told))
    return tuple(groups)
