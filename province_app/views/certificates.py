"""Chứng thư số: bound to the people who sign, by two persons. Source: Quy chế Đ.7.1b."""

import logging
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf import FlaskForm

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import certificates as service
from province_app.services.errors import Refused, refuse_state
from province_app.signing.bindable import MAX_BYTES
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.trust import TrustList
from province_app.trust import trust_list
from province_app.views.certificates_page import CertificatesPage, read_page
from province_app.views.forms.certificates import DecideForm, EndForm, ProposeForm
from province_app.views.forms.sections import refuse_unknown
from province_app.views.fresh import require_fresh
from province_app.views.messages import message

bp = Blueprint("certificates", __name__)
logger = logging.getLogger(__name__)

Answer = Response | tuple[str, int]
NotDone = Refused | KeystoreRefused


@bp.get("/certificates")
@policy("certificate.read")
def show() -> str:
    """Show what waits for a second person and every certificate that counts."""
    return render_template("certificates/show.html", page=_page())


@bp.post("/certificates/propose")
@policy("certificate.bind")
def propose() -> Answer:
    """Propose that a certificate signs for a person."""
    form = ProposeForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("invalid_date" if form.starts_on.errors else "required")
    sent = request.files.get("certificate")
    try:
        if not sent:
            raise refuse_state("file_missing_certificate")
        wanted = service.Wanted(
            form.username.data,
            sent.stream.read(MAX_BYTES + 1),
            form.starts_on.data,
            form.basis.data,
            form.key_label.data or "",
        )
        service.propose(db.session(), current_officer(), wanted, _trust(), business_now())
    except (Refused, KeystoreRefused) as error:
        return _again(_code(error))
    flash("Đã ghi đề nghị. Một cán bộ khác của tỉnh xác nhận thì chứng thư mới dùng được.", "done")
    return _back()


@bp.post("/certificates/proposals/<uuid:proposal_id>/decide")
@policy("certificate.bind")
@require_fresh()
def decide(proposal_id: UUID) -> Answer:
    """Confirm or refuse what another has proposed."""
    form = DecideForm()
    _check(form)
    confirmed = form.answer.data == "confirm"
    try:
        service.decide(
            db.session(), current_officer(), proposal_id, confirmed, _trust(), business_now()
        )
    except (Refused, KeystoreRefused) as error:
        return _again(_code(error))
    flash("Đã xác nhận chứng thư số." if confirmed else "Đã từ chối đề nghị này.", "done")
    return _back()


@bp.post("/certificates/<sha256>/end")
@policy("certificate.bind")
def end(sha256: str) -> Answer:
    """Let a certificate count no more."""
    form = EndForm()
    refuse_unknown(form)
    if not form.validate():
        return _again("required")
    try:
        service.end(db.session(), current_officer(), sha256, form.basis.data, business_now())
    except Refused as error:
        return _again(_code(error))
    flash("Chứng thư số này không ký được nữa. Các chữ ký trước giữ nguyên giá trị.", "done")
    return _back()


def _check(form: FlaskForm) -> None:
    refuse_unknown(form)
    if not form.validate():
        abort(400)


def _code(error: NotDone) -> str:
    if isinstance(error, Refused):
        if error.decision.kind == "who":
            raise error
        return error.decision.code
    return error.code


def _page(code: str = "") -> CertificatesPage:
    desk = service.certificate_desk(db.session(), current_officer(), business_now())
    typed = request.form if code else {}
    page = request.args.get("page", 1, type=int)
    return read_page(desk, max(page, 1), message(code) if code else "", typed)


def _again(code: str) -> Answer:
    """Show the page with what was typed and why nothing was done."""
    logger.info("certificate not bound", extra={"code": code})
    return render_template("certificates/show.html", page=_page(code)), 409


def _back() -> Response:
    return current_app.make_response(redirect(url_for("certificates.show")))


def _trust() -> TrustList:
    try:
        return trust_list(current_app.config["SETTINGS"])
    except (OSError, ValueError) as error:
        logger.exception("trust list unusable")
        raise refuse_state("trust_list_missing") from error
