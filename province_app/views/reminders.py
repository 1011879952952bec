"""Nhắc việc: what comes due for the people of a unit. Source: Quy chế Đ.3.2."""

from datetime import date, datetime

from flask import Blueprint, render_template, request, url_for

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.unit_reminders import Due, DueInUnit, due_in_unit
from province_app.views.page import Link, Pager
from province_app.views.reminder_words import reminder_text
from province_app.views.reminders_page import ReminderRow, RemindersPage
from tiers.calendar import local_day

ROWS = 50

bp = Blueprint("reminders", __name__)


@bp.get("/unit/reminders")
@policy("unit.read")
def show() -> str:
    """Show what comes due in a unit (`?unit=`) where the officer is HR, a page at a time."""
    now = business_now()
    unit_id = request.args.get("unit", type=int)
    found = due_in_unit(db.session(), current_officer(), unit_id, now)
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template("unit/reminders.html", page=_page(found, page, now))


def _page(found: DueInUnit, page: int, now: datetime) -> RemindersPage:
    first, today = (page - 1) * ROWS, local_day(now)
    shown = found.dues[first : first + ROWS]
    return RemindersPage(
        found.unit.name,
        url_for("unit.show", unit=found.unit.unit_id),
        found.people,
        len(found.dues),
        tuple(_row(one, today) for one in shown),
        tuple(Link(one.name, url_for("reminders.show", unit=one.unit_id)) for one in found.others),
        _pager(found, first, len(shown), page),
    )


def _row(one: Due, today: date) -> ReminderRow:
    text = reminder_text(one.reminder)
    return ReminderRow(
        one.reminder.due,
        one.reminder.due < today,
        one.full_name,
        url_for("unit.person", person_id=one.person_id),
        text[:1].upper() + text[1:],
    )


def _pager(found: DueInUnit, first: int, shown: int, page: int) -> Pager | None:
    if len(found.dues) <= ROWS:
        return None

    def address(number: int) -> str:
        return url_for("reminders.show", unit=found.unit.unit_id, page=number)

    before = address(page - 1) if page > 1 else ""
    after = address(page + 1) if first + shown < len(found.dues) else ""
    return Pager(first + 1, first + shown, before, after)
