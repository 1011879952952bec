"""Sealed files open under their own key and name, and nowhere else."""

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from province_app import sealing
from province_app.evidence.vault import Vault
from province_app.sealing import Broken, DataKey

MASTER, OTHER, INDEX = (letter * 32 for letter in (b"m", b"n", b"i"))
TEXT = b"canary-8842 " * 50


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    sealing.install((MASTER, INDEX))
    return Vault(tmp_path / "evidence")


def files(vault: Vault) -> list[Path]:
    return [file for file in vault.folder.rglob("*") if file.is_file()]


def test_what_was_sealed_comes_back_and_lies_unreadable_on_disk(vault: Vault) -> None:
    key = vault.new_key("a")
    address = vault.put(TEXT, key, "a/original")
    assert vault.get(address, key, "a/original") == TEXT
    (file,) = files(vault)
    assert file.name == address == sha256(file.read_bytes()).hexdigest()
    assert b"canary" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_bytes_twice_are_two_files_that_nobody_can_compare(vault: Vault) -> None:
    key = vault.new_key("a")
    assert vault.put(TEXT, key, "a/original") != vault.put(TEXT, key, "a/original")


@pytest.mark.parametrize("place", [0, 11, 12, 300, -1])
def test_a_changed_byte_is_found(vault: Vault, place: int) -> None:
    key = vault.new_key("a")
    address = vault.put(TEXT, key, "a/original")
    (file,) = files(vault)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    with pytest.raises(Broken, match="has changed on disk"):
        vault.get(address, key, "a/original")
    # Whoever names the changed file by its own digest meets the seal.
    renamed = file.with_name(sha256(data).hexdigest())
    place_of = vault.folder / renamed.name[:2]
    place_of.mkdir(exist_ok=True)
    os.replace(file, place_of / renamed.name)
    with pytest.raises(Broken, match="not what was sealed"):
        vault.get(renamed.name, key, "a/original")


def test_a_file_does_not_open_as_another(vault: Vault) -> None:
    key, other = vault.new_key("a"), vault.new_key("b")
    address = vault.put(TEXT, key, "a/original")
    for wrong, name in ((key, "b/original"), (key, "a/copy"), (other, "a/original")):
        with pytest.raises(Broken):
            vault.get(address, wrong, name)


def test_a_wrapped_key_opens_for_its_owner_under_its_master_key_alone(vault: Vault) -> None:
    key = vault.new_key("a")
    assert vault.key("a", key.master, key.wrapped) == key
    with pytest.raises(Broken):
        vault.key("b", key.master, key.wrapped)  # a row copied to another person
    with pytest.raises(Broken, match="no master key"):
        sealing.Ring((OTHER, INDEX)).open_key("a", key.master, key.wrapped)


def test_an_old_master_key_still_opens_what_it_wrapped(vault: Vault) -> None:
    old = vault.new_key("a")
    sealing.install((OTHER, MASTER, INDEX))
    assert vault.key("a", old.master, old.wrapped) == old
    assert vault.new_key("a").master != old.master


def test_a_missing_file_is_said(vault: Vault) -> None:
    with pytest.raises(Broken, match="cannot be read"):
        vault.get("0" * 64, vault.new_key("a"), "a")


def test_an_interrupted_write_leaves_nothing_behind(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        vault.put(TEXT, vault.new_key("a"), "a")
    assert files(vault) == []


def test_the_sweep_takes_what_is_old_and_named_by_no_row(vault: Vault) -> None:
    key: DataKey = vault.new_key("a")
    kept, old, fresh = (vault.put(TEXT, key, name) for name in ("kept", "old", "fresh"))
    for address in (kept, old):
        os.utime(vault.folder / address[:2] / address, (1000, 1000))
    assert vault.sweep({kept}, before=2000) == 1
    assert {file.name for file in files(vault)} == {kept, fresh}
    assert vault.sweep({kept}, before=2000) == 0
