"""Sở, huyện dùng phần mềm riêng: which departments deliver over the exchange, from when on."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import deliveries as service
from province_app.services.basis import Basis
from province_app.services.deliveries import DeliveryDesk
from province_app.views import formats
from province_app.views.deliveries_page import DeliveriesPage, DeliveryRow
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.deliveries import DeliveryForm
from province_app.views.record_page import Option

bp = Blueprint("deliveries", __name__)

Answer = Response | tuple[str, int]
SAID = {"begin": "{} gửi hồ sơ bằng phần mềm riêng từ ngày {}.", "end": "{} thôi gửi từ ngày {}."}


@bp.get("/sync/deliveries")
@policy("delivery.read")
def show() -> str:
    """Show who delivers, and the form to begin or end it."""
    return render_template("sync/deliveries.html", page=_page())


@bp.post("/sync/deliveries")
@policy("delivery.register")
def register() -> Answer:
    """Let a department deliver from a day on, or no more."""
    form, session, officer, now = DeliveryForm(), db.session(), current_officer(), business_now()
    acts = {"begin": service.begin, "end": service.end}

    def act(basis: Basis) -> None:
        acts[form.act.data](session, officer, form.unit.data, form.day.data, basis, now)

    if code := done_by(form, act):
        return _again(code)
    said = SAID[form.act.data].format(form.unit.data, formats.day(form.day.data))
    flash(f"Đã ghi. {said}", "done")
    return redirect(url_for("deliveries.show"))


def _again(code: str) -> Answer:
    page = with_typed(_page(), code, "act", "unit", "day")
    return render_template("sync/deliveries.html", page=page), 409


def _page() -> DeliveriesPage:
    desk = service.desk(db.session(), business_now())
    return DeliveriesPage(
        today=desk.day.isoformat(),
        open=current_app.config["SETTINGS"].receives,
        rows=tuple(_rows(desk)),
        departments=tuple(Option(one.code, one.name) for one in desk.departments),
        put_aside=tuple(
            f"{agency}, tháng {period[5:]}/{period[:4]}" for agency, period in desk.put_aside
        ),
        day=desk.day.isoformat(),
    )


def _rows(desk: DeliveryDesk) -> list[DeliveryRow]:
    return [
        DeliveryRow(
            desk.unit_names.get(one.unit_id, one.agency),
            one.agency,
            one.starts_on,
            one.ends_on,
            f"{one.basis_number}, {formats.day(one.basis_date)}",
            desk.names.get(one.decided_by, ""),
            one.decided_at,
        )
        for one in desk.registered
    ]
