"""Every code that a rule may answer has a sentence that says what to do."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from province_app.views.messages import MESSAGES, message, why
from tiers.decision import ALLOWED, Decision

TIERS = Path(__file__).parents[2] / "tiers"


def _codes_of_the_rules() -> set[str]:
    """Return the third argument of every `Decision(False, …)` and `decide_open(…, code)`."""
    found = set()
    for file in TIERS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"Decision": 2, "decide_open": 1}.get(node.func.id)
                if place is not None and len(node.args) > place:
                    code = node.args[place]
                    found |= {code.value} if isinstance(code, ast.Constant) else set()
    return found


def test_every_decision_has_a_sentence() -> None:
    codes = _codes_of_the_rules()
    assert {"own_record", "window_closed"} <= codes
    assert codes <= set(MESSAGES)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_sentence_is_short_and_says_what_to_do(code: str) -> None:
    sentences = message(code)
    assert sentences.endswith(".")
    assert ". " in sentences  # what happened, then what to do
    assert len(sentences) <= 120
    assert code not in sentences


def test_a_closed_button_says_when_it_opens_and_by_which_article() -> None:
    opens = datetime(2024, 6, 22, 17, 0, tzinfo=UTC)
    closed = Decision(False, "when", "window_closed", "Đ.7.1b", opens)
    assert why(closed) == "Mở lại 00:00 ngày 23/6/2024 · Quy chế\u00a0Đ.7.1b"


def test_a_button_closed_for_somebody_says_who_acts() -> None:
    closed = Decision(False, "who", "own_record", "Đ.7.1a")
    assert why(closed) == (
        "Không ai kiểm tra hoặc ký hồ sơ của chính mình. Người khác của đơn vị làm việc này"
        " · Quy chế\u00a0Đ.7.1a"
    )
    assert why(ALLOWED) == ""
