"""Fixtures that every part of the tree uses."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from province_app.stores.engine import make_engine
from tests.databases import Database, Databases, databases


@pytest.fixture(scope="session")
def all_databases() -> Iterator[Databases]:
    """The maker of databases: one server for the whole run."""
    with databases() as maker:
        yield maker


@pytest.fixture
def database(all_databases: Databases) -> Iterator[Database]:
    """A fresh database with the project's tables."""
    with all_databases.copy() as copy:
        yield copy


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on the fresh database, as role `app`."""
    engine = make_engine(lambda: database.app_url)
    with Session(engine) as open_session:
        yield open_session
    engine.dispose()
