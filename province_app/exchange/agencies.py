"""What the receiver registers about the agencies that send to it. Source: annex 13, 46.

`config/exchange-agencies.json`: `unit_prefixes` {agency: [unit prefix]} where it is not the
agency's own code, and `successions` [{"old", "new", "from": day}] (the mergers of 2025).
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "config" / "exchange-agencies.json"


@dataclass(frozen=True)
class Agencies:
    """The registered unit prefixes and successions."""

    unit_prefixes: dict[str, tuple[str, ...]]
    successions: tuple[tuple[str, str, date], ...]  # old, new, first day

    def predecessors(self, agency: str, day: date) -> set[str]:
        """Return the agency and all those that it has succeeded by the day."""
        found = {agency}
        while True:
            more = {old for old, new, since in self.successions if new in found and since <= day}
            if more <= found:
                return found
            found |= more

    def has_unit(self, agency: str, unit: str, day: date) -> bool:
        """Tell whether the unit is one of the agency's, by its registered prefixes."""
        prefixes = {
            prefix
            for one in self.predecessors(agency, day)
            for prefix in self.unit_prefixes.get(one, (one,))
        }
        return any(unit == prefix or unit.startswith(f"{prefix}.") for prefix in prefixes)


@cache
def registered(path: Path = CONFIG) -> Agencies:
    """Return what the file registers."""
    data = json.loads(path.read_bytes())
    return Agencies(
        {agency: tuple(prefixes) for agency, prefixes in data["unit_prefixes"].items()},
        tuple(
            (one["old"], one["new"], date.fromisoformat(one["from"])) for one in data["successions"]
        ),
    )
