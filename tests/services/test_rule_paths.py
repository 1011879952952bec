"""Rules and the schema of the record: what a rule reads is there, and what is needed stops."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import tiers.quality
from province_app.record.catalogues import KEPT
from province_app.record.form import CONTRACT_STAFF, EVERYBODY
from province_app.record.reference import reference
from province_app.record.schema import SECTIONS, field_of, fields
from tests.tiers.quality.records import CONTRACT, SOUND, facts, more_of
from tests.tiers.quality.test_rules import CASES
from tiers.quality.coded import DATED, LISTED
from tiers.quality.completeness import REQUIRED
from tiers.quality.contract import KIND
from tiers.quality.contract_completeness import CONTRACT_REQUIRED
from tiers.quality.facts import Facts
from tiers.quality.reminders import reminders_of
from tiers.quality.rulebook import judge

KNOWN = frozenset(
    {
        *fields(),
        *(f"{name}.evidence" for name in SECTIONS),  # every section names its documents
        *(column.path for info in fields().values() for column in info.columns),
    }
)


class Noted(dict[Any, Any]):
    """A mapping that notes by which path its keys were asked for."""

    def __init__(self, content: Mapping[Any, Any], prefix: str, asked: set[str]) -> None:
        super().__init__(content)
        self.prefix, self.asked = prefix, asked

    def _note(self, key: Any) -> Any:
        self.asked.add(f"{self.prefix}{key}")
        return key

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._note(key), default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._note(key))

    def __contains__(self, key: Any) -> bool:
        return super().__contains__(self._note(key))


def noting(found: Facts, asked: set[str]) -> Facts:
    """Return the facts, and what is read of them goes into `asked`."""
    tables = {
        path: [Noted(row, f"{path}.*.", asked) for row in rows]
        for path, rows in found.tables.items()
    }
    sections = {name: Noted(content, f"{name}.", asked) for name, content in found.sections.items()}
    return replace(
        found,
        sections=sections,
        values=Noted(found.values, "", asked),
        tables=Noted(tables, "", asked),
    )


def constants() -> Iterator[str]:
    """Return every path that a module of the rules names, in a tuple or a table of its own too."""
    sections = tuple(f"{name}." for name in SECTIONS)
    for module in pkgutil.iter_modules(tiers.quality.__path__):
        held = vars(importlib.import_module(f"tiers.quality.{module.name}"))
        for name, value in held.items():
            if not name.startswith("__"):
                yield from (one for one in texts(value) if one.startswith(sections))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(key)
            yield from texts(one)
    elif isinstance(value, tuple | frozenset | list):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "paths"):
        yield from value.paths


def test_every_path_that_a_rule_names_is_in_the_schema() -> None:
    named = set(constants())
    assert len(named) > 100
    assert named - KNOWN == set()


def test_every_path_that_a_rule_reads_is_in_the_schema() -> None:
    """A path that nobody can fill makes its rule silent for ever."""
    asked: set[str] = set()
    for case in CASES:
        more = more_of(case)
        for changes in (case.bad, case.good):
            found = noting(facts(changes, case.category, **more), asked)
            judge(found)
            reminders_of(found)
    assert len(asked) > 100
    assert asked - KNOWN == set()


@pytest.mark.parametrize("record", [SOUND, CONTRACT], ids=["form", "contract"])
def test_the_records_that_try_the_rules_could_be_typed(record: Mapping[str, Any]) -> None:
    assert set(record) - KNOWN == set()


@pytest.mark.parametrize("category", sorted(EVERYBODY))
def test_what_the_form_needs_from_the_unit_stops_the_check(category: str) -> None:
    """What the person owes stops the sending; the unit's own part has to stop somewhere too."""
    stopped = {*REQUIRED, *CONTRACT_REQUIRED}
    owed = {
        path
        for path, info in fields().items()
        if info.item.required_of(category) and info.item.filled_by == "hr"
    }
    assert owed
    assert owed <= stopped


def test_free_text_is_looked_for_wherever_the_province_keeps_the_list() -> None:
    """DM-2: older versions may have text in each of these fields."""
    kept = {path for path, info in fields().items() if info.item.catalogue in KEPT}
    assert kept == set(LISTED)
    assert {fields()[path].item.catalogue for path in LISTED} == set(KEPT)


def test_every_code_with_a_date_is_held_to_its_catalogue() -> None:
    """DM-1: a new coded column beside a month or year, or in the contract, is put on the list."""
    beside = {
        column.path
        for info in fields().values()
        if {"from_month", "year"} & {one.name for one in info.columns}
        for column in info.columns
        if column.item.catalogue
    }
    alone = {
        path
        for path, info in fields().items()
        if path.startswith("contract.") and info.item.catalogue not in (None, *KEPT)
    }
    assert beside | alone - {KIND} <= set(DATED)
    assert all(field_of(path.replace("*", "0")).item.catalogue for path in DATED)
    ended = reference().ended_codes["salary_history.salaries.*.rank_code"]
    assert ended["V.07.03.08"] == date(2021, 3, 19)
    assert "01.003" not in ended


def test_the_contract_needs_what_its_form_needs() -> None:
    """Source: TT 05/2023/TT-BNV, Phụ lục II."""
    assert set(CONTRACT_REQUIRED) == {
        path
        for path, info in fields().items()
        if info.section == "contract" and info.item.required_for >= CONTRACT_STAFF
    }
