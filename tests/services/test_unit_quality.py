"""The scores of a unit are of its people's newest versions, as the rules judged them last."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from province_app.services import rule_verdicts
from province_app.services.quality import Content
from province_app.services.unit_quality import UnitQuality, unit_quality
from tests.climbing import run_stage
from tests.desks import DEPARTMENT, FACILITY, plain_member
from tests.provinces import Province, at, signed_month
from tiers.quality.rule import Dimension, Hit, Severity
from tiers.quality.scores import Scores, UnitLoss
from tiers.stages import Stage

DAY = date(2024, 5, 26)
CARD = Hit("ID-9", Severity.WARNING, "identity.id_card_issue_date")


def quality(province: Province, unit: str, *hidden: str) -> UnitQuality:
    return unit_quality(province.session, province.unit(unit), DAY, hidden)


def test_nobody_confirmed_has_no_score(province: Province) -> None:
    found = quality(province, FACILITY)
    assert (found.scores, found.judged, found.losses) == (None, 0, [])
    assert found.unjudged == len(province.people(FACILITY))


def test_what_was_judged_last_counts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    province = signed_month(session)
    confirmed = quality(province, FACILITY)
    assert (confirmed.judged, confirmed.unjudged) == (len(province.people(FACILITY)), 0)

    def own_hits(content: Content, moment: object) -> list[Hit]:
        return [CARD]

    monkeypatch.setattr(rule_verdicts, "own_hits", own_hits)
    monkeypatch.setattr(rule_verdicts, "rules_state", lambda: "new")
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    found = quality(province, FACILITY)
    assert found.scores == Scores(100, 100, 100, 95)
    assert found.losses == [
        UnitLoss("ID-9", CARD.path, Dimension.ALIVE, found.judged, 5 * found.judged)
    ]
    assert quality(province, DEPARTMENT).scores != found.scores  # not taken by that stage


def test_of_whom_the_reader_is_told_nothing_no_score_speaks(session: Session) -> None:
    province = signed_month(session)
    everybody = quality(province, FACILITY)
    without = quality(province, FACILITY, plain_member(province, FACILITY))
    assert without.judged == everybody.judged - 1
