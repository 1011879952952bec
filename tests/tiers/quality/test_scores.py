"""Four scores: whole numbers from 0 to 100, and every lost point named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiers.quality.records import facts
from tiers.quality.rule import Dimension, Hit, Severity
from tiers.quality.rulebook import EVERY_RULE, judge
from tiers.quality.scores import (
    Loss,
    Scores,
    UnitLoss,
    losses_of,
    scores_after,
    scores_of,
    unit_losses,
    unit_scores,
)


def hit(key: str, path: str = "identity.phone") -> Hit:
    rule = EVERY_RULE[key]
    return Hit(rule.id, rule.severity, path, {}, rule.case)


hits = st.lists(
    st.builds(hit, st.sampled_from(sorted(EVERY_RULE)), st.sampled_from("abcdef")), max_size=120
)


@pytest.mark.parametrize(
    ("keys", "scores"),
    [
        ([], Scores(100, 100, 100, 100)),
        (["ID-3"], Scores(80, 100, 100, 100)),
        (["ID-3", "ID-3"], Scores(80, 100, 100, 100)),  # a broken rule counts once
        (["ID-3", "DT-8", "DT-13"], Scores(74, 100, 100, 100)),
        (["DU-1", "DU-1", "DU-5"], Scores(100, 88, 100, 100)),  # each missing field counts
        (["DU-1"] * 21, Scores(100, 0, 100, 100)),
        (["PH-1", "SL-4", "NH-1"], Scores(100, 100, 95, 94)),
    ],
)
def test_points_are_lost_by_severity(keys: list[str], scores: Scores) -> None:
    assert scores_of(hit(key) for key in keys) == scores


@given(hits)
def test_every_lost_point_names_its_rule(found: list[Hit]) -> None:
    scores, losses = scores_of(found), losses_of(found)
    for word in Dimension:
        points = sum(loss.points for loss in losses if loss.dimension is word)
        assert 0 <= scores.of(word) == 100 - points
    assert {loss.rule for loss in losses} <= {one.key for one in found}
    assert all(loss.points > 0 for loss in losses)


@given(hits, hits)
def test_another_hit_never_raises_a_score(found: list[Hit], more: list[Hit]) -> None:
    before, after = scores_of(found), scores_of([*found, *more])
    assert all(after.of(word) <= before.of(word) for word in Dimension)


def test_a_loss_says_rule_field_and_points() -> None:
    (loss,) = losses_of(judge(facts({"identity.phone": "0228580830"})))
    assert loss == Loss("PH-1", "identity.phone", Dimension.CLEAN, 5)
    assert EVERY_RULE["PH-1"].severity is Severity.WARNING


def test_what_a_unit_lost_is_told_by_rule_and_field_the_most_first() -> None:
    card = Loss("ID-9", "identity.id_card_issue_date", Dimension.ALIVE, 5)
    rows = [Loss("DT-1", f"family.own.{row}.birth_year", Dimension.RIGHT, 20) for row in (0, 3)]
    found = unit_losses([[card, rows[0]], [card], [rows[1]]])
    assert found == [
        UnitLoss("DT-1", "family.own", Dimension.RIGHT, 2, 40),
        UnitLoss("ID-9", "identity.id_card_issue_date", Dimension.ALIVE, 2, 10),
    ]
    assert scores_after([card, rows[0]]) == Scores(80, 100, 100, 95)


def test_a_unit_has_the_mean_of_its_records_rounded_down() -> None:
    one, other = Scores(100, 80, 95, 0), Scores(99, 81, 95, 1)
    assert unit_scores([one, other]) == Scores(99, 80, 95, 0)
    assert unit_scores([one]) == one
    assert unit_scores([]) is None
