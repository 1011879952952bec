"""The four scores of a unit's records, and which rules took the points. Source: Quy chế Đ.3."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from province_app.stores import rule_verdicts
from tiers.quality.rule import Dimension
from tiers.quality.scores import Loss, Scores, UnitLoss, scores_after, unit_losses, unit_scores


@dataclass(frozen=True)
class UnitQuality:
    """The unit's scores, of its people's newest versions; None while none of them was judged."""

    scores: Scores | None
    judged: int
    unjudged: int  # people without a version, or whose version was judged before points were kept
    losses: list[UnitLoss]


def unit_quality(session: Session, unit_id: int, day: date, hidden: Collection[str]) -> UnitQuality:
    """Return the scores of the unit on the day, without those of whom the reader is told nothing.

    As the rules said when a version was judged last: at its confirmation, a signature or a stage.
    """
    kept = rule_verdicts.losses_in(session, unit_id, day, hidden)
    records = [
        [Loss(one["rule"], one["path"], Dimension(one["dimension"]), one["points"]) for one in rows]
        for rows in kept
        if rows is not None
    ]
    return UnitQuality(
        unit_scores([scores_after(losses) for losses in records]),
        len(records),
        len(kept) - len(records),
        unit_losses(records),
    )
