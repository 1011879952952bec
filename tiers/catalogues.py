"""What a new version of a national catalogue changes, and what no catalogue may hold.

Source: Quy chế TT 06/2023 Đ.13 (step 1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiers.texts import writable_line

Entry = Mapping[str, Any]  # code, name, parent, valid_from, valid_to

ENTRIES, CODE_LENGTH, NAME_LENGTH = 100_000, 100, 500
_PLAIN = ("code", "name", "parent")


@dataclass(frozen=True)
class Difference:
    """Codes by what became of them, sorted; a code's dated entries count as one."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]  # another name, parent or validity

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def difference(held: Sequence[Entry], new: Sequence[Entry]) -> Difference:
    """Return what the new entries change about the held ones, whatever their order."""
    old_codes, new_codes = _by_code(held), _by_code(new)
    both = old_codes.keys() & new_codes.keys()
    return Difference(
        tuple(sorted(new_codes.keys() - old_codes.keys())),
        tuple(sorted(old_codes.keys() - new_codes.keys())),
        tuple(sorted(code for code in both if old_codes[code] != new_codes[code])),
    )


def unfit(entries: Sequence[Entry]) -> str | None:
    """Return why the entries are no catalogue, in English for the log; None when they are one."""
    if len(entries) > ENTRIES:
        return f"{len(entries)} entries, more than {ENTRIES}"
    for place, entry in enumerate(entries):
        for name in _PLAIN:
            text = entry.get(name)
            if text is not None and not writable_line(text):
                return f"entry {place}: {name} holds an unwritable character"
        if not entry["code"] or len(entry["code"]) > CODE_LENGTH:
            return f"entry {place}: the code is empty or longer than {CODE_LENGTH}"
        if len(entry["name"]) > NAME_LENGTH:
            return f"entry {place}: the name is longer than {NAME_LENGTH}"
    return None


def _by_code(entries: Iterable[Entry]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for entry in entries:
        rest = tuple(entry.get(name) or "" for name in ("valid_from", "valid_to", "parent", "name"))
        found.setdefault(entry["code"], []).append(rest)
    return {code: sorted(rows) for code, rows in found.items()}
