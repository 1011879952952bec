"""One pair of nodes for all trials of a test run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.world import World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, master_keys: Path) -> Iterator[World]:
    """The server, the two nodes on the eve of the push, the network between them."""
    made = World(tmp_path_factory.mktemp("chaos"), master_keys)
    yield made
    made.close()
