"""`flask --app wsgi sweep-evidence`."""

import os

from province_app.evidence.vault import Vault
from tests.web import Site


def test_the_sweep_takes_old_files_without_a_row(site: Site) -> None:
    settings = site.app.config["SETTINGS"]
    vault = Vault(settings.evidence_dir)
    key = vault.new_key("x")
    old, fresh = vault.put(b"old", key, "x"), vault.put(b"fresh", key, "x")
    os.utime(vault.folder / old[:2] / old, (1000, 1000))
    answer = site.app.test_cli_runner().invoke(args=["sweep-evidence"])
    assert answer.output == "0 uploads expired, 1 files without a row\n"
    assert vault.get(fresh, key, "x") == b"fresh"
