"""The unit: its people, and what HR writes into their records. Source: Quy chế Đ.6.2, 7.1a."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.entry import clean
from province_app.services import hr_entry, photos
from province_app.services.errors import InvalidEntry, Refused
from province_app.services.evidence_reading import unit_files
from province_app.services.hr_entry import Sheet
from province_app.services.unit_quality import unit_quality
from province_app.views.forms.sections import SendForm, refuse_unknown, unit_form
from province_app.views.messages import message
from province_app.views.page import FieldError
from province_app.views.record_fields import differences, field_errors
from province_app.views.unit_page import SheetPage
from province_app.views.unit_read import roster_page, sheet_page
from tiers.calendar import local_day

bp = Blueprint("unit", __name__)

Answer = Response | Redirect | str | tuple[str, int]


@bp.get("/unit")
@policy("unit.read")
def show() -> str:
    """Show the people of a unit of the officer's, a page at a time."""
    now = business_now()
    page = max(request.args.get("page", 1, type=int), 1)
    unit_id = request.args.get("unit", type=int)
    officer = current_officer()
    session, hidden = db.session(), officer.hidden
    roster = hr_entry.roster_of(session, officer, unit_id, now, page)
    unit, day = roster.unit.unit_id, local_day(now)
    quality = unit_quality(session, unit, day, hidden) if page == 1 and roster.total else None
    return render_template("unit/show.html", page=roster_page(roster, officer, page, now, quality))


@bp.get("/unit/people/<uuid:person_id>")
@policy("unit.read")
def person(person_id: UUID) -> str:
    """Show what the unit writes of one person, as a form."""
    now = business_now()
    sheet = hr_entry.sheet_of(db.session(), current_officer(), person_id, now)
    return render_template("unit/person.html", page=_page(sheet, now))


@bp.post("/unit/people/<uuid:person_id>")
@policy("unit.write")
def save(person_id: UUID) -> Answer:
    """Save what was typed, right or wrong."""
    form = unit_form()()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    now = business_now()
    officer = current_officer()
    try:
        hr_entry.save(db.session(), officer, person_id, form.typed, form.revision.data, now)
    except Refused as error:
        if error.decision.kind == "who":
            raise
        sheet = hr_entry.sheet_of(db.session(), officer, person_id, now)
        posted = {path: clean(text) for path, text in form.typed.items()}
        found = differences(posted, sheet.text.typed, local_day(now))
        kept = replace(sheet, text=replace(sheet.text, typed={**sheet.text.typed, **posted}))
        errors = (FieldError(message(error.decision.code), ""), *found)
        page = _page(kept, now, errors=errors, errors_title="Chưa lưu")
        return render_template("unit/person.html", page=page), 409
    flash("Đã lưu phần đơn vị ghi.", "done")
    return redirect(url_for("unit.person", person_id=person_id))


@bp.post("/unit/people/<uuid:person_id>/send")
@policy("unit.write")
def send(person_id: UUID) -> Answer:
    """Send what the unit typed to the check, which is another officer's."""
    form = SendForm()
    refuse_unknown(form)
    now = business_now()
    try:
        hr_entry.send(db.session(), current_officer(), person_id, now)
    except InvalidEntry as error:
        sheet = hr_entry.sheet_of(db.session(), current_officer(), person_id, now)
        errors = field_errors(error.faults)
        page = _page(sheet, now, errors=errors, errors_title="Chưa gửi được", every_fault=True)
        return render_template("unit/person.html", page=page), 422
    flash("Đã gửi. Cán bộ tổ chức khác hoặc cấp phó kiểm tra.", "done")
    return redirect(url_for("unit.person", person_id=person_id))


def _page(sheet: Sheet, now: datetime, **more: Any) -> SheetPage:
    """Return the page with what the officer has attached, and is bringing."""
    person_id, draft = sheet.person_id, sheet.text.draft
    files = unit_files(db.session(), current_officer(), person_id, draft, now)
    photo = photos.unit_photo(db.session(), current_officer(), person_id, now)
    return sheet_page(sheet, files, photo, now, **more)
