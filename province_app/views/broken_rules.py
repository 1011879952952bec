"""Records that a rule of today finds wrong after their confirmation, in words."""

from collections.abc import Mapping, Sequence

from province_app.record.schema import SECTIONS
from province_app.views.record_tables import place_of_cell


def broken_line(name: str, errors: Sequence[Mapping[str, str]]) -> str:
    """Return whose record it is and where it is wrong: of a restricted section only its name."""
    places = dict.fromkeys(_place(error["path"]) for error in errors)
    return f"{name}: {', '.join(places)}"


def _place(path: str) -> str:
    section = SECTIONS[path.partition(".")[0]]
    return section.label if section.restricted else place_of_cell(path)
