"""The history of a record: its versions, one of them, two beside each other.

The own one, or one of the reader's units; the service tells which. Source: Quy chế Đ.5, 7.1, 7.2.
"""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, render_template, request

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import record_history as service
from province_app.services import signing_proof
from province_app.trust import trust_list
from province_app.views.record_history_read import compare_page, history_page, version_page
from tiers.calendar import local_day

bp = Blueprint("record_history", __name__)

_FIRST_YEAR = 1900


@bp.get("/records/<uuid:person_id>/history")
@policy("record.read_history")
def show(person_id: UUID) -> str:
    """Show the versions, newest first; with `?day=2024-05-24` also what stood on that day."""
    now = business_now()
    reading = service.history_of(db.session(), current_officer(), person_id, now)
    today, asked = local_day(now), request.args.get("day", "")
    day = day_of(asked)
    error = ""
    if asked and day is None:
        error = "invalid_date"
    elif day and day > today:
        error = "day_ahead"
    found = service.on_day(db.session(), reading, day) if day and not error else None
    page = history_page(reading, today, day, found, error)
    return render_template("record/history.html", page=page)


@bp.get("/records/<uuid:person_id>/versions/<int:number>")
@policy("record.read_history")
def version(person_id: UUID, number: int) -> str:
    """Show one version whole, in the words of the day it was confirmed or of `?day=`."""
    day = day_of(request.args.get("day", ""))
    opened = service.open_version(
        db.session(), current_officer(), person_id, number, business_now(), day
    )
    page = version_page(opened, asked=day is not None)
    return render_template("record/version.html", page=page)


@bp.get("/records/<uuid:person_id>/versions/<int:number>/proof.zip")
@policy("record.read_history")
def proof(person_id: UUID, number: int) -> Response:
    """Give out what proves the version's signature; `docs/verify_container.py` reads it."""
    made = signing_proof.export_for(
        db.session(),
        current_officer(),
        person_id,
        number,
        trust_list(current_app.config["SETTINGS"]),
        business_now(),
    )
    answer = Response(made.data, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=made.file_name)
    return answer


@bp.get("/records/<uuid:person_id>/compare")
@policy("record.read_history")
def compare(person_id: UUID) -> str:
    """Show what differs between `?old=1&new=3`, in whatever order they are named."""
    old, new = (request.args.get(name, type=int) for name in ("old", "new"))
    if old is None or new is None:
        abort(400)
    found = service.compare_versions(
        db.session(), current_officer(), person_id, (old, new), business_now()
    )
    return render_template("record/compare.html", page=compare_page(found))


def day_of(text: str) -> date | None:
    """Return the day of `2024-05-24`, or of `24/5/2024` from a browser without a calendar."""
    try:
        if "/" in text:
            day, month, year = map(int, text.split("/"))
            found = date(year, month, day)
        else:
            found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
