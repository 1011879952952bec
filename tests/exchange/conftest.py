"""Two parties with real keys: a national node that serves, and the province that sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from province_app.signing.pki import DemoPki, make_demo_pki
from tests.databases import Database
from tests.exchange.parties import PIN, NationalNode, Sender, national_node


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """Keys, seals and two heads of the demo's CA."""
    folder = tmp_path_factory.mktemp("pki")
    return make_demo_pki(folder, [("head", "Trần Văn Bình"), ("deputy", "Lê Thị Hoa")], PIN)


@pytest.fixture
def national(database: Database, pki: DemoPki, tmp_path: Path) -> Iterator[NationalNode]:
    """A national node on a fresh database."""
    with national_node(database, pki, tmp_path) as node:
        yield node


@pytest.fixture
def province(national: NationalNode) -> Sender:
    """The province as a sender."""
    return Sender.of(national)
