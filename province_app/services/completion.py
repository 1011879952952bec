"""How complete a record is, by section and as a whole: what the person fills, and nothing else.

What HR or the system fills costs points in the score of Đủ, but keeps nobody from 100 %.
Source: Quy chế Đ.3, Đ.6.2.b.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from province_app.record.entry import missing
from province_app.record.schema import fields
from province_app.services.quality import Content, category_of, facts, place_of
from tiers.quality.completion import Share, asked_of
from tiers.quality.rule import Dimension, Hit
from tiers.quality.rulebook import EVERY_RULE


@dataclass(frozen=True)
class Completion:
    """What is asked of the person and what of it is still missing, by path in form order."""

    asked: Sequence[str]
    missing: Collection[str]

    def of(self, section: str) -> Share:
        """Return the share of one section; nothing asked is complete."""
        return self._share([path for path in self.asked if path.startswith(f"{section}.")])

    @property
    def whole(self) -> Share:
        """Return the share of the whole record."""
        return self._share(self.asked)

    def _share(self, paths: Sequence[str]) -> Share:
        return Share(sum(path not in self.missing for path in paths), len(paths))


def completion_of(content: Content, hits: Sequence[Hit], at: datetime) -> Completion:
    """Return how complete the content is; `hits`: all that the rules found in it.

    Asked are the fields that a rule of Đủ or the form itself asks of this staff category. A table
    counts when it has rows, or is declared to have none where a rule lets it.
    """
    category = category_of(content)
    asked = set(asked_of(facts(content, category, at))) | _required(content)
    lacking = {fault.path for fault in missing(content)} | {
        info.path
        for hit in hits
        if EVERY_RULE[hit.key].dimension is Dimension.COMPLETE and (info := place_of(hit))
    }
    mine = [path for path, info in fields().items() if info.item.filled_by == "person"]
    return Completion([path for path in mine if path in asked], lacking)


def _required(content: Mapping[str, Mapping[str, object]]) -> set[str]:
    category = category_of(content)
    return {path for path, info in fields().items() if info.item.required_of(category)}
