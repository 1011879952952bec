"""How much of what Đủ asks for is there: what is asked of one record, in the order of the rules.

Nothing is asked here that a rule of `completeness` does not ask. Source: Quy chế Đ.3, Đ.6.2.b.
"""

from dataclasses import dataclass

from tiers.quality.completeness import TOGETHER
from tiers.quality.contract_completeness import PAY_PATHS, pay_asked
from tiers.quality.facts import Facts
from tiers.quality.rule import Dimension
from tiers.quality.rulebook import CONTRACT_FAMILY, rules_for

_SECONDS = frozenset((*(second for _, second in TOGETHER), *PAY_PATHS))


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    done: int
    asked: int

    @property
    def percent(self) -> int:
        """Return the share in percent, rounded down: 100 only when nothing is missing."""
        return 100 * self.done // self.asked if self.asked else 100

    @property
    def missing(self) -> int:
        """Return how many are not there."""
        return self.asked - self.done


def asked_of(facts: Facts) -> list[str]:
    """Return the fields and tables that Đủ asks of this record.

    A field that goes with another one is asked for once the other has a value.
    """
    paths = dict.fromkeys(
        path
        for rule in rules_for(facts)
        if rule.dimension is Dimension.COMPLETE
        for path in rule.paths
        if path not in _SECONDS
    )
    together = [second for first, second in TOGETHER if first in facts.values]
    if facts.family == CONTRACT_FAMILY:
        together += pay_asked(facts)
    return [path for path in dict.fromkeys((*paths, *together)) if _known(facts, path)]


def _known(facts: Facts, path: str) -> bool:
    section, _, name = path.partition(".")
    return facts.asks(section, name)
