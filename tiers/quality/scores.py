"""Four scores of a record, Đúng, Đủ, Sạch, Sống, and of a unit.

Each begins at 100 and loses points, never below 0:

    Đúng, Sạch, Sống   for each rule that is broken, once: E 20, W 5, I 1
    Đủ                 for each field or table that is missing: E 5, W 2, I 1

so a score says how much stands in the way, and every lost point names its rule. A unit has the
mean of its records, rounded down; a unit without records has no score. Integers only.
Source: Quy chế Đ.3 (the four words); the points are the project's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tiers.quality.rule import Dimension, Hit, Severity
from tiers.quality.rulebook import EVERY_RULE

FULL = 100
_POINTS = {Severity.ERROR: 20, Severity.WARNING: 5, Severity.INFO: 1}
_POINTS_MISSING = {Severity.ERROR: 5, Severity.WARNING: 2, Severity.INFO: 1}


@dataclass(frozen=True)
class Loss:
    """Points that one rule took from one score."""

    rule: str  # the rule's key
    path: str  # the first field that broke it
    dimension: Dimension
    points: int


@dataclass(frozen=True)
class Scores:
    """Four numbers from 0 to 100."""

    dung: int
    du: int
    sach: int
    song: int

    def of(self, dimension: Dimension) -> int:
        """Return the score of one word."""
        return int(getattr(self, dimension.value))


def losses_of(hits: Iterable[Hit]) -> list[Loss]:
    """Return what each hit costs; the points of a dimension are at most 100 together."""
    left = dict.fromkeys(Dimension, FULL)
    counted: set[str] = set()
    losses = []
    for hit in hits:
        dimension = EVERY_RULE[hit.key].dimension
        if dimension is Dimension.COMPLETE:
            price = _POINTS_MISSING[hit.severity]
        elif hit.key in counted:
            continue
        else:
            counted.add(hit.key)
            price = _POINTS[hit.severity]
        points = min(price, left[dimension])
        left[dimension] -= points
        if points:
            losses.append(Loss(hit.key, hit.path, dimension, points))
    return losses


def scores_of(hits: Iterable[Hit]) -> Scores:
    """Return the scores of a record with these hits."""
    return scores_after(losses_of(hits))


def scores_after(losses: Iterable[Loss]) -> Scores:
    """Return the scores of a record that lost these points."""
    lost = dict.fromkeys(Dimension, 0)
    for loss in losses:
        lost[loss.dimension] += loss.points
    return Scores(**{word.value: FULL - points for word, points in lost.items()})


def unit_scores(records: Sequence[Scores]) -> Scores | None:
    """Return the mean scores of a unit's records, rounded down; None without records."""
    if not records:
        return None
    return Scores(
        **{word.value: sum(one.of(word) for one in records) // len(records) for word in Dimension}
    )


@dataclass(frozen=True)
class UnitLoss:
    """Points that one rule took at one field from records of a unit."""

    rule: str
    path: str  # of the field, or of the table
    dimension: Dimension
    records: int
    points: int  # of all of them together


def unit_losses(records: Iterable[Iterable[Loss]]) -> list[UnitLoss]:
    """Return what the records lost, by rule and field, the most points first."""
    found: dict[tuple[str, str, Dimension], list[int]] = defaultdict(list)
    for losses in records:
        for loss in losses:
            field = ".".join(loss.path.split(".")[:2])
            found[loss.rule, field, loss.dimension].append(loss.points)
    every = [UnitLoss(*key, len(points), sum(points)) for key, points in found.items()]
    return sorted(every, key=lambda one: (-one.points, one.rule, one.path))
