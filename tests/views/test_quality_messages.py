"""Every quality rule has a sentence that says what is wrong and what to do, with its values."""

import re
from datetime import date

import pytest

from province_app.record.entry import Fault
from province_app.services.quality import RuleFault
from province_app.views.messages import message
from province_app.views.quality_messages import SENTENCES, fault_sentence, sentence
from tests.tiers.quality.records import Case, facts, more_of
from tests.tiers.quality.test_rules import CASES
from tiers.quality.rule import Hit, Severity
from tiers.quality.rulebook import EVERY_RULE, judge


def test_every_rule_has_a_sentence_and_every_sentence_a_rule() -> None:
    assert set(SENTENCES) == set(EVERY_RULE)


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_says_what_is_wrong_and_then_what_to_do(key: str) -> None:
    said = SENTENCES[key]
    assert said.endswith(".")
    assert ". " in said
    assert len(said) <= 160
    assert key not in said


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hit_fills_its_sentence(case: Case) -> None:
    more = more_of(case)
    for hit in judge(facts(case.bad, case.category, **more)):
        said = sentence(hit)
        assert not re.search(r"[{}]|\d{4}-\d{2}|None|datetime", said), said


def test_values_are_written_as_people_write_them() -> None:
    values = {"on": "2012-02", "before": "2012-02-03"}
    assert "Ngày chính thức 02/2012 trước ngày vào Đảng 03/02/2012." in sentence(
        Hit("DT-4", Severity.ERROR, "political.party_official_date", values)
    )
    expired = Hit("ID-9", Severity.INFO, "identity.cccd_issue_date", {"expired": date(2024, 5, 9)})
    assert sentence(expired).startswith("Thẻ hết hạn từ 09/5/2024.")
    pay = {"amount": 3_249_999, "least": 3_250_000}
    assert "3.249.999 đồng" in sentence(Hit("LC-12", Severity.WARNING, "contract.x", pay))
    step = {"coefficient": "3.67", "table": "3.66", "step": 5}
    assert "Hệ số 3,67 khác bảng lương: bậc 5 là 3,66." in sentence(
        Hit("SL-1", Severity.ERROR, "salary.salary_coefficient", step)
    )


def test_a_fault_of_the_form_keeps_its_own_sentence() -> None:
    assert fault_sentence(Fault("identity.phone", "required")) == message("required")
    hit = Hit("PH-1", Severity.WARNING, "identity.phone", {"phone": "02283"})
    assert fault_sentence(RuleFault.of(hit)).startswith("02283 không phải số di động.")
