"""Units to choose from, by departments; the template's part is `macros/units.html`."""

from collections.abc import Sequence
from typing import Protocol

from province_app.views.record_page import Option
from tiers.units import Tier


class Listed(Protocol):
    """What is asked of a unit to list it."""

    unit_id: int
    name: str
    tier: str
    parent_id: int | None


def grouped(found: Sequence[Listed]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Return the units to choose from: each department with itself and its facilities."""
    groups: dict[int, tuple[str, list[Option]]] = {}
    for one in sorted(found, key=lambda one: one.tier != Tier.DEPARTMENT):
        parent = one.unit_id if one.tier == Tier.DEPARTMENT else one.parent_id
        group = groups.setdefault(parent or 0, (one.name, []))
        group[1].append(Option(str(one.unit_id), one.name))
    return tuple((name, tuple(options)) for name, options in groups.values())
