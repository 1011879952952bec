"""The application: one code for department, province and national node; the role decides."""

from flask import Flask, has_request_context
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from config.settings import Settings
from province_app import cli, clock, database, hardening, outbound, sealing
from province_app.extensions import csrf, db, login_manager
from province_app.stores.engine import APP_OPTIONS, DIALECT, engine_options, page_options
from province_app.stores.scope import KEY, NODE

__all__ = ["create_app"]

MAX_FORM_BYTES = 1 << 20


def create_app(settings: Settings) -> Flask:
    """Return the WSGI application of one node; starts nothing and connects to nothing yet."""
    app = Flask(__name__, template_folder="../templates")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=DIALECT,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            lambda: database.app_address(settings),  # a command may take its time
            lambda: (
                page_options(settings.database_limits) if has_request_context() else APP_OPTIONS
            ),
        ),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    clock.install(settings.clock, settings.clock_file)
    outbound.install(settings.outbound_networks)
    if settings.master_keys:
        sealing.install(settings.master_keys)
    db.init_app(app)
    hardening.register(app, settings)
    csrf.init_app(app)
    cli.register(app)
    if settings.receives:
        from province_app.exchange import about, blueprint

        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
        app.register_blueprint(about)
        app.extensions["peer_blueprints"] = {blueprint.name, about.name}
    if not settings.keeps_records:
        from province_app.auth import require_policies
        from province_app.views.health import bp as health

        app.register_blueprint(health)
        require_policies(app)
    else:
        from province_app import views

        app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
        login_manager.init_app(app)
        views.register(app)
    return app


def new_session(app: Flask) -> Session:
    """Return a session of the app's engine for commands and jobs, outside any request."""
    with app.app_context():
        return Session(db.engine, info={KEY: NODE})
