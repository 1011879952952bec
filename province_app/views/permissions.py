"""Ai được làm gì: the table of actions for Sở Nội vụ, and why somebody may do one of them.

Source: Quy chế Đ.5, 18.
"""

from flask import Blueprint, abort, render_template
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import permissions as service
from province_app.services.errors import Missing
from province_app.services.permissions import Why
from province_app.views.forms.sections import refuse_unknown
from province_app.views.messages import message
from province_app.views.permissions_page import ActionRow, Answer, PermissionsPage
from province_app.views.permissions_words import ACTIONS, RELATIONS, ROLES, STATES, THINGS
from province_app.views.record_page import Option
from province_app.views.words import STAGE
from tiers import policy as table
from tiers.units import Role

bp = Blueprint("permissions", __name__)

_STAGES = {label: stage for stage, label in STAGE.items()}


class AskForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Who, what, on which thing."""

    account = StringField(validators=[InputRequired(), Length(max=100)])
    action = StringField(validators=[InputRequired(), Length(max=100)])
    thing = StringField(default="", validators=[Length(max=100)])


@bp.get("/policy")
@policy("policy.read")
def show() -> str:
    """Show the table and the form of the question."""
    return render_template("permissions/show.html", page=_page())


@bp.post("/policy")
@policy("policy.read")
def ask() -> str | tuple[str, int]:
    """Answer the question; a form, since a user name stands in no address."""
    form = AskForm()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    asked = (form.account.data, form.action.data, form.thing.data or "")
    account, action, thing = asked
    asker, now = current_officer(), business_now()
    try:
        why = service.ask_why(
            db.session(), asker, account, action, _STAGES.get(thing.strip(), thing), now
        )
    except Missing:
        page = _page(*asked, error="Không có tài khoản này. Xem lại tên đăng nhập.")
        return render_template("permissions/show.html", page=page), 422
    page = _page(*asked, answer=_answer(why, asked[2]))
    return render_template("permissions/show.html", page=page)


def _answer(why: Why, thing: str) -> Answer:
    decision = why.decision
    if not decision.allowed:
        sentence = message(decision.code)
    elif why.rule is None and why.name in service.THINGS:
        sentence = "Tài khoản này có cửa vào. Làm được với việc cụ thể nào còn tùy việc đó."
    else:
        sentence = "Làm được lúc này."
    needs = service.THINGS.get(why.name)
    told = THINGS[needs[0]] if needs and not thing and why.door.allowed else ""
    return Answer(
        decision.allowed,
        ACTIONS[why.name],
        sentence,
        decision.article or why.action.article,
        decision.until,
        told,
    )


def _page(
    account: str = "",
    action: str = "",
    thing: str = "",
    answer: Answer | None = None,
    error: str = "",
) -> PermissionsPage:
    return PermissionsPage(
        tuple(_row(name, one) for name, one in table.ACTIONS.items()),
        tuple(Option(name, ACTIONS[name]) for name in table.ACTIONS),
        tuple(THINGS.items()),
        account,
        action,
        thing,
        answer,
        error,
    )


def _row(name: str, action: table.Action) -> ActionRow:
    everybody = action.roles == table.EVERYBODY
    return ActionRow(
        ACTIONS[name],
        ("Mọi tài khoản",) if everybody else tuple(ROLES[r] for r in Role if r in action.roles),
        RELATIONS[action.relation],
        " hoặc ".join(STATES[state] for state in action.states),
        action.article,
    )
