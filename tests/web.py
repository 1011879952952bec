"""A client for the pages of a node: signs people in, checks what every page owes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import text
from werkzeug.test import TestResponse

from config.settings import load_settings
from province_app import clock, create_app
from province_app.clock import system_now
from province_app.extensions import db
from province_app.services import passwords, totp
from province_app.services.totp import STEP_S
from province_app.stores import factors, scope
from tests.databases import Database
from tests.provinces import START, authority

PASSWORD = "mat khau dung cho kiem thu"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def password_hash() -> str:
    """Return the hash of the password, made once a run."""
    return passwords.hashed(PASSWORD)


def code_now(steps: int = 0) -> str:
    """Return what the authenticator app of the tests shows, or shows so many steps later."""
    return pyotp.TOTP(SECRET).at(system_now() + timedelta(seconds=STEP_S * steps))


@dataclass
class Site:
    """The application of a test, its business clock, and a browser that is signed in or not."""

    app: Flask
    client: FlaskClient

    def at(self, moment: datetime) -> None:
        """Move the business clock."""
        clock.move(self.app.config["SETTINGS"].clock_file, moment)

    def sign_in(self, person_id: str) -> None:
        """Sign the person in through the page, after giving the account a password."""
        self.client.delete_cookie("session")
        self.sign_in_with_this_cookie(person_id)

    def sign_in_with_this_cookie(self, person_id: str) -> None:
        """The same in a browser that has a cookie already."""
        form = {"username": self.give_password(person_id), "password": PASSWORD}
        self.post("/sign-in", form, 302)
        self.post("/sign-in/code", {"code": code_now()}, 302)

    def give_password(self, person_id: str, *, factor: bool = True) -> str:
        """Give the person's account the password and the factor of the tests; return its name.

        The factor is as new: a code that was used a moment ago counts again.
        """
        with self.app.app_context():
            scope.enter(db.session(), scope.NODE)
            account_id, username = db.session.execute(
                text(
                    "update account set password_hash = :hash where person_id = :person"
                    " returning id, username"
                ),
                {"hash": password_hash(), "person": person_id},
            ).one()
            factors.drop(db.session(), account_id)
            if factor:
                totp.add(db.session(), {account_id: SECRET}, system_now())
            db.session.commit()
        return str(username)

    def refused(self, username: str) -> None:
        """See the sign-in page refuse the right password."""
        self.client.delete_cookie("session")
        self.post("/sign-in", {"username": username, "password": PASSWORD}, 401)

    def get(self, path: str, status: int = 200) -> str:
        """Return the page's HTML after checking the status and what all pages owe."""
        response = self.client.get(path)
        assert response.status_code == status, (response.status_code, response.text[:2000])
        if response.mimetype == "text/html" and "<html" in response.text:
            _check_page(response)
        return response.text

    def post(
        self,
        path: str,
        form: dict[str, Any] | None = None,
        status: int = 302,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Post a form with the CSRF token of the session; return the answer."""
        page = self.client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        data = {"csrf_token": token[1], **(form or {})}
        response = self.client.post(path, data=data, headers=headers)
        assert response.status_code == status, (response.status_code, response.text[:3000])
        return response


@contextmanager
def site_on(database: Database, folder: Path, master_keys: Path) -> Iterator[Site]:
    """Yield the province's pages on the database, on the demo's first morning."""
    trust_file = folder / "trust.pem"
    trust_file.write_bytes(authority().trust_pem())
    app = create_app(
        load_settings(
            {
                "DATABASE_URL": database.app_url,
                "VAR_DIR": str(folder / "var"),
                "MASTER_KEYS_FILE": str(master_keys),
                "CLOCK": START.isoformat(),
                "CLOCK_FILE": str(folder / "clock"),
                "EXCHANGE_TRUST_FILE": str(trust_file),
            }
        )
    )
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # Every test has an application of its own; their templates are compiled once.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    yield Site(app, app.test_client())
    with app.app_context():
        db.engine.dispose()


def without_tokens(html: str) -> str:
    """Return the page without what differs from one second to the next."""
    return re.sub(r'(csrf_token" value=")[^"]+', r"\1", html)


def _check_page(response: TestResponse) -> None:
    html = response.text
    assert re.search(r"<title>[^<]+ · Hồ sơ CBCCVC", html)
    assert '<html lang="vi">' in html
    assert html.count("<h1") == 1
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.S):
        assert "csrf_token" in form
