"""What a page asks of the database ends: too long, waiting too long, silent too long. Bar C 49."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config.settings import SettingError, load_settings
from province_app import create_app
from province_app.extensions import db
from tests.databases import Database

SHOWN = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def shown() -> list[str]:
    return [str(db.session.scalar(text(f"show {name}"))) for name in SHOWN]


def test_a_page_has_limits_and_a_command_has_none(database: Database) -> None:
    app = create_app(load_settings({"DATABASE_URL": database.app_url}))
    with app.app_context():
        assert shown() == ["0", "0", "0"]
        db.engine.dispose()
    with app.test_request_context():
        assert shown() == ["1min", "30s", "5min"]
        db.engine.dispose()


def test_a_statement_that_lasts_is_ended(database: Database) -> None:
    environment = {"DATABASE_URL": database.app_url, "DATABASE_STATEMENT_SECONDS": "1"}
    app = create_app(load_settings(environment))
    with app.test_request_context(), pytest.raises(OperationalError, match="statement timeout"):
        db.session.execute(text("select pg_sleep(60)"))
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("value", ["0", "-1", "x", "3601"])
def test_a_limit_that_is_none_stops_the_start(value: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_LOCK_SECONDS"):
        load_settings({"DATABASE_LOCK_SECONDS": value})
