"""Files that no row names, and uploads that nobody went on with, are swept away."""

import os

from province_app.evidence.vault import Vault
from province_app.services import evidence, evidence_sweep
from province_app.services import evidence_uploads as uploads
from tests.evidence.files import jpeg, pdf
from tests.provinces import Province, at
from tests.services.evidence.documents import (
    ALLOWANCE,
    NOW,
    bring,
    events,
    files_on_disk,
)
from tiers.units import Officer


def test_the_sweep_keeps_all_that_rows_name(
    province: Province, vault: Vault, person: Officer
) -> None:
    bring(province, vault, person, ALLOWANCE, pdf(pages=2))
    upload_id = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", 9, NOW).id
    uploads.continue_upload(province.session, vault, person, upload_id, 0, b"123", NOW)
    before = files_on_disk(vault)
    vault.put(b"orphan", vault.new_key("x"), "x")
    assert evidence.sweep_orphans(province.session, vault, written_before=4e9) == 1
    assert files_on_disk(vault) == before


def test_the_days_sweep_is_done_once(province: Province, vault: Vault, person: Officer) -> None:
    session, due = province.session, at(22, hour=2)
    uploads.begin_upload(session, vault, person, ALLOWANCE, "a", len(jpeg()), NOW)
    key = vault.new_key("x")
    orphan = vault.put(b"orphan", key, "x")
    later = at(23, hour=3)
    os.utime(vault.folder / orphan[:2] / orphan, (1000, 1000))
    assert evidence_sweep.sweep_daily(session, vault, due, later, later)
    assert files_on_disk(vault) == 0
    assert "evidence.expired" in events(session)
    assert not evidence_sweep.sweep_daily(session, vault, due, later, later)
    assert evidence_sweep.sweep_daily(session, vault, at(23, hour=2), later, later)
