"""Where backups go: folders that are other houses' disks."""

from collections.abc import Mapping
from pathlib import Path

LEAST_PLACES = 2  # Quy chế Đ.9.2: two houses


def read_places(env: Mapping[str, str], secure: bool) -> tuple[Path, ...]:
    """Return the folders of `env`, none where backups are not this application's business.

    ValueError names what cannot be used; a node that others reach names two or none.
    """
    named = [one.strip() for one in env.get("BACKUP_DIRS", "").split(",") if one.strip()]
    for one in named:
        if not Path(one).is_absolute():
            raise ValueError(f"BACKUP_DIRS must name folders from the root, not {one!r}")
    places = tuple(dict.fromkeys(Path(one).resolve() for one in named))
    if places and secure and len(places) < LEAST_PLACES:
        raise ValueError("BACKUP_DIRS must name two folders, disks of two houses (Quy chế Đ.9.2)")
    return places
