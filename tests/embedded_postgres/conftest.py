"""Base folders for servers that end with the test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from province_app import embedded_postgres
from tests.embedded_postgres.sessions import start_quickly


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass through; pytest's tmp_path is closed to others."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def base(open_folder: Path) -> Iterator[Path]:
    """The base folder of a server that ends with the test."""
    yield open_folder / "var"
    embedded_postgres.destroy(open_folder / "var")


@pytest.fixture
def closed_base(tmp_path: Path) -> Iterator[Path]:
    """A base folder inside one that only its owner may enter."""
    tmp_path.chmod(0o700)
    yield tmp_path / "var"
    embedded_postgres.destroy(tmp_path / "var")


@pytest.fixture(scope="module")
def server() -> Iterator[embedded_postgres.Server]:
    """A server that the tests of one file share."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield start_quickly(folder)
    embedded_postgres.destroy(folder)
    shutil.rmtree(folder)
