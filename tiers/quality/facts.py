"""What a rule may look at: one record's content, today, and the reference tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from tiers.partial_dates import Span, span
from tiers.quality.reference import Reference

T = TypeVar("T")

Row = Mapping[str, object]
_NO_ROWS: tuple[Row, ...] = ()
POST = "position.position_text"
_PATHS: dict[str, dict[str, str]] = {}  # section -> field -> path, made once


@dataclass(frozen=True)
class Term:
    """One contract of a person: from its first to its last day; None is without an end."""

    start: date
    end: date | None
    fixed: bool = True  # agreed for a term, also where it was ended before


@dataclass(frozen=True)
class Facts:
    """One record as the rules see it.

    `values`: what has a value, by path. `sections`: the content as handed in, to tell a field that
    was left empty from one that nobody asked for. `duplicates`: identity numbers that another
    living person's record has too. `earlier`: contracts before the present one. `post`: the name
    of the post of item 23. Rules read, they never change anything.
    """

    sections: Mapping[str, Mapping[str, object]]
    values: Mapping[str, object]
    tables: Mapping[str, Sequence[Row]]  # the rows of the tables that have any, by path
    category: str | None
    today: date
    reference: Reference
    duplicates: frozenset[str] = frozenset()
    unit_name: str = ""
    earlier: tuple[Term, ...] = ()
    post: str = ""
    family: str = field(default="")  # the category's root: CB, CC, VC, HDLD, or "" when unknown
    _made: dict[Callable[["Facts"], Any], Any] = field(
        default_factory=dict, repr=False, compare=False
    )

    def once(self, make: Callable[["Facts"], T]) -> T:
        """Return what `make` finds in the record: several rules ask, it is worked out once."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def text(self, path: str) -> str:
        """Return the text of a field, or "" without one."""
        value = self.values.get(path)
        return value if isinstance(value, str) else ""

    def span(self, path: str) -> Span | None:
        """Return the earliest and latest day of a date field."""
        value = self.values.get(path)
        return span(value) if isinstance(value, str) else None

    def asks(self, section: str, name: str) -> bool:
        """Whether the content handed in knows the field, with a value or without."""
        return name in self.sections.get(section, ())

    def table(self, path: str) -> Mapping[str, object] | None:
        """Return a table's content, or None when it was not answered or not asked for."""
        value = self.values.get(path)
        return value if isinstance(value, dict) else None

    def declared_none(self, path: str) -> bool:
        """Whether somebody said that there is nothing for this table."""
        table = self.table(path)
        return table is not None and table.get("declared_none") is True

    def rows(self, path: str) -> Sequence[Row]:
        """Return the rows of a table in their order; none for a table without an answer."""
        return self.tables.get(path, _NO_ROWS)


def facts_of(
    sections: Mapping[str, Mapping[str, object]],
    category: str | None,
    today: date,
    reference: Reference,
    duplicates: frozenset[str] = frozenset(),
    unit_name: str = "",
    earlier: tuple[Term, ...] = (),
    post: str = "",
) -> Facts:
    """Return the facts of a record's content `{section: {field: value}}`."""
    values: dict[str, object] = {}
    tables: dict[str, Sequence[Row]] = {}
    for section, content in sections.items():
        paths = _PATHS.setdefault(section, {})
        for name, value in content.items():
            if value is not None and value != "":
                path = paths.get(name)
                if path is None:
                    path = paths[name] = f"{section}.{name}"
                values[path] = value
                if isinstance(value, dict) and (rows := value.get("rows")):
                    tables[path] = rows
    held = values.get(POST)
    post = post or (held if isinstance(held, str) else "")
    family = reference.categories.get(category or "", "")
    given = (category, today, reference, duplicates, unit_name, earlier, post)
    return Facts(sections, values, tables, *given, family)
