"""BACKUP_DIRS: two houses where others reach the node, or none. Quy chế Đ.9.2."""

from pathlib import Path

import pytest

from config.backups import read_places


def test_folders_are_named_from_the_root_and_counted_once(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    assert read_places({}, secure=True) == ()
    assert read_places({"BACKUP_DIRS": f"{one}, {two},{one}"}, secure=True) == (one, two)
    assert read_places({"BACKUP_DIRS": str(one)}, secure=False) == (one,)


@pytest.mark.parametrize("named", ["/a", "/a,/a", "a,/b"])
def test_one_house_is_none(named: str) -> None:
    with pytest.raises(ValueError, match="BACKUP_DIRS must name"):
        read_places({"BACKUP_DIRS": named}, secure=True)
