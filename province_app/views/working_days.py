"""Ngày nghỉ, ngày làm bù: what was published, and what Sở Nội vụ enters beside it."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import working_days as service
from province_app.services.basis import Basis
from province_app.services.errors import Missing
from province_app.services.working_days import Day, Year
from province_app.views import formats
from province_app.views.forms.basis import done_by, with_typed
from province_app.views.forms.sync_policy import DayForm
from province_app.views.sync_policy_page import DayRow, DaysPage
from tiers.calendar import local_day

bp = Blueprint("working_days", __name__)

Answer = Response | tuple[str, int]
_SAID = {True: "làm việc", False: "nghỉ", None: "như đã công bố"}


@bp.get("/working-days")
@policy("working_day.read")
def show() -> str:
    """Show the days of a year that stand out, and the form to enter one."""
    return render_template("sync/working_days.html", page=_page(_year()))


@bp.post("/working-days")
@policy("working_day.write")
def decide() -> Answer:
    """Enter whether offices work on a day."""
    form = DayForm()
    session, officer, now = db.session(), current_officer(), business_now()

    def act(basis: Basis) -> None:
        said = (form.day.data, form.said.data, form.name.data or "", basis)
        service.decide_day(session, officer, *said, now)

    if code := done_by(form, act):
        return _again(code)
    flash(f"Đã ghi ngày {formats.day(form.day.data)}. Các thời hạn tính theo bảng này.", "done")
    return redirect(url_for("working_days.show", year=form.day.data.year))


def _year() -> int:
    text = request.args.get("year", str(local_day(business_now()).year))
    if not re.fullmatch(r"20[0-9]{2}", text):
        raise Missing
    return int(text)


def _again(code: str) -> Answer:
    shown = _page(local_day(business_now()).year)
    page = with_typed(shown, code, "day", "said", "name")
    return render_template("sync/working_days.html", page=page), 409


def _page(year: int) -> DaysPage:
    found = service.year_of(db.session(), year)
    return DaysPage(
        year=year,
        years=(max(year - 1, 2000), min(year + 1, 2099)),
        rows=tuple(_row(found, one) for one in found.days),
        replaced=tuple(
            f"{formats.day(one.day)}: {_SAID[one.works]} ({one.name}), căn cứ {one.basis_number},"
            f" {found.names.get(one.decided_by, '')} ghi lúc {formats.moment(one.decided_at)}"
            for one in found.history
        ),
        today=local_day(business_now()).isoformat(),
    )


def _row(found: Year, one: Day) -> DayRow:
    source = "đã công bố"
    if one.decided is not None:
        by = found.names.get(one.decided.decided_by, "")
        document = f"{one.decided.basis_number}, {formats.day(one.decided.basis_date)}"
        back = "" if one.decided.works is not None else "; trở lại như đã công bố"
        source = f"{document}{back}; {by}"
    return DayRow(one.day, one.works, one.name, source, one.decided is not None)
