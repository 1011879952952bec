"""The head and the deputy sign the unit's list. Source: Quy chế Đ.7.1b, 7.2b.

A PIN is passed on and forgotten: it stands in no log, no message and no page.
"""

import logging
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from flask import url_for as address_of
from flask_wtf import FlaskForm

from province_app.auth import current_officer, current_visit, policy
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import month_close, sign_page, signing
from province_app.services.errors import Missing, Refused, refuse_state
from province_app.services.pins import pin_tried
from province_app.signing.detached import read_detached
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.online import Online
from province_app.signing.trust import TrustList
from province_app.signing.verifier import MAX_BYTES, SignatureRefused
from province_app.trust import online, trust_list
from province_app.views.account_page import PIN, Again
from province_app.views.forms.sections import refuse_unknown
from province_app.views.forms.signing import CloseForm, ListForm, SignForm, UploadForm
from province_app.views.fresh import require_fresh
from province_app.views.page import FieldError
from province_app.views.signing_read import NotDone, read_desk, sentences

bp = Blueprint("signing", __name__)
logger = logging.getLogger(__name__)

Answer = Response | tuple[str, int]
JSON, P7S = "application/json", "application/pkcs7-signature"


@bp.get("/signing")
@policy("manifest.sign")
def show() -> str:
    """Show what waits for the officer's signature, one unit and one page at a time."""
    unit, page = _number("unit"), _number("page") or 1
    desk = _desk(unit, max(page, 1), request.args.get("shown", ""))
    signed = request.args.get("signed", "")
    return render_template("signing/show.html", page=read_desk(desk, business_now(), signed=signed))


@bp.post("/signing/sign")
@policy("manifest.sign")
@require_fresh(PIN)
def sign() -> Answer:
    """Sign what was shown with a registered certificate and its PIN."""
    form = SignForm()
    _check(form)
    unit_id, at = form.unit.data, business_now()
    try:
        if not form.pin.data:
            raise refuse_state("pin_missing")
        with pin_tried(db.session(), current_officer(), current_visit(), system_now()):
            made = signing.sign_shown(
                db.session(),
                current_officer(),
                unit_id,
                form.seen,
                form.certificate.data,
                form.pin.data,
                _trust(),
                at,
                _online(),
            )
    except (Refused, KeystoreRefused, SignatureRefused) as error:
        return _again(unit_id, error, form.seen.at)
    return _done(unit_id, made.id)


@bp.post("/signing/prepare")
@policy("manifest.sign")
@require_fresh()
def prepare() -> Answer:
    """Fix what was shown as a list to be signed elsewhere."""
    form = ListForm()
    _check(form)
    unit_id, at = form.unit.data, business_now()
    try:
        signing.prepare_manifest(
            db.session(), current_officer(), unit_id, form.certificate.data, at, form.seen
        )
    except Refused as error:
        return _again(unit_id, error, form.seen.at)
    return _to(address_of("signing.show", unit=unit_id, _anchor="h-ky"))


@bp.post("/signing/close")
@policy("month.close")
@require_fresh()
def close() -> Answer:
    """Record that the unit's month brought no change."""
    form = CloseForm()
    _check(form)
    unit_id, at = form.unit.data, business_now()
    try:
        month_close.close_month(db.session(), current_officer(), unit_id, at)
    except Refused as error:
        return _again(unit_id, error, at)
    return _to(address_of("signing.show", unit=unit_id, _anchor="h-khep"))


@bp.get("/signing/<uuid:manifest_id>/manifest.json")
@policy("manifest.sign")
def manifest(manifest_id: UUID) -> Response:
    """Give out the exact bytes that are or will be signed."""
    found = sign_page.manifest_of(db.session(), current_officer(), manifest_id)
    return _file(found.body, JSON, f"{sign_page.file_name(found)}.json")


@bp.get("/signing/<uuid:manifest_id>/signature.p7s")
@policy("manifest.sign")
def signature(manifest_id: UUID) -> Response:
    """Give out the signature of a signed list."""
    found = sign_page.manifest_of(db.session(), current_officer(), manifest_id)
    if found.signature is None:
        raise Missing
    return _file(found.signature, P7S, f"{sign_page.file_name(found)}.p7s")


@bp.get("/signing/trust.pem")
@policy("manifest.sign")
def trust() -> Response:
    """Give out the certificates and revocation lists by which signatures are judged."""
    path = current_app.config["SETTINGS"].exchange_trust_file
    if path is None:
        raise Missing
    return _file(path.read_bytes(), "application/x-pem-file", "trust.pem")


@bp.post("/signing/<uuid:manifest_id>/signature")
@policy("manifest.sign")
@require_fresh(Again("signature", "Tệp chữ ký (.p7s), chọn lại", "file"))
def upload(manifest_id: UUID) -> Answer:
    """Take a signature (.p7s, at most 64 KiB) that was made elsewhere over a prepared list."""
    _check(UploadForm())
    wanted = sign_page.manifest_of(db.session(), current_officer(), manifest_id)
    unit_id, prepared_at = wanted.unit_id, wanted.prepared_at
    sent = request.files.get("signature")
    try:
        if not sent:
            raise refuse_state("file_missing")
        cms = read_detached(sent.stream.read(MAX_BYTES + 1))
        made = signing.accept_signature(
            db.session(), current_officer(), manifest_id, cms, _trust(), business_now(), _online()
        )
    except (Refused, SignatureRefused) as error:
        return _again(unit_id, error, prepared_at)
    return _done(unit_id, made.id)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        abort(404)
    return int(text) if text else None


def _check(form: FlaskForm) -> None:
    refuse_unknown(form)
    if not form.validate():
        abort(400)


def _desk(unit_id: int | None, page: int = 1, shown: str = "") -> sign_page.SignDesk:
    at = business_now()
    return sign_page.sign_desk(db.session(), current_officer(), unit_id, at, page, shown)


def _trust() -> TrustList:
    """Return the trust list; without a usable one nothing can be signed."""
    try:
        return trust_list(current_app.config["SETTINGS"])
    except (OSError, ValueError) as error:
        logger.exception("trust list unusable")
        raise refuse_state("trust_list_missing") from error


def _online() -> Online:
    return online(current_app.config["SETTINGS"].signing)


def _again(unit_id: int, error: NotDone, since: datetime) -> Answer:
    """Show the list as it stands now and say why nothing was signed."""
    if isinstance(error, Refused) and error.decision.kind in ("who", "when"):
        raise error
    code = error.decision.code if isinstance(error, Refused) else error.code
    logger.info("not signed", extra={"code": code, "unit_id": unit_id})
    desk = _desk(unit_id)
    names: list[str] = []
    if code == "changed_since_shown" and isinstance(error, Refused) and error.detail:
        names = sign_page.names_of(db.session(), list(map(UUID, error.detail.split(", "))))
    errors = tuple(FieldError(text, url) for text, url in sentences(error, names))
    page = read_desk(desk, business_now(), errors=errors, since=since)
    return render_template("signing/show.html", page=page), 409


def _done(unit_id: int, manifest_id: UUID) -> Answer:
    return _to(address_of("signing.show", unit=unit_id, signed=manifest_id))


def _to(address: str) -> Response:
    return current_app.make_response(redirect(address))


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
