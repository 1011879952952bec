"""What the receiver registers about the agencies that send to it. Source: annex 13, 45, 46.

EXCHANGE_AGENCIES_FILE, by default `config/exchange-agencies.json`: `unit_prefixes` {agency:
[unit prefix]} where it is not the agency's own code, `successions` [{"old", "new", "from": day}]
(the mergers of 2025), and `no_lookups` [agency]: who may not look up persons of others.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tiers.peers import lies_in


@dataclass(frozen=True)
class Agencies:
    """The registered unit prefixes, successions and limits."""

    unit_prefixes: Mapping[str, Sequence[str]]
    successions: Sequence[tuple[str, str, date]]  # old, new, first day
    no_lookups: Collection[str] = ()

    def predecessors(self, agency: str, day: date) -> set[str]:
        """Return whose records and units are the agency's on the day: its own, and inherited ones.

        None at all for an agency that another one has succeeded by then.
        """
        known = [(old, new) for old, new, since in self.successions if since <= day]
        if any(old == agency for old, _ in known):
            return set()
        found = {agency}
        while more := {old for old, new in known if new in found} - found:
            found |= more
        return found

    def has_unit(self, agency: str, unit: str, day: date) -> bool:
        """Tell whether the unit is one of the agency's, by its registered prefixes."""
        prefixes = {
            prefix
            for one in self.predecessors(agency, day)
            for prefix in self.unit_prefixes.get(one, (one,))
        }
        return any(lies_in(unit, prefix) for prefix in prefixes)

    def senders(self) -> set[str]:
        """Return the agencies that are registered by name: all of them send to this node."""
        return {*self.unit_prefixes, *(code for one in self.successions for code in one[:2])}

    def may_look_up(self, agency: str) -> bool:
        """Tell whether the agency may ask for persons of others."""
        return agency not in self.no_lookups


def load_agencies(path: Path) -> Agencies:
    """Return what the file registers; ValueError when it is not of the form above."""
    data = json.loads(path.read_bytes())
    if not isinstance(data, dict):
        raise ValueError(f"{path} must hold a JSON object")
    try:
        return Agencies(
            {agency: tuple(prefixes) for agency, prefixes in data["unit_prefixes"].items()},
            tuple(
                (one["old"], one["new"], date.fromisoformat(one["from"]))
                for one in data["successions"]
            ),
            frozenset(data.get("no_lookups", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {error!r}") from error
