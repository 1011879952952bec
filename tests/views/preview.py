"""Every template with sample data and no database: `python -m tests.views.preview [PORT]`.

The list of pages stands at `/`. Endpoints are dummies with the names that the templates link to.
"""

import sys
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask_wtf import CSRFProtect

from province_app.views import formats, words
from tests.views.samples import PAGES, PARTS

ROOT = Path(__file__).parents[2]
CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
ENDPOINTS = {
    "home.show": "/home",
    "account.sign_in": "/sign-in",
    "account.enter_code": "/sign-in/code",
    "password.show": "/password",
    "password.change": "/password/change",
    "account.prove": "/sign-in/again",
    "devices.show": "/devices",
    "devices.end": "/devices/end",
    "devices.end_others": "/devices/end-others",
    "devices.mark_seen": "/devices/seen",
    "devices.make_codes": "/devices/codes",
    "devices.set_mail": "/devices/mail",
    "single_sign_on.start": "/sign-in/province",
    "single_sign_on.begin_binding": "/devices/province",
    "single_sign_on.sign_in": "/sign-in/province/act",
    "single_sign_on.bind": "/devices/province/bind",
    "single_sign_on.unbind": "/devices/province/unbind",
    "passkeys.new": "/devices/passkeys/new",
    "passkeys.ask_new": "/devices/passkeys/options",
    "passkeys.add": "/devices/passkeys/add",
    "passkeys.remove": "/devices/passkeys/remove",
    "passkeys.ask": "/sign-in/passkey",
    "passkeys.ask_again": "/sign-in/again/passkey",
    "account.sign_out": "/sign-out",
    "record.show": "/record",
    "record_find.show": "/record/find",
    "record.edit_section": "/record/sections/<section>",
    "record.save_section": "/record/sections/<section>/save",
    "record.send": "/record/send",
    "record_readers.show": "/record/readers",
    "record_history.show": "/records/<uuid:person_id>/history",
    "record_history.version": "/records/<uuid:person_id>/versions/<int:number>",
    "record_history.compare": "/records/<uuid:person_id>/compare",
    "person_requests.show": "/my-record/requests",
    "person_requests.ask": "/my-record/requests/ask",
    "person_requests.end": "/my-record/requests/<uuid:request_id>/end",
    "person_requests.answer": "/requests/<uuid:request_id>/answer",
    "person_requests.read": "/requests/<uuid:request_id>",
    "consents.show": "/my-record/consents",
    "consents.give": "/my-record/consents/give",
    "consents.revoke": "/my-record/consents/<uuid:consent_id>/revoke",
    "data_issues.show": "/records/<uuid:person_id>/issues",
    "data_issues.add": "/records/<uuid:person_id>/issues/add",
    "data_issues.answer": "/issues/<uuid:issue_id>/answer",
    "incidents.show": "/incidents",
    "incidents.export": "/incidents.csv",
    "incidents.add": "/incidents/add",
    "incidents.add_line": "/incidents/<uuid:incident_id>/lines",
    "reminders.show": "/unit/reminders",
    "catalogues.search": "/catalogues/<name>/search",
    "catalogues.show": "/catalogues",
    "catalogues.propose": "/catalogues/propose",
    "catalogues.map_code": "/catalogues/mapping",
    "kept_catalogues.show": "/catalogues/kept",
    "kept_catalogues.add": "/catalogues/kept/<name>/add",
    "kept_catalogues.end": "/catalogues/kept/<name>/end",
    "kept_catalogues.arrange": "/catalogues/kept/<name>/arrange",
    "permissions.show": "/policy",
    "permissions.ask": "/policy/ask",
    "certificates.show": "/certificates",
    "certificates.propose": "/certificates/propose",
    "certificates.decide": "/certificates/proposals/<uuid:proposal_id>/decide",
    "certificates.end": "/certificates/<sha256>/end",
    "required_fields.show": "/required-fields",
    "required_fields.add": "/required-fields/add",
    "required_fields.end": "/required-fields/<int:requirement_id>/end",
    "corrections.new": "/record/sections/<section>/<name>/correction",
    "corrections.ask": "/record/sections/<section>/<name>/correction/ask",
    "objections.new": "/record/sections/<section>/<name>/objection",
    "objections.file": "/record/sections/<section>/<name>/objection/file",
    "corrections.show": "/corrections/<uuid:request_id>",
    "corrections.answer": "/corrections/<uuid:request_id>/answer",
    "evidence.begin": "/record/evidence/begin",
    "evidence.progress": "/record/evidence/<uuid:upload_id>",
    "evidence.cancel": "/record/evidence/<uuid:upload_id>/cancel",
    "evidence.begin_for": "/unit/people/<uuid:person_id>/evidence",
    "evidence.progress_for": "/unit/people/<uuid:person_id>/evidence/<uuid:upload_id>",
    "evidence.cancel_for": "/unit/people/<uuid:person_id>/evidence/<uuid:upload_id>/cancel",
    "evidence.detach_for": "/unit/people/<uuid:person_id>/evidence/detach",
    "evidence.detach": "/record/evidence/detach",
    "unit.show": "/unit",
    "unit.save": "/unit/people/<uuid:person_id>",
    "unit.send": "/unit/people/<uuid:person_id>/send",
    "prints.one": "/unit/people/<uuid:person_id>/print",
    "prints.show": "/unit/prints",
    "prints.begin": "/unit/prints/begin",
    "prints.propose": "/unit/prints/propose",
    "prints.begin_released": "/unit/prints/released/<uuid:act_id>",
    "prints.take": "/unit/prints/<uuid:print_id>/take",
    "prints.progress": "/unit/prints/progress",
    "moves.new": "/unit/people/<uuid:person_id>/move",
    "moves.file": "/unit/people/<uuid:person_id>/move/file",
    "moves.prolong": "/unit/people/<uuid:person_id>/prolong",
    "moves.accept": "/unit/moves/<uuid:movement_id>/accept",
    "moves.refuse": "/unit/moves/<uuid:movement_id>/refuse",
    "moves.withdraw": "/unit/moves/<uuid:movement_id>/withdraw",
    "moves.back": "/unit/moves/back",
    "moves.receive_back": "/unit/moves/back/receive",
    "moves.show": "/unit/moves",
    "national_lookups.show": "/unit/national-lookups",
    "national_lookups.ask": "/unit/national-lookups/ask",
    "national_lookups.read": "/unit/national-lookups/<uuid:lookup_id>",
    "national_lookups.progress": "/unit/national-lookups/<uuid:lookup_id>/progress",
    "national_lookups.ask_again": "/unit/national-lookups/<uuid:lookup_id>/again",
    "national_lookups.begin": "/unit/national-lookups/<uuid:lookup_id>/begin",
    "checking.confirm_many": "/drafts/confirm",
    "checking.show": "/drafts/<uuid:draft_id>",
    "checking.confirm": "/drafts/<uuid:draft_id>/confirm",
    "checking.check_fields": "/drafts/<uuid:draft_id>/fields",
    "checking.return_": "/drafts/<uuid:draft_id>/return",
    "imports.get_template": "/imports/template.xlsx",
    "imports.upload": "/imports",
    "imports.export": "/imports/export",
    "imports.propose_export": "/imports/export/propose",
    "imports.take_export": "/imports/export/<uuid:act_id>",
    "search.find": "/search",
    "signing.show": "/signing",
    "signing.sign": "/signing/sign",
    "signing.prepare": "/signing/prepare",
    "signing.manifest": "/manifests/<uuid:manifest_id>",
    "signing.signature": "/manifests/<uuid:manifest_id>/signature",
    "signing.trust": "/signing/trust.pem",
    "signing.upload": "/manifests/<uuid:manifest_id>/upload",
    "sync.show": "/sync",
    "sync.push": "/sync/push",
    "sync.progress": "/sync/progress",
    "sync.items": "/sync/items",
    "sync.receipt": "/sync/<uuid:submission_id>/receipt.<form>",
    "deliveries.show": "/sync/deliveries",
    "deliveries.register": "/sync/deliveries/register",
    "sync_policy.show": "/sync/policy",
    "sync_policy.switch": "/sync/policy/switch",
    "working_days.show": "/working-days",
    "working_days.decide": "/working-days/decide",
    "hand_delivery.show": "/sync/hand-delivery",
    "hand_delivery.propose": "/sync/hand-delivery/propose",
    "hand_delivery.give": "/sync/hand-delivery/give",
    "hand_delivery.take": "/sync/hand-delivery/take",
    "sync.approve": "/sync/<uuid:submission_id>/approve",
    "accounts.show": "/accounts",
    "accounts.open_roster": "/accounts/open",
    "accounts.issue_codes": "/accounts/codes",
    "accounts.grant": "/accounts/people/<uuid:person_id>/grants",
    "accounts.change": "/accounts/people/<uuid:person_id>/grants/<int:grant_id>",
    "accounts.reset_factor": "/accounts/people/<uuid:person_id>/reset-factor",
    "accounts.reset": "/accounts/people/<uuid:person_id>/reset",
    "accounts.disable": "/accounts/people/<uuid:person_id>/disable",
    "accounts.enable": "/accounts/people/<uuid:person_id>/enable",
    "accounts.assign": "/accounts/people/<uuid:person_id>/assignments",
    "accounts.end_assignment": "/accounts/people/<uuid:person_id>/assignments/<int:assignment_id>",
    "activation.show": "/activate",
    "activation.activate": "/activate/act",
    "two_person.show": "/two-person",
    "two_person.decide": "/two-person/<uuid:act_id>/decide",
    "windows.propose": "/two-person/window",
    "key_changes.propose": "/two-person/key",
    "backups.propose": "/backups/restore",
    "levels.add": "/levels/raise",
    "levels.lower": "/levels/<int:level_id>/lower",
}


