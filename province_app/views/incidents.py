"""Sổ sự cố of Sở Nội vụ. Source: Nghị định 13/2023/NĐ-CP Đ.23; Quy chế Đ.14.7."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as File
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import DateTimeLocalField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from province_app.auth import current_officer, policy
from province_app.clock import VIETNAM, business_now
from province_app.extensions import db
from province_app.services import incidents
from province_app.services.errors import Refused
from province_app.services.incidents import ACTS, Found, Listed
from province_app.views import formats
from province_app.views.forms.sections import refuse_unknown
from province_app.views.incidents_page import STATES, IncidentCard, IncidentLine, IncidentsPage
from province_app.views.messages import message
from tiers.incidents import IncidentAct, may_add
from tiers.policy import may_enter

bp = Blueprint("incidents", __name__)

Answer = Response | tuple[str, int]
_MOST_PEOPLE = 10_000_000


class IncidentForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What was found, when, whom it touches, what was done."""

    what = StringField()
    found_at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M"], validators=[InputRequired()])
    people = IntegerField(validators=[InputRequired(), NumberRange(0, _MOST_PEOPLE)])
    places = StringField()
    measures = StringField()


class LineForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """One line of the history."""

    act = StringField()
    said = StringField()


@bp.get("/incidents")
@policy("incident.read")
def show() -> str:
    """Show the register."""
    return render_template("rights/incidents.html", page=_page())


@bp.get("/incidents.csv")
@policy("incident.read")
def export() -> File:
    """Give out the register as CSV."""
    data = incidents.export(db.session(), current_officer(), business_now())
    answer = File(data, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="so-su-co.csv")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/incidents")
@policy("incident.write")
def add() -> Answer:
    """Enter a breach."""
    form = IncidentForm()
    refuse_unknown(form)
    if not form.validate():
        return _again(form, "incident_empty")
    found_at = form.found_at.data.replace(tzinfo=VIETNAM).astimezone(UTC)
    found = Found(
        form.what.data or "",
        found_at,
        form.people.data,
        form.places.data or "",
        form.measures.data or "",
    )
    try:
        incidents.open_incident(db.session(), current_officer(), found, business_now())
    except Refused as error:
        return _again(form, error.decision.code)
    flash("Đã ghi sổ. Báo cáo cơ quan có thẩm quyền trong 72 giờ từ lúc phát hiện.", "done")
    return redirect(url_for("incidents.show"))


@bp.post("/incidents/<uuid:incident_id>/lines")
@policy("incident.write")
def add_line(incident_id: UUID) -> Answer:
    """Add a line to the history of one breach."""
    form = LineForm()
    refuse_unknown(form)
    act, said = form.act.data or "", form.said.data or ""
    try:
        incidents.add_line(db.session(), current_officer(), incident_id, act, said, business_now())
    except Refused as error:
        page = replace(_page(), error=message(error.decision.code))
        return render_template("rights/incidents.html", page=page), 409
    flash("Đã ghi thêm.", "done")
    return redirect(url_for("incidents.show", _anchor=f"h-{incident_id}"))


def _again(form: IncidentForm, code: str) -> Answer:
    page = replace(
        _page(),
        what=form.what.data or "",
        found_at=form.found_at.raw_data[0] if form.found_at.raw_data else "",
        people=form.people.raw_data[0] if form.people.raw_data else "",
        places=form.places.data or "",
        measures=form.measures.data or "",
        error=message(code),
    )
    return render_template("rights/incidents.html", page=page), 409


def _page() -> IncidentsPage:
    now = business_now()
    return IncidentsPage(
        tuple(_card(one, now) for one in incidents.register_of(db.session())),
        f"{now.astimezone(VIETNAM):%Y-%m-%dT%H:%M}",
        incidents.MOST_CHARACTERS,
        may_enter(current_officer(), "incident.write").allowed,
    )


def _card(one: Listed, now: datetime) -> IncidentCard:
    row, acts = one.incident, one.acts
    reported = IncidentAct.REPORTED in acts
    state = "closed" if IncidentAct.CLOSED in acts else "reported" if reported else "opened"
    following = (IncidentAct.NOTED, IncidentAct.REPORTED, IncidentAct.CLOSED)
    return IncidentCard(
        str(row.id),
        row.what,
        row.found_at,
        row.due_at,
        row.people,
        row.places,
        STATES[state],
        tuple(
            IncidentLine(
                ACTS[IncidentAct(line.act)], line.at, one.names.get(line.by, ""), line.said
            )
            for line in one.entries
        ),
        tuple((str(act), ACTS[act]) for act in following if may_add(acts, act).allowed),
        "" if reported else formats.hours_left(row.due_at, now),
        not reported and now >= row.due_at,
    )
