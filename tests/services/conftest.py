"""What tests of services share."""

from pathlib import Path

import pytest

from province_app.evidence.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Where documents and photos lie, sealed; nothing is in it."""
    return Vault(tmp_path / "evidence")
