"""Where the own account is signed in, and what happened with it."""

import re

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask import url_for as address_of
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from province_app.auth import (
    current_account,
    current_officer,
    current_session,
    current_visit,
    policy,
)
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import accounts, notices, passkeys, sessions, single_sign_on, totp
from province_app.views import key_answer
from province_app.views.account_page import Device, DevicesPage, OwnPasskey, RecoveryPage, Told
from province_app.views.forms.sections import refuse_unknown
from province_app.views.fresh import require_fresh
from province_app.views.messages import message
from province_app.views.page import Link

bp = Blueprint("devices", __name__)

_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class EndForm(FlaskForm):  # type: ignore[misc]
    """Which session."""

    key = StringField(validators=[Regexp(r"^[0-9a-f]{64}$")])


class SeenForm(FlaskForm):  # type: ignore[misc]
    """The newest notice that was shown."""

    newest = IntegerField(validators=[InputRequired()])


class MailForm(FlaskForm):  # type: ignore[misc]
    """Where notices go; empty = nowhere."""

    mail = StringField(validators=[Length(max=254), Regexp(r"^([^\s@<>,;]+@[^\s@<>,;]+)?$")])


class NoField(FlaskForm):  # type: ignore[misc]
    """A button alone."""


@bp.get("/devices")
@policy("home.read")
def show() -> str:
    """Show sessions and notices."""
    return render_template("account/devices.html", page=_page())


@bp.post("/devices/end")
@policy("home.read")
def end() -> Response:
    """End one session."""
    form = EndForm()
    _check(form)
    sessions.end(db.session(), current_session(), [bytes.fromhex(form.key.data)], business_now())
    return _back("Đã đăng xuất thiết bị đó.")


@bp.post("/devices/end-others")
@policy("home.read")
def end_others() -> Response:
    """End all sessions but this one."""
    _check(NoField())
    sessions.end_others(db.session(), current_session(), business_now())
    return _back("Đã đăng xuất các thiết bị khác.")


@bp.post("/devices/seen")
@policy("home.read")
def mark_seen() -> Response:
    """Note that the notices were seen."""
    form = SeenForm()
    _check(form)
    notices.mark_seen(db.session(), current_account(), form.newest.data, system_now())
    return _back("")


@bp.post("/devices/codes")
@policy("home.read")
@require_fresh()
def make_codes() -> str:
    """Replace the recovery codes and show the new ones this once."""
    _check(NoField())
    codes = accounts.new_recovery_codes(
        db.session(), current_session(), current_visit(), business_now(), system_now()
    )
    page = RecoveryPage(codes, Link("Đã cất mã, quay lại", address_of("devices.show")))
    return render_template("account/recovery.html", page=page)


@bp.post("/devices/mail")
@policy("home.read")
@require_fresh()
def set_mail() -> Response | tuple[str, int]:
    """Change where notices are sent."""
    form = MailForm()
    refuse_unknown(form)
    if not form.validate():
        page = _page(request.form.get("mail", ""), message("mail_shape"))
        return render_template("account/devices.html", page=page), 400
    accounts.set_mail(
        db.session(),
        current_session(),
        form.mail.data or "",
        current_visit(),
        business_now(),
        system_now(),
    )
    return _back("Đã lưu địa chỉ nhận thông báo.")


def device_name(said: str) -> str:
    """Return what the browser calls itself in a few words: `Chrome · Windows`."""
    found = [
        next((name for mark, name in marks if mark in said), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or re.sub(r"[/\s].*", "", said) or "Không rõ"


def _page(mail: str | None = None, mail_error: str = "") -> DevicesPage:
    session, account, here = db.session(), current_account(), current_session().key
    told = notices.shown(session, account)
    live = sessions.live(session, account, business_now(), system_now())
    return DevicesPage(
        devices=tuple(
            Device(
                one.id.hex(),
                device_name(one.device),
                one.address,
                one.started_at,
                one.seen_at,
                one.id == here,
            )
            for one in live
        ),
        told=tuple(
            Told(
                notices.TOLD[one.kind],
                one.at,
                " · ".join(filter(None, [device_name(one.device), one.address])),
                one.seen_at is None,
            )
            for one in told
        ),
        newest=max((one.id for one in told), default=0),
        codes_left=totp.codes_left(session, account.id),
        now=system_now(),
        mail=account.mail or "" if mail is None else mail,
        mail_error=mail_error,
        passkeys=_passkeys(),
        province=current_app.config["SETTINGS"].provider is not None,
        bound_since=single_sign_on.bound_since(session, account.id),
        advised=passkeys.is_advised(current_officer()),
    )


def _passkeys() -> tuple[OwnPasskey, ...] | None:
    if key_answer.party() is None:
        return None
    found = passkeys.of_account(db.session(), current_account().id)
    return tuple(OwnPasskey(one.id, one.name, one.since, one.used_at) for one in found)


def _check(form: FlaskForm) -> None:
    refuse_unknown(form)
    if not form.validate():
        abort(400)


def _back(said: str) -> Response:
    if said:
        flash(said, "done")
    return current_app.make_response(redirect(address_of("devices.show")))
