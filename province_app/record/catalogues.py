"""The province's own catalogues, read once from `config/catalogues/`: code -> label."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

DIRECTORY = Path(__file__).parents[2] / "config" / "catalogues"
# Catalogues that the form joins into one field.
UNIONS = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}


@cache
def labels(catalogue: str) -> Mapping[str, str]:
    """Return the labels of a catalogue by code; FileNotFoundError for an unknown catalogue."""
    if catalogue in UNIONS:
        return MappingProxyType(
            {code: label for part in UNIONS[catalogue] for code, label in labels(part).items()}
        )
    with (DIRECTORY / f"{catalogue}.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(file)})
