"""What every answer owes and what no request may be, on both roles."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from config.key_files import new_keys, new_signing_key
from config.settings import load_settings
from province_app import create_app
from province_app.extensions import db
from province_app.views.messages import message
from tests.databases import Database
from tests.desks import DEPARTMENT, plain_member
from tests.provinces import Province
from tests.web import Site

OWED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PUBLIC = "https://hoso.example.vn"
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def made(tmp_path_factory: pytest.TempPathFactory, **env: str) -> Flask:
    var = tmp_path_factory.mktemp("var")
    (var / "secret").write_text("0123456789abcdefghijklmnopqrstuvwxyz")
    (var / "keys").write_text(new_keys())
    (var / "audit").write_text(new_signing_key())
    for name in ("secret", "keys", "audit"):
        (var / name).chmod(0o600)
    files = {
        "SECRET_KEY_FILE": str(var / "secret"),
        "MASTER_KEYS_FILE": str(var / "keys"),
        "AUDIT_KEY_FILE": str(var / "audit"),
        "AUDIT_CHECKPOINTS": "/mnt/a,https://a.vn/heads",
    }
    app = create_app(load_settings({"VAR_DIR": str(var), **files, **env}))
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A node that others reach; its database is nowhere."""
    nowhere = "postgresql://app@127.0.0.1:1/province"
    return made(tmp_path_factory, PUBLIC_URL=PUBLIC, DATABASE_URL=nowhere)


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The national node; its database is nowhere."""
    nowhere = "postgresql://app@127.0.0.1:1/national"
    return made(tmp_path_factory, ROLE="national", DATABASE_URL=nowhere)


@pytest.fixture
def person(site: Site, province: Province) -> str:
    who = plain_member(province, DEPARTMENT)
    site.sign_in(who)
    return who


def checked(response, static: bool = False) -> None:
    for name, value in OWED.items():
        assert response.headers[name] == value, (response.request.path, name)
    policy = response.headers["Content-Security-Policy"].split("; ")
    if policy[0] != "sandbox":
        assert set(POLICY) <= set(policy), response.request.path
    assert "unsafe" not in str(policy)
    assert re.fullmatch(r"[0-9a-f]{12}", response.headers["X-Request-Id"])
    if not static:
        assert response.headers["Cache-Control"] == "no-store"
    if response.mimetype.startswith("text/"):
        assert response.content_type.lower().endswith("charset=utf-8")


def test_every_answer_has_the_headers(site: Site, person: str) -> None:
    """Pages, files, redirects, errors and what does not exist. Source: ASVS 3.4, 4.1.1, 14.3.2."""
    for path, status in (
        ("/", 200),
        ("/my-record", 200),
        ("/sign-in", 200),
        ("/catalogues/dan_toc/search?q=k", 200),
        ("/nothing", 404),
        ("/unit", 403),
        ("/sync", 403),
        ("/my-record/nothing", 404),
        ("/static/nothing.js", 404),
    ):
        response = site.client.get(path)
        assert response.status_code == status, path
        checked(response)
    for path in ("/static/app.css", "/static/app.js", "/static/icon.svg"):
        response = site.client.get(path)
        assert response.status_code == 200
        checked(response, static=True)
    checked(site.client.post("/my-record/send"))  # without a token: 400
    checked(site.client.delete("/"))
    site.client.delete_cookie("session")
    away = site.client.get("/")
    assert away.status_code == 302
    checked(away)


def test_the_national_node_has_them_too(national: Flask) -> None:
    client = national.test_client()
    for path in ("/", "/exchange/v1/catalogues", "/exchange/v1/nothing", "/static/app.css"):
        response = client.get(path, environ_overrides={"RAW_URI": path})
        for name, value in OWED.items():
            assert response.headers[name] == value
        assert "X-Request-Id" in response.headers
    assert client.get("/exchange/v1/catalogues", base_url="http://evil.example").status_code >= 400


def test_only_https_asks_for_https_and_hides_its_cookie(public: Flask, site: Site) -> None:
    """On https the cookie is `__Host-` and Secure; on http of loopback it has its plain name."""
    answer = public.test_client().get("/sign-in", base_url=PUBLIC)
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    plain = site.client.get("/sign-in")
    assert "Strict-Transport-Security" not in plain.headers
    assert plain.headers["Set-Cookie"].startswith("session=")


def test_https_on_loopback_hides_its_cookie_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = made(tmp_path_factory, PUBLIC_URL="https://localhost:8443")
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert app.config["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PROPFIND", "DELETE", "PUT"])
def test_a_method_that_nothing_uses_is_not_allowed(site: Site, method: str) -> None:
    for path in ("/", "/sign-in", "/static/app.css"):
        response = site.client.open(path, method=method)
        assert response.status_code == 405, path
        checked(response)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil", ""])
def test_another_host_is_not_answered(site: Site, host: str) -> None:
    for method in ("GET", "POST", "TRACE"):
        response = site.client.open("/sign-in", method=method, headers={"Host": host})
        assert response.status_code == 400
        assert "evil" not in response.text
        checked(response)


def test_a_public_node_answers_to_its_own_name_alone(public: Flask) -> None:
    client = public.test_client()
    assert client.get("/sign-in", base_url=PUBLIC).status_code == 200
    for other in ("https://localhost", "https://127.0.0.1", "https://a.hoso.example.vn"):
        assert client.get("/sign-in", base_url=other).status_code == 400


def test_forwarded_headers_of_strangers_change_nothing(site: Site) -> None:
    """Source: ASVS 4.1.3: links stay on this site, whatever the request says it came through."""
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=x"}
    answer = site.client.get("/", headers=lies)
    assert answer.location == "/sign-in?next=%2F"
    assert "evil" not in site.client.get("/sign-in", headers=lies).text


SENT = {
    "cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "same-site": {"Sec-Fetch-Site": "same-site"},
    "origin": {"Origin": "https://evil.example"},
    "origin-port": {"Origin": "http://localhost:1"},
    "origin-scheme": {"Origin": "https://localhost"},
    "liar": {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    "null": {"Origin": "null"},
}


@pytest.mark.parametrize("headers", SENT.values(), ids=SENT)
def test_what_another_site_sends_is_refused_even_with_a_token(
    site: Site, person: str, headers: dict[str, str]
) -> None:
    """Source: ASVS 3.5.1, 3.5.3. Signing in by another site's form is refused as well."""
    for path in ("/my-record/send", "/sign-in", "/sign-out"):
        page = site.post(path, status=403, headers=headers)
        assert message("foreign_page") in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # a form of a page without referrer
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
    ],
    ids=str,
)
def test_what_our_own_pages_send_is_taken(site: Site, person: str, headers: dict[str, str]) -> None:
    site.post("/sign-out", status=302, headers=headers)


