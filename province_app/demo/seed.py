"""A whole demo province as one seed document (docs/seed.md)."""

from collections.abc import Sequence
from typing import Any

from province_app.demo.accounts import accounts_of
from province_app.demo.people import people_of_units
from province_app.demo.units import DemoUnit, choose_units


def seed_document(units: int, staff: int, seed: int = 2024) -> dict[str, list[Any]]:
    """Return the first `units` units with `staff` people, their posts and accounts.

    The whole document stands in memory: for a large province take `people_of_units` instead.
    """
    return document_of(choose_units(units), staff, seed)


def document_of(chosen: Sequence[DemoUnit], staff: int, seed: int = 2024) -> dict[str, list[Any]]:
    """Return those units with `staff` people, their posts and accounts."""
    document: dict[str, list[Any]] = {
        "units": [unit.as_seed() for unit in chosen],
        "persons": [],
        "appointments": [],
        "accounts": [],
    }
    for group in people_of_units(chosen, staff, seed):
        document["persons"] += [person.as_seed() for person in group.persons]
        document["appointments"] += [post.as_seed() for post in group.appointments]
        document["accounts"] += [account.as_seed() for account in accounts_of(group)]
    return document
