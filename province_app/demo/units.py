"""The units of the demo province, composed from the facts in `config/units` and `catalogues`.

Their order is fixed so that the first N units make a sensible small province: parents stand
before children, and a few branches of each kind come first.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from province_app.demo.catalogues import Commune, communes, districts
from tiers.units import Tier

FACTS_FILE = Path(__file__).parents[2] / "config" / "units" / "nam-dinh-2024.json"
FEWEST_UNITS = 3  # the province, the Office of its People's Committee, Sở Nội vụ
_FIRST_COMMUNE = 31  # two-digit groups below a district: offices first, then communes


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit (cơ quan, tổ chức, đơn vị) with its period, half-open: [valid_from, valid_to)."""

    code: str
    name: str
    kind: str
    tier: Tier
    parent: str | None
    valid_from: str  # ISO date
    valid_to: str | None = None
    gso_code: str | None = None  # of a district or a commune
    placeholder: bool = True  # the code is invented: codes below H40 are not public

    def as_seed(self) -> dict[str, str | None]:
        """Return the unit as the seed file holds it (docs/seed.md)."""
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind,
            "tier": self.tier.value,
            "parent": self.parent,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }


@cache
def facts() -> dict[str, Any]:
    """Return the written facts about the province of May 2024."""
    loaded: dict[str, Any] = json.loads(FACTS_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def all_units() -> tuple[DemoUnit, ...]:
    """Return every unit of the demo province in its fixed order, the province first."""
    order = facts()["order"]
    branches = {
        branch[0].code: (branch, order["department_slice"])
        for branch in map(_department_branch, facts()["departments"])
    }
    for district in facts()["districts"]:
        branch = _district_branch(district)
        branches[branch[0].code] = (branch, order["district_slice"])
    codes = order["first"] + [code for code in branches if code not in order["first"]]
    ordered = [branches[code] for code in codes]
    heads = [unit for branch, size in ordered for unit in branch[:size]]
    rests = [unit for branch, size in ordered for unit in branch[size:]]
    return (_province(), *heads, *rests)


def choose_units(count: int) -> tuple[DemoUnit, ...]:
    """Return the first `count` units; ValueError outside 3 … all of them."""
    if not FEWEST_UNITS <= count <= len(all_units()):
        raise ValueError(f"units must be {FEWEST_UNITS} to {len(all_units())}, not {count}")
    return all_units()[:count]


def _province() -> DemoUnit:
    known = facts()["province"]
    return DemoUnit(
        known["code"],
        known["name"],
        "province",
        Tier.PROVINCE,
        None,
        facts()["valid_from"],
        gso_code=known["gso_code"],
        placeholder=False,
    )


def _department_branch(known: dict[str, Any]) -> list[DemoUnit]:
    """Return a department and its facilities."""
    code = known["code"]
    names = [(kind, name) for kind, group in known.get("facilities", {}).items() for name in group]
    department = DemoUnit(
        code,
        known["name"],
        "department",
        Tier.DEPARTMENT,
        facts()["province"]["code"],
        facts()["valid_from"],
    )
    return [department] + [
        _facility(f"{code}.{place:02d}", name, kind) for place, (kind, name) in enumerate(names, 1)
    ]


def _district_branch(known: dict[str, str]) -> list[DemoUnit]:
    """Return a district: two offices, three communes with schools, and then all the others."""
    code, gso_code = known["code"], known["gso_code"]
    name = districts()[gso_code]
    lower = name[0].lower() + name[1:]
    district = DemoUnit(
        code,
        f"Ủy ban nhân dân {lower}",
        "district",
        Tier.DEPARTMENT,
        facts()["province"]["code"],
        facts()["valid_from"],
        gso_code=gso_code,
    )
    special = facts()["urban_offices" if name.startswith("Thành phố") else "rural_offices"]
    offices = [
        _facility(f"{code}.{place:02d}", f"{office} {lower}", "district_office")
        for place, office in enumerate(facts()["district_offices"] + special, 1)
    ]
    below = [
        unit
        for place, commune in enumerate(_communes_of(gso_code), 1)
        for unit in _commune_units(code, place, commune)
    ]
    group = 1 + len(facts()["commune_schools"])  # a commune and its schools
    return [district, *offices[:2], *below[: 3 * group], *offices[2:], *below[3 * group :]]


def _communes_of(district_code: str) -> Iterator[Commune]:
    return (commune for commune in communes() if commune.district_code == district_code)


def _commune_units(district: str, place: int, commune: Commune) -> Iterator[DemoUnit]:
    """Yield a commune and its schools; schools answer to the district, not to the commune."""
    yield _facility(
        f"{district}.{_FIRST_COMMUNE + place - 1}",
        f"Ủy ban nhân dân {commune.level} {commune.short_name}",
        "commune",
        commune.code,
    )
    for number, (kind, pattern) in enumerate(facts()["commune_schools"].items(), 1):
        yield _facility(
            f"{district}.{place:02d}{number}", pattern.format(name=commune.short_name), kind
        )


def _facility(code: str, name: str, kind: str, gso_code: str | None = None) -> DemoUnit:
    parent = code.rpartition(".")[0]
    valid_from = facts()["valid_from"]
    return DemoUnit(code, name, kind, Tier.FACILITY, parent, valid_from, gso_code=gso_code)
