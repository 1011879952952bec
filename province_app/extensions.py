"""The extensions, made without an app."""

from typing import Any

from flask import has_request_context
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect

from province_app.models import Base
from province_app.stores.scope import KEY, NOBODY, NODE


class ScopedSession(Session):
    """In a request it sees no row until somebody is known; a command is the node itself."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        """Take what Flask-SQLAlchemy gives, and start in the scope of the place."""
        super().__init__(db, **options)
        self.info.setdefault(KEY, NOBODY if has_request_context() else NODE)


# What an act has committed is shown as the act left it: nothing is read again for the page.
_OPTIONS = {"class_": ScopedSession, "expire_on_commit": False}
db = SQLAlchemy(metadata=Base.metadata, session_options=_OPTIONS)
login_manager = LoginManager()
csrf = CSRFProtect()
