"""Requests of persons, issues of records and acts of two persons as tasks of the inbox."""

from datetime import datetime

from flask import url_for

from province_app.services.data_issues import Issue
from province_app.services.person_requests import Asked
from province_app.services.two_person_desk import Proposed
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


def act_task(one: Proposed) -> AskedTask:
    """Return what another proposed; whom it is about stands on its own page alone."""
    until = f"chờ đến {formats.moment(one.act.expires_at)}"
    return AskedTask(
        words.TWO_PERSON[one.act.kind],
        f"{one.proposer} đề xuất, {until}" if one.proposer else until.capitalize(),
        one.act.proposed_at,
        Link("Xem và quyết định", url_for("two_person.show", _anchor=f"h-{one.act.id}")),
    )
