"""How the application connects: always as role `app`, in UTC, JSON by orjson."""

from collections.abc import Callable
from typing import Any

import orjson
import psycopg2
from psycopg2.extras import register_uuid
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from config.settings import Limits

register_uuid()  # lists of UUIDs as parameters

DIALECT = "postgresql+psycopg2://"  # the address comes from the creator below
APP_OPTIONS = "-c role=app -c timezone=UTC"
NODE_OPTIONS = f"{APP_OPTIONS} -c app.scope=node"  # see stores/scope.py


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def connect_arguments(address: str) -> dict[str, Any]:
    """Return what psycopg2.connect needs to reach the address."""
    dialect: Any = PGDialect_psycopg2  # its methods have no types
    arguments: dict[str, Any] = dialect().create_connect_args(make_url(address))[1]
    return arguments


def engine_options(
    address: Callable[[], str], options: Callable[[], str] = lambda: ""
) -> dict[str, Any]:
    """Return the arguments of every engine of the application.

    The address is asked for at the first connection, so that the embedded server starts when it
    is needed and not when a module is imported. `role=app` makes also a wider login act as `app`:
    no query runs with more rights.
    """

    def connect() -> Any:
        return psycopg2.connect(**connect_arguments(address()), options=options())

    return {
        "creator": connect,
        "pool_pre_ping": True,
        "hide_parameters": True,  # a failed statement must not write record content into a log
        "json_serializer": _dump,
        "json_deserializer": orjson.loads,
    }


def make_engine(address: Callable[[], str], options: str = "") -> Engine:
    """Return an engine for jobs and commands: role `app`, in the scope of the node itself.

    `options` are more of the server's settings, each `-c name=value`.
    """
    whole = f"{NODE_OPTIONS} {options}".strip()
    return create_engine(DIALECT, **engine_options(address, lambda: whole))


def page_options(limits: Limits) -> str:
    """Return the options of a page's session: nothing that it asks lasts, holds or waits for ever.

    Source: security bar C 49.
    """
    return (
        f"{APP_OPTIONS} -c statement_timeout={limits.statement}s -c lock_timeout={limits.lock}s"
        f" -c idle_in_transaction_session_timeout={limits.idle}s"
    )


def ending_after(seconds: float) -> str:
    """Return the options of a session that the server ends when it is silent for so long.

    Whoever was stopped in the midst of something holds no lock of it for ever, and meets a closed
    session when it goes on.
    """
    milliseconds = int(seconds * 1000)
    return (
        f"-c idle_in_transaction_session_timeout={milliseconds}"
        f" -c idle_session_timeout={milliseconds}"
    )
