"""The frame of every page, for templates: who is signed in, the doors, the month."""

from datetime import date, datetime
from typing import Literal

from flask import g, request, url_for
from flask_login import current_user

from province_app.auth import current_account, current_officer
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import notices
from province_app.services.inbox import owed
from province_app.services.standing import Standing, standing_of
from province_app.views import formats, words
from province_app.views.page import Door, Link, MonthBar, MonthDay, Shell, User
from tiers.calendar import Rule, local_day, period_of
from tiers.policy import may_enter
from tiers.stages import Stage

# endpoint, label, icon, action, the endpoints for which the door is the current place
_GRANTS = ("accounts", "two_person", "windows", "key_changes", "backups", "levels")
_UNIT = (
    "unit", "moves", "national_lookups", "imports", "required_fields", "catalogues", "permissions",
    "incidents",
)  # fmt: skip
_SYNC = ("sync", "sync_policy", "working_days", "hand_delivery", "deliveries")
_OWN = (
    "record", "record_readers", "corrections", "objections", "person_requests", "consents",
)  # fmt: skip
_DOORS = (
    ("home.show", "Việc của tôi", "inbox", "home.read", ("home", "checking")),
    ("signing.show", "Phê duyệt", "pen", "manifest.sign", ("signing",)),
    ("unit.show", "Đơn vị", "people", "unit.read", _UNIT),
    ("search.show", "Khai thác", "search", "person.search", ("search",)),
    ("accounts.show", "Tài khoản", "key", "account.read", _GRANTS),
    ("certificates.show", "Chứng thư số", "patch-check", "certificate.read", ("certificates",)),
    ("sync.show", "Đồng bộ", "arrow-repeat", "sync.read", _SYNC),
    ("record.show", "Hồ sơ của tôi", "person-vcard", "record.read_own", _OWN),
)
_ACTS = {
    "sign": "Phê duyệt",
    Stage.DEPARTMENT_TO_PROVINCE: "Lên tỉnh",  # where a department runs its own node
    Stage.PROVINCE_TO_NATIONAL: "Lên quốc gia",
}
_STEPS = {
    Stage.FACILITY_TO_DEPARTMENT: "sở, huyện",
    Stage.DEPARTMENT_TO_PROVINCE: "tỉnh",
    Stage.PROVINCE_TO_NATIONAL: "quốc gia",
}


def shell() -> dict[str, Shell]:
    """Return the variable `shell` for every template."""
    now = business_now()
    if "database_down" in g:
        return {}
    if not current_user.is_authenticated:
        return {"shell": Shell(now)}
    tasks = g.owed if "owed" in g else owed(db.session(), current_officer(), now)
    standing = standing_of(db.session(), current_officer(), now)
    return {
        "shell": Shell(
            now,
            unit=_unit(standing),
            user=User(standing.full_name, standing.title),
            doors=_doors(),
            month=_month(standing, now, tasks),
            notices=notices.unseen(db.session(), current_account()),
        )
    }


def _unit(standing: Standing) -> str:
    if standing.unit is None:
        return ""
    return f"{standing.unit.name} · {words.TIER[standing.unit.tier]}"


def _doors() -> tuple[Door, ...]:
    blueprint = request.blueprint or ""
    return tuple(
        Door(label, icon, url_for(endpoint), blueprint in places)
        for endpoint, label, icon, action, places in _DOORS
        if may_enter(current_officer(), action)
        # who has the unit's door finds the accounts behind it: four doors are enough
        and not (endpoint == "accounts.show" and may_enter(current_officer(), "unit.read"))
    )


def _month(standing: Standing, now: datetime, tasks: int) -> MonthBar:
    opening = standing.opening
    if opening.current and opening.current.always:
        fact = "mở hằng ngày"
    elif opening.current:
        fact = formats.remaining(opening.current.closes, now)
    elif opening.following:
        fact = f"mở {formats.moment(opening.following.opens)}"
    else:
        fact = "chưa có lịch"
    days = _days(standing.rules, local_day(now))
    link = Link(f"Còn {formats.number(tasks)} việc", url_for("home.show")) if tasks else None
    return MonthBar(period_of(now), days, _ACTS[standing.act], fact, link)


def _days(rules: list[Rule], today: date) -> tuple[MonthDay, ...]:
    """Return the steps of the month as the calendar has them today."""
    valid = [
        rule
        for rule in rules
        if rule.valid_from <= today and (rule.valid_to is None or today < rule.valid_to)
    ]
    signing = [rule for rule in valid if rule.act == "sign" and rule.last_day]
    stages = [(rule, stage) for stage in Stage for rule in valid if rule.act == stage]
    first_stage = min((rule.first_day for rule, _ in stages), default=32)
    sign_days = sorted(
        {
            number
            for rule in signing
            for number in range(rule.first_day, (rule.last_day or rule.first_day) + 1)
            if number < first_stage
        }
    )
    steps = [MonthDay(str(number), "ký số", _state(number, number, today)) for number in sign_days]
    for rule, stage in stages:
        last = rule.last_day or _month_end(today)
        label = str(rule.first_day) if last == rule.first_day else f"{rule.first_day}–{last}"
        state = _state(rule.first_day, last, today)
        steps.append(MonthDay(label, _STEPS[stage], state, to="lên "))
    return tuple(steps)


def _state(first: int, last: int, today: date) -> Literal["past", "today", "ahead"]:
    if today.day > last:
        return "past"
    return "today" if today.day >= first else "ahead"


def _month_end(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - date.resolution).day
