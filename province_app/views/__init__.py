"""The pages: each view translates between people and one service."""

from flask import Flask

from province_app.auth import require_policies
from province_app.extensions import login_manager
from province_app.views import (
    account,
    accounts,
    activation,
    backups,
    catalogues,
    certificates,
    checking,
    consents,
    corrections,
    data_issues,
    deliveries,
    denials,
    devices,
    errors,
    evidence,
    formats,
    hand_delivery,
    health,
    home,
    imports,
    incidents,
    kept_catalogues,
    kept_text,
    key_changes,
    levels,
    moves,
    national_lookups,
    objections,
    passkeys,
    password,
    permissions,
    person_requests,
    photos,
    prints,
    record,
    record_find,
    record_history,
    record_readers,
    reminders,
    required_fields,
    search,
    signing,
    single_sign_on,
    sync,
    sync_policy,
    two_person,
    unit,
    windows,
    words,
    working_days,
)
from province_app.views.shell import shell


def register(app: Flask) -> None:
    """Give the app its pages; RuntimeError when one has no policy."""
    login_manager.login_view = "account.sign_in"
    login_manager.login_message = None
    login_manager.unauthorized_handler(kept_text.sent_to_sign_in)
    for module in (
        account,
        password,
        devices,
        passkeys,
        single_sign_on,
        home,
        health,
        record,
        record_find,
        record_history,
        record_readers,
        corrections,
        objections,
        person_requests,
        consents,
        data_issues,
        incidents,
        evidence,
        photos,
        catalogues,
        kept_catalogues,
        certificates,
        checking,
        imports,
        signing,
        unit,
        prints,
        reminders,
        moves,
        national_lookups,
        sync,
        sync_policy,
        deliveries,
        hand_delivery,
        working_days,
        required_fields,
        search,
        permissions,
        accounts,
        activation,
        two_person,
        windows,
        backups,
        key_changes,
        levels,
    ):
        app.register_blueprint(module.bp)
    errors.register(app)
    denials.register(app)
    formats.register(app)
    words.register(app)
    app.context_processor(shell)
    require_policies(app)
