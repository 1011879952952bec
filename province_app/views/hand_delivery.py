"""Giao tay: the submission under way as an archive, its results read back. QĐ 893 III.2.d."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file
from flask import url_for as address_of
from werkzeug import Response as BaseResponse

from config.settings import SettingError, Settings
from province_app.auth import current_officer, current_visit, policy
from province_app.clock import business_now, system_now
from province_app.exchange.hand.archive import size_of
from province_app.exchange.hand.giving import give as give_archive
from province_app.exchange.hand.giving import settle
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.node import Node, node_of
from province_app.extensions import db
from province_app.services.errors import Refused
from province_app.services.hand_deliveries import giving_desk, propose_giving
from province_app.services.pins import pin_tried
from province_app.signing.keystore import KeystoreRefused, sign_with_keystore
from province_app.trust import trust_list
from province_app.views.account_page import PIN, Again
from province_app.views.forms.basis import BasisForm, done_by
from province_app.views.forms.sync import GiveForm
from province_app.views.fresh import require_fresh
from province_app.views.messages import MESSAGES, message
from province_app.views.sync_words import TARGET
from tiers.calendar import local_day
from tiers.stages import Stage, climb_of
from tiers.two_person import USABLE_FOR

bp = Blueprint("hand_delivery", __name__)

MOST_BYTES = 32 * 1024 * 1024
_FORM_AROUND = 64 * 1024  # bytes of a form beside its file
Answer = BaseResponse | tuple[str, int]


@dataclass(frozen=True)
class HandPage:
    """The two forms; why the last one was refused, and at which of them."""

    above: str  # "CSDL quốc gia"
    stage: str
    error: str = ""
    place: str = ""  # give, take
    people: int = 0  # of a submission that takes two persons
    release: str = ""  # the act by which it may be taken
    until: datetime | None = None  # by when it is taken, or decided by the second person
    today: str = ""


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let results through one door; the token is read from the form before any view runs."""
    if endpoint == "hand_delivery.take":
        request.max_content_length = MOST_BYTES + _FORM_AROUND


@bp.get("/sync/hand-delivery")
@policy("receipt.approve")
def show() -> str:
    """Show the two forms."""
    return render_template("sync/hand_delivery.html", page=_page())


@bp.post("/sync/hand-delivery/propose")
@policy("receipt.approve")
def propose() -> Answer:
    """Propose to hand out more than fifty records; a second person of the province decides."""
    session, officer, now = db.session(), current_officer(), business_now()
    climb = climb_of(_settings().role)
    if code := done_by(
        BasisForm(), lambda basis: propose_giving(session, officer, climb, basis, now)
    ):
        return _again(message(code), "give")
    flash("Đã đề xuất. Người thứ hai của tỉnh xác nhận thì bạn xuất được gói.", "wait")
    return redirect(address_of("hand_delivery.show"), 303)


@bp.post("/sync/hand-delivery")
@policy("receipt.approve")
@require_fresh(PIN)
def give() -> Answer:
    """Hand out the archive, sealed by the agency."""
    form, settings = GiveForm(), _settings()
    session, officer = db.session(), current_officer()
    if settings.exchange_seal_file is None:
        return _again(str(HandRefused("hand_no_seal")), "give")
    p12 = settings.exchange_seal_file.read_bytes()
    try:
        if not form.validate():
            raise KeystoreRefused("wrong_pin")
        out = TemporaryFile()
        with pin_tried(session, officer, current_visit(), system_now()):
            made = give_archive(
                session,
                _node(),
                trust_list(settings),
                lambda body: sign_with_keystore(body, p12, form.pin.data),
                UUID(officer.person_id),
                business_now(),
                out,
                climb_of(settings.role),
                UUID(form.act.data) if form.act.data else None,
            )
    except KeystoreRefused as refused:
        code = refused.code if refused.code in MESSAGES else "keystore_unreadable"
        return _again(message(code), "give")
    except HandRefused as refused:
        return _again(str(refused), "give")
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return _again(message(error.decision.code), "give")
    out.seek(0)
    answer = send_file(out, "application/zip", True, f"giao-tay-{made}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/sync/hand-delivery/results")
@policy("receipt.approve")
@require_fresh(Again("results", "Tệp kết quả (.zip), chọn lại", "file"))
def take() -> Answer:
    """Read the results back: the submission is settled as after a push."""
    sent = request.files.get("results")
    data: IO[bytes] = sent.stream if sent else BytesIO()
    officer = UUID(current_officer().person_id)
    try:
        if size_of(data) > MOST_BYTES:
            raise HandRefused("hand_too_large")
        settle(db.session(), _node(), data, officer, business_now)
    except HandRefused as refused:
        return _again(str(refused), "take")
    flash("Đã nhận kết quả và biên nhận. Phê duyệt biên nhận ở dưới.", "done")
    return redirect(address_of("sync.show", stage=_pushed(), _anchor="bien-nhan"))


def _again(error: str, place: str) -> Answer:
    return render_template("sync/hand_delivery.html", page=_page(error, place)), 409


def _page(error: str = "", place: str = "") -> HandPage:
    page = HandPage(TARGET[_pushed()], _pushed(), error, place)
    now = business_now()
    desk = giving_desk(db.session(), current_officer(), climb_of(_settings().role), now)
    if desk is None or desk.alone:
        return page
    until = desk.waiting.expires_at if desk.waiting else None
    release = ""
    if desk.release and desk.release.decided_at:
        release, until = str(desk.release.id), desk.release.decided_at + USABLE_FOR
    today = local_day(now).isoformat()
    return replace(page, people=desk.people, release=release, until=until, today=today)


def _pushed() -> Stage:
    return climb_of(_settings().role).pushed


def _node() -> Node:
    try:
        return node_of(_settings())
    except SettingError as error:
        raise HandRefused("hand_no_exchange") from error


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
