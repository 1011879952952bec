"""Requests of persons, issues of records and acts of two persons as tasks of the inbox."""

from datetime import datetime

from flask import url_for

from province_app.services.certificates import KIND as CERTIFICATE
from province_app.services.data_issues import Issue
from province_app.services.person_requests import Asked
from province_app.services.two_person import ToDecide
from province_app.views import formats, words
from province_app.views.home_page import AskedTask
from province_app.views.page import Link
from province_app.views.person_requests_page import KINDS


def request_task(one: Asked, now: datetime) -> AskedTask:
    """Return the request with what is left of its 72 hours."""
    due = one.request.due_at
    return AskedTask(
        one.full_name,
        " · ".join(part for part in (KINDS[one.request.kind], one.unit) if part),
        one.request.asked_at,
        Link("Trả lời", url_for("person_requests.read", request_id=one.request.id)),
        formats.hours_left(due, now) if due else "",
        one.overdue,
    )


def issue_task(one: Issue) -> AskedTask:
    """Return what an officer raised of a record."""
    return AskedTask(
        one.person,
        " · ".join(part for part in (one.unit, one.raised_by) if part),
        one.issue.raised_at,
        Link("Trả lời", url_for("data_issues.read", issue_id=one.issue.id)),
    )


def act_task(one: ToDecide) -> AskedTask:
    """Return what another proposed; whom it is about stands on its own page alone."""
    until = f"chờ đến {formats.moment(one.until)}" if one.until else "chờ người thứ hai"
    if one.kind == CERTIFICATE:
        title, place = "Gắn chứng thư số", url_for("certificates.show")
    else:
        title = words.TWO_PERSON[one.kind]
        place = url_for("two_person.show", _anchor=f"h-{one.id}")
    return AskedTask(
        title,
        f"{one.proposer} đề xuất, {until}" if one.proposer else until.capitalize(),
        one.at,
        Link("Xem và quyết định", place),
    )
