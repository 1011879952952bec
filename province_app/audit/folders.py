"""The signed heads as they lie in the outside places that are folders."""

from collections.abc import Sequence
from pathlib import Path

from province_app.audit.notes import Head, NotOurs, VerifierKey, read_note


def heads_in(folders: Sequence[Path], keys: Sequence[VerifierKey]) -> list[Head]:
    """Return all heads in the folders; NotOurs names the file that none of the keys has signed."""
    found = []
    for folder in folders:
        for path in sorted(folder.glob("*.note")):
            try:
                found.append(read_note(path.read_text("utf-8"), keys))
            except (NotOurs, UnicodeDecodeError) as error:
                raise NotOurs(f"{path.name}: {error}") from error
    return found


def own_folders(places: Sequence[str]) -> list[Path]:
    """Return those of the places that are folders and are there."""
    folders = [Path(one) for one in places if "://" not in one]
    return [one for one in folders if one.is_dir()]
