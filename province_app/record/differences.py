"""What differs between two answers to a table, row by row. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Row = Mapping[str, object]


@dataclass(frozen=True)
class RowChange:
    """One row that was added, removed, or changed in the columns named."""

    kind: Literal["added", "removed", "changed"]
    old: Row | None
    new: Row | None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableChange:
    """All that differs; `moved`: the rows are the same and stand in another order."""

    rows: tuple[RowChange, ...]
    declared_none: bool = False  # now, and not before
    taken_back: bool = False  # was declared none, and is not any more
    moved: bool = False

    def count(self, kind: str) -> int:
        """Return how many rows were added, removed or changed."""
        return sum(row.kind == kind for row in self.rows)


def table_change(old: Any, new: Any) -> TableChange:
    """Return what differs between two answers to one table, None being no answer.

    Rows are matched by what they say: the same row first, then those that share at least half of
    their filled cells. Changed and added rows come in the new order, then the removed ones.
    """
    before, after = _rows(old), _rows(new)
    pairs = _same(before, after)
    pairs |= _alike(before, after, pairs)
    changed = []
    for place, row in enumerate(after):
        if place not in pairs:
            changed.append(RowChange("added", None, row))
        elif columns := _columns(before[pairs[place]], row):
            changed.append(RowChange("changed", before[pairs[place]], row, columns))
    matched = set(pairs.values())
    gone = [RowChange("removed", row, None) for i, row in enumerate(before) if i not in matched]
    declared, was = (bool(one and one["declared_none"]) for one in (new, old))
    order = [pairs[place] for place in sorted(pairs)]
    return TableChange(
        tuple(changed + gone),
        declared and not was,
        was and not declared,
        order != sorted(order),
    )


def _rows(answer: Any) -> Sequence[Row]:
    return answer["rows"] if answer else ()


def _same(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Return new place -> old place of rows that say the same, each used once."""
    found: dict[int, int] = {}
    free = list(range(len(before)))
    for place, row in enumerate(after):
        match = next((old for old in free if not _columns(before[old], row)), None)
        if match is not None:
            free.remove(match)
            found[place] = match
    return found


def _alike(before: Sequence[Row], after: Sequence[Row], taken: Mapping[int, int]) -> dict[int, int]:
    """Return new place -> old place of the remaining rows that are most alike."""
    used = set(taken.values())
    ranked = sorted(
        (-share, abs(old - new), new, old)
        for new, row in enumerate(after)
        if new not in taken
        for old, other in enumerate(before)
        if old not in used and (share := _share(other, row)) >= 0.5
    )
    found: dict[int, int] = {}
    for _, _, new, old in ranked:
        if new not in found and old not in found.values():
            found[new] = old
    return found


def _columns(old: Row, new: Row) -> tuple[str, ...]:
    """Return the columns in which two rows differ, in the order of the table."""
    names = dict.fromkeys([*new, *old])
    return tuple(name for name in names if old.get(name) != new.get(name))


def _share(old: Row, new: Row) -> float:
    """Return which share of the filled cells is the same in both."""
    names = dict.fromkeys([*new, *old])
    filled = [name for name in names if old.get(name) is not None or new.get(name) is not None]
    same = sum(old.get(name) == new.get(name) for name in filled)
    return same / len(filled) if filled else 0.0
