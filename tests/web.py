"""A client for the pages of a node: signs people in, checks what every page owes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from province_app import clock
from province_app.extensions import db
from province_app.services.accounts import _HASHER
from province_app.stores import scope

PASSWORD = "mat khau dung cho kiem thu"


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
        with self.app.app_context():
            scope.enter(db.session(), scope.NODE)
            username = db.session.scalar(
                text(
                    "update account set password_hash = :hash where person_id = :person"
                    " returning username"
                ),
                {"hash": _HASHER.hash(PASSWORD), "person": person_id},
            )
            db.session.commit()
        self.client.delete_cookie("session")
        form = {"username": username, "password": PASSWORD}
        self.post("/sign-in", form, 302)

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
