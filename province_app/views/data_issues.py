"""Vấn đề dữ liệu: raised from a record, answered by Sở Nội vụ. Source: Quy chế Đ.14.4."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import StringField

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import data_issues
from province_app.services.data_issues import Issue
from province_app.services.errors import Refused
from province_app.views.data_issues_page import ANSWERS, AnswerIssuePage, IssueCard, IssuesPage
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.page import Act

bp = Blueprint("data_issues", __name__)

Answer = Response | tuple[str, int]


class IssueForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What the officer found."""

    said = StringField()


class AnswerForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The answer and its words."""

    answer = StringField()
    reason = StringField()


@bp.get("/records/<uuid:person_id>/issues")
@policy("issue.raise")
def show(person_id: UUID) -> str:
    """Show what was raised of the record, its state, and the form."""
    return _issues(person_id)


@bp.post("/records/<uuid:person_id>/issues")
@policy("issue.raise")
def add(person_id: UUID) -> Answer:
    """Report it to Sở Nội vụ."""
    form = IssueForm()
    refuse_unknown(form)
    said, officer = form.said.data or "", current_officer()
    try:
        data_issues.raise_issue(db.session(), officer, person_id, said, business_now())
    except Refused as error:
        return _issues(person_id, said, message(error.decision.code)), 409
    flash("Đã báo Sở Nội vụ. Câu trả lời hiện ở trang này.", "done")
    return redirect(url_for("data_issues.show", person_id=person_id))


@bp.get("/issues/<uuid:issue_id>")
@policy("issue.answer")
def read(issue_id: UUID) -> str:
    """Show one issue to Sở Nội vụ."""
    return _desk(issue_id)


@bp.post("/issues/<uuid:issue_id>/answer")
@policy("issue.answer")
def answer(issue_id: UUID) -> Answer:
    """Answer it."""
    form = AnswerForm()
    refuse_unknown(form)
    typed = (form.answer.data or "", form.reason.data or "")
    try:
        data_issues.answer(db.session(), current_officer(), issue_id, *typed, business_now())
    except Refused as error:
        return _desk(issue_id, typed, message(error.decision.code)), 409
    flash("Đã trả lời. Đơn vị thấy câu trả lời ở trang của hồ sơ.", "done")
    return redirect(url_for("home.show"))


def _issues(person_id: UUID, said: str = "", error: str = "") -> str:
    found = data_issues.record_issues(db.session(), current_officer(), person_id, business_now())
    cards = tuple(map(_card, found.issues))
    page = IssuesPage(str(person_id), found.person, cards, data_issues.MOST_CHARACTERS, said, error)
    return render_template("rights/issues.html", page=page)


def _desk(issue_id: UUID, typed: tuple[str, str] = ("", ""), error: str = "") -> str:
    one = data_issues.issue_desk(db.session(), current_officer(), issue_id, business_now())
    waits = one.issue.answer is None
    act = Act("Trả lời", waits, "" if waits else message("issue_answered"))
    page = AnswerIssuePage(_card(one), act, data_issues.MOST_CHARACTERS, *typed, error)
    return render_template("rights/issue.html", page=page)


def _card(one: Issue) -> IssueCard:
    row = one.issue
    return IssueCard(
        str(row.id),
        row.said,
        one.raised_by,
        row.raised_at,
        one.person,
        one.unit,
        ANSWERS[row.answer] if row.answer else "",
        row.reason or "",
        one.answered_by,
        row.answered_at,
    )
