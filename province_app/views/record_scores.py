"""The four scores of a record in words, every lost point leading to the field that mends it."""

from flask import url_for

from province_app.record.schema import SECTIONS, fields
from province_app.services.own_record import OwnText
from province_app.services.quality import place_of
from province_app.services.unit_quality import UnitQuality
from province_app.views import formats
from province_app.views.quality_messages import sentence
from province_app.views.record_page import Lost, Score
from province_app.views.record_values import WRITTEN_BY
from province_app.views.unit_page import UnitScores
from tiers.quality.rule import Dimension
from tiers.quality.scores import Scores, losses_of, scores_of

WORDS = {
    Dimension.RIGHT: ("Đúng", "khớp với giấy tờ và các mục khác"),
    Dimension.COMPLETE: ("Đủ", "không thiếu mục nào"),
    Dimension.CLEAN: ("Sạch", "đúng dạng, đúng danh mục, không trùng"),
    Dimension.ALIVE: ("Sống", "còn đúng đến hôm nay"),
}


def scores(text: OwnText) -> tuple[Score, ...]:
    """Return the four scores of the own record with what each lost."""
    values, lost = scores_of(text.hits), _lost(text)
    return tuple(
        Score(label, asks, values.of(word), tuple(lost[word]))
        for word, (label, asks) in WORDS.items()
    )


def short_scores(values: Scores | None) -> tuple[Score, ...]:
    """Return the four numbers alone, for those who check."""
    if values is None:
        return ()
    return tuple(Score(label, asks, values.of(word)) for word, (label, asks) in WORDS.items())


def unit_scores(found: UnitQuality) -> UnitScores:
    """Return the scores of a unit; each lost point names its rule and the field."""
    lost: dict[Dimension, list[Lost]] = {word: [] for word in Dimension}
    for one in found.losses:
        info = fields().get(one.path)
        label = info.item.label if info else SECTIONS[one.path.partition(".")[0]].label
        said = f"{label}, quy tắc {one.rule}: {formats.number(one.records)} hồ sơ."
        lost[one.dimension].append(Lost(one.points, said))
    scores = tuple(
        Score(label, asks, found.scores.of(word), tuple(lost[word]))
        for word, (label, asks) in WORDS.items()
        if found.scores
    )
    return UnitScores(scores, found.judged, found.unjudged)


def _lost(text: OwnText) -> dict[Dimension, list[Lost]]:
    hits = {(hit.key, hit.path): hit for hit in reversed(text.hits)}  # the first of each stays
    found: dict[Dimension, list[Lost]] = {word: [] for word in Dimension}
    for loss in losses_of(text.hits):
        hit = hits[loss.rule, loss.path]
        info = place_of(hit)
        said = sentence(hit) if info is None else f"{info.item.label}: {_lower(sentence(hit))}"
        if info is not None and info.item.filled_by != "person":
            said += f" {WRITTEN_BY[info.item.filled_by]}"
        url = ""
        if info is not None and info.item.filled_by == "person" and text.save.allowed:
            page = url_for("record.edit_section", section=info.section, check="all")
            url = f"{page}#{info.path}"
        found[loss.dimension].append(Lost(loss.points, said, url))
    return found


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]
