"""Fixtures that every part of the tree uses."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from config.key_files import new_keys, read_keys
from province_app import sealing
from province_app.record import catalogues
from tests import in_time
from tests.admins import Admins, make_admins
from tests.databases import Database, Databases, databases, session_on
from tests.provinces import Province, load_province
from tests.web import Site, site_on

pytest.register_assert_rewrite("tests.sync_jobs.pushing")  # its assertions say what differs


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what may be left out come last."""
    in_time.mark(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave it out when the time is over."""
    in_time.leave_out(item)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was left out."""
    if said := in_time.told(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(said, red=True, bold=True)


def pytest_collection_finish() -> None:
    """Spare the collector what stays for the whole run: thousands of tests and all modules."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def master_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the keys that seal this run's records."""
    path = tmp_path_factory.mktemp("keys") / "master-keys"
    path.write_text(new_keys())
    return path


@pytest.fixture(autouse=True)
def ring(master_keys: Path) -> sealing.Ring:
    """The run's own keys, also after a test that started an application with others."""
    sealing.install(read_keys(master_keys))
    return sealing.ring()


@pytest.fixture(autouse=True)
def as_shipped() -> None:
    """The province's lists as they were shipped, whatever another test made of them."""
    catalogues.keep(0, {})


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
    with session_on(database) as made:
        yield made


@pytest.fixture
def site(database: Database, tmp_path: Path, master_keys: Path) -> Iterator[Site]:
    """The province's pages on the fresh database, on the demo's first morning."""
    with site_on(database, tmp_path, master_keys) as made:
        yield made


@pytest.fixture
def province(session: Session) -> Province:
    """The demo's first units and people, nothing sent; who needs a later day has its own."""
    return load_province(session)


@pytest.fixture
def admins(province: Province) -> Admins:
    """Who administers the accounts of the province, also of a module's own one."""
    return make_admins(province)