def test_a_public_node_takes_nothing_of_unknown_origin(public: Flask) -> None:
    client = public.test_client()
    page = client.get("/sign-in", base_url=PUBLIC).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "username": "", "password": ""}

    def sent(**headers: str) -> int:
        return client.post("/sign-in", data=form, base_url=PUBLIC, headers=headers).status_code

    assert sent() == 403
    assert sent(Origin="http://hoso.example.vn") == 403
    assert sent(Origin=PUBLIC) == 401  # looked at: an empty form
    assert sent(**{"Origin": "null", "Sec-Fetch-Site": "same-origin"}) == 401


def test_reading_from_elsewhere_is_a_link_and_stays_possible(site: Site, person: str) -> None:
    """A link in a mail opens the page; CORP keeps it from being embedded."""
    assert site.client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_signing_out_clears_the_browser(site: Site, person: str) -> None:
    """Source: ASVS 14.3.1."""
    answer = site.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Clear-Site-Data" not in site.client.get("/sign-in").headers


def test_a_form_has_a_limit_of_size_and_of_parts(site: Site, person: str) -> None:
    form = {f"field-{number}": (b"x", "x.pdf") for number in range(200)}
    assert site.client.post("/my-record/evidence", data=form).status_code == 413
    big = site.client.post("/my-record/send", data={"csrf_token": "x" * (1 << 20)})
    assert big.status_code == 413
    checked(big)


def test_a_fault_shows_a_code_and_nothing_of_itself(
    site: Site, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: ASVS 16.5.1: no trace; the code on the page is the one in the log and the header."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Nguyễn Văn Canary 036087000001")

    monkeypatch.setattr("province_app.views.record.own_record.record_of", fail)
    answer = site.client.get("/my-record")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    for leaked in ("Canary", "ValueError", "Traceback", "036087000001"):
        assert leaked not in answer.text
    checked(answer)


def test_when_the_error_page_fails_too_there_is_an_answer(
    site: Site, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Canary")

    monkeypatch.setattr("province_app.views.errors.render_template", fail)
    answer = site.client.get("/nothing")
    assert answer.status_code == 500
    assert answer.text.startswith("500 Internal Server Error")
    assert "Canary" not in answer.text
    checked(answer)


def test_without_its_database_the_node_says_503(public: Flask) -> None:
    """The page asks the database for nothing; not even who is signed in."""
    client: FlaskClient = public.test_client()
    with client.session_transaction(base_url=PUBLIC) as session:
        session["_user_id"] = "1"
        session["_fresh"] = True
    answer = client.get("/", base_url=PUBLIC)
    assert answer.status_code == 503
    assert message("unavailable") in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["X-Request-Id"] in answer.text
    for leaked in ("127.0.0.1", "psycopg2", "connection"):
        assert leaked not in answer.text
    checked(answer)


def test_a_database_that_goes_away_and_comes_back_needs_no_restart(
    site: Site, person: str, database: Database
) -> None:
    engine = create_engine(database.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        name = owner.scalar(text("select current_database()"))
        owner.execute(text(f'alter database "{name}" connection limit 0'))
        with site.app.app_context():
            db.engine.dispose()
        assert site.client.get("/").status_code == 503
        owner.execute(text(f'alter database "{name}" connection limit -1'))
    engine.dispose()
    assert site.client.get("/").status_code == 200
