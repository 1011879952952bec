"""Floor and product in turns: the one way in which this project measures speed.

Absolute seconds say little on a machine that others use too; the ratio of two neighbours says
what the product costs beyond what the work itself must cost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

STEADY = 1.25  # the floors around a product may differ by so much
TRIES = 2  # times the pairs wanted: so many are measured before unsteady ones count too


@dataclass(frozen=True)
class Pair:
    """A product's seconds between those of the floor before and the floor after it."""

    floor_s: float
    product_s: float
    next_floor_s: float

    @property
    def ratio(self) -> float:
        """How many floors the product takes."""
        return self.product_s / self.floor_s

    @property
    def steady(self) -> bool:
        """Whether the machine was the same before and after."""
        slow, fast = (pick(self.floor_s, self.next_floor_s) for pick in (max, min))
        return slow <= STEADY * fast


@dataclass(frozen=True)
class Measured:
    """The pairs that count, and how many were dropped as unsteady."""

    pairs: list[Pair]
    dropped: int

    def row(self, number: int, name: str, size: int, **detail: object) -> dict[str, object]:
        """Return the medians as a row of `var/bench.json`."""
        return {
            "id": number,
            "name": name,
            "size": size,
            "floor_s": round(median(pair.floor_s for pair in self.pairs), 4),
            "product_s": round(median(pair.product_s for pair in self.pairs), 4),
            "ratio": round(median(pair.ratio for pair in self.pairs), 3),
            "pairs": len(self.pairs),
            "peak_rss_mb": own_peak_mb(),
            "detail": {
                **detail,
                "ratios": [round(pair.ratio, 3) for pair in self.pairs],
                "dropped": self.dropped,
                "steady": all(pair.steady for pair in self.pairs),
            },
        }


def measure(floor: Callable[[], float], product: Callable[[], float], wanted: int) -> Measured:
    """Return `wanted` pairs; both functions return their own seconds.

    A pair whose neighbouring floors differ too much is dropped and measured again. Where the
    machine finds no peace, all pairs count and the row says that they are not steady.
    """
    measured = []
    before = floor()
    while len(_steady(measured)) < wanted and len(measured) < TRIES * wanted:
        seconds, after = product(), floor()
        measured.append(Pair(before, seconds, after))
        before = after
    kept = _steady(measured) or measured
    return Measured(kept, len(measured) - len(kept))


def own_peak_mb() -> int:
    """Return the most memory that this process ever had, in MiB.

    As /proc says it: `ru_maxrss` of a process begins with what its parent had.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM:")) // 1024


def _steady(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.steady]
