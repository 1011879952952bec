"""The roles can do what the application needs, and nobody else comes in."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from sqlalchemy.engine import make_url

from province_app.embedded_postgres import Server
from tests.embedded_postgres.sessions import ask, connect, mode


@pytest.fixture
def province(server: Server) -> Iterator[str]:
    """The name of an empty database."""
    server.create_database("province")
    yield "province"
    server.drop_database("province")


def test_app_is_neither_superuser_nor_exempt_from_row_security(server):
    rights = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin"
    query = f"SELECT {rights} FROM pg_roles WHERE rolname = '%s'"  # noqa: S608 -- two known names

    assert ask(server, "app", query % "app") == (False, False, False, False, False, True)
    assert ask(server, "app", query % "owner") == (False, False, True, False, False, True)
    assert ask(
        server, "app", "SELECT count(*) FROM pg_auth_members WHERE member = 'app'::regrole"
    ) == (0,)


def test_app_cannot_create_tables_in_a_database_of_owner(server, province):
    ask(server, "owner", "CREATE TABLE kept (id int)", province)

    for refused in ("CREATE TABLE mine (id int)", "CREATE SCHEMA mine", "SELECT * FROM kept"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(server, "app", refused, province)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(server, "app", "CREATE DATABASE mine")
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'province'"
    assert ask(server, "app", owner) == ("owner",)


def test_text_is_utf8_in_code_point_order_and_compressed_by_lz4(server, province):
    facts = (
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype,"
        " current_setting('default_toast_compression') FROM pg_database WHERE datname = 'province'"
    )

    assert ask(server, "app", facts) == ("UTF8", "C.UTF-8", "C.UTF-8", "lz4")
    assert ask(server, "app", "SELECT upper('nguyễn thị đào')") == ("NGUYỄN THỊ ĐÀO",)


def test_owner_installs_the_extensions_that_the_application_uses(server, province):
    for name in ("unaccent", "pg_trgm", "btree_gist", "pgcrypto"):
        ask(server, "owner", f"CREATE EXTENSION {name}", province)


def test_a_copy_of_a_database_has_its_rows_and_can_be_dropped_while_in_use(server):
    server.create_database("model")
    ask(server, "owner", "CREATE TABLE person AS SELECT 'Đào' AS name", "model")

    server.create_database("copy", template="model")

    assert ask(server, "owner", "SELECT name FROM person", "copy") == ("Đào",)
    with closing(connect(server, "app", server.passwords["app"], "copy")):
        server.drop_database("copy")
    assert not server.has_database("copy")
    assert server.has_database("model")
    server.drop_database("copy")  # nothing to drop is no error


def test_the_address_is_complete_whatever_the_environment_says(server, province, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGHOST", "/nowhere")

    url = make_url(server.url("app", province))

    assert url.drivername == "postgresql+psycopg2"
    place = {"host": str(server.sockets), "port": "5432"}
    assert (url.username, url.password, url.database, dict(url.query)) == (
        "app",
        server.passwords["app"],
        province,
        place,
    )
    session = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg2.connect(session)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("app", province)


def test_nobody_comes_in_without_the_password_or_by_network(server):
    for user in ("app", "owner", "postgres"):
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            connect(server, user, "guess")
    assert len(set(server.passwords.values())) == 3
    assert ask(server, "postgres", "SELECT current_setting('listen_addresses')") == ("",)
    assert mode(server.sockets) == 0o700
    assert mode(server.data) == 0o700
    assert mode(server.data.parent / "pg-passwords.json") == 0o600
    assert not any(password in repr(server) for password in server.passwords.values())


def test_the_log_keeps_no_values_of_failed_statements(server, province):
    ask(server, "owner", "CREATE TABLE person (cccd text UNIQUE)", province)
    ask(server, "owner", "INSERT INTO person VALUES ('036199012345')", province)

    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(server, "owner", "INSERT INTO person VALUES ('036199012345')", province)

    log = (server.data / "log").read_text()
    assert "duplicate key" in log
    assert "036199012345" not in log
