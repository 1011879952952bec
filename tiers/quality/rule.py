"""What a rule is and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tiers.quality.facts import Facts

# How far an article may be trusted: what nobody has read in the published text says so.
KNOWN = " (theo hiểu biết, cần xác nhận)"

Value = str | int | date
Values = Mapping[str, Value]
Found = Iterable[tuple[str, Values]]  # path of the field, and what stands in the sentence

NOTHING: tuple[tuple[str, Values], ...] = ()
NO_VALUES: Values = {}


class Severity(StrEnum):
    """How much a hit weighs."""

    ERROR = "E"  # blocks sending and confirming
    WARNING = "W"  # HR looks at it
    INFO = "I"  # something to know or to do


class Dimension(StrEnum):
    """The four words of the regulation. Source: Quy chế Đ.3."""

    RIGHT = "dung"  # Đúng: what is said agrees with what else is known
    COMPLETE = "du"  # Đủ: all that is needed is there, or is declared as none
    CLEAN = "sach"  # Sạch: format, codes, no duplicate, no overlap
    ALIVE = "song"  # Sống: still true today


@dataclass(frozen=True)
class Hit:
    """One fault in one record: by which rule, at which field, with what in it."""

    rule_id: str
    severity: Severity
    path: str  # `section.field`, or `section.table.<n>.column`
    values: Values = field(default_factory=dict)
    case: str = ""  # which part of the rule, where it has several

    @property
    def key(self) -> str:
        """Return the name of the rule's part: `DT-1`, `DT-1/young`."""
        return f"{self.rule_id}/{self.case}" if self.case else self.rule_id


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue of rules; a rule with several parts has a row for each `case`."""

    id: str
    severity: Severity
    dimension: Dimension
    article: str
    paths: tuple[str, ...]  # where a hit may stand; `*` is a row's number
    find: Callable[[Facts], Found]
    case: str = ""

    @property
    def key(self) -> str:
        """Return the name of the rule's part: `DT-1`, `DT-1/young`."""
        return f"{self.id}/{self.case}" if self.case else self.id

    def judge(self, facts: Facts) -> list[Hit]:
        """Return a hit for each field that breaks the rule."""
        return [
            Hit(self.id, self.severity, path, values, self.case)
            for path, values in self.find(facts)
        ]