def make_preview() -> Flask:
    """Return an application that renders the templates with the samples."""
    app = Flask(
        "preview",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "province_app/static"),
    )
    app.config |= {"SECRET_KEY": "preview", "TESTING": True, "WTF_CSRF_ENABLED": False}
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 600
    CSRFProtect(app)
    formats.register(app)
    words.register(app)
    for endpoint, rule in ENDPOINTS.items():
        app.add_url_rule(rule, endpoint, _dummy, methods=["GET", "POST"])
    app.add_url_rule("/", "index", _index)
    app.add_url_rule("/pages/<name>", "page", show)
    app.after_request(_add_policy)
    return app


def show(name: str) -> str:
    """Render the sample page or part of that name."""
    if name in PARTS:
        template, part = PARTS[name]
        return render_template(template, part=part)
    template, shell, page = PAGES[name]
    return render_template(template, page=page, **({"shell": shell} if shell else {}))


def _dummy(**_values: str) -> str:
    if request.endpoint == "catalogues.search":
        return show("lookup")
    if request.endpoint == "record_find.show":
        return show("found")
    if request.endpoint == "checking.check_fields":
        return show("kept")
    if request.endpoint == "sync.progress":
        return show("progress-running")
    if request.headers.get("HX-Request"):
        return show("saved")
    return '<!doctype html><title>ok</title><link rel="icon" href="data:,">ok'


def _index() -> str:
    return "".join(f'<p><a href="/pages/{name}">{name}</a></p>' for name in PAGES)


def _add_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CSP
    return response


if __name__ == "__main__":
    make_preview().run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 5050)
