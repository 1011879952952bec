"""The node above is called what it is: the national one, or of a department the province."""

import pytest

from province_app.views.sync_words import TARGET, fault_text, reason_of
from tiers.stages import DEPARTMENT_CLIMB, PROVINCE_CLIMB, Stage


@pytest.mark.parametrize("stage", [PROVINCE_CLIMB.pushed, DEPARTMENT_CLIMB.pushed])
def test_a_silent_node_above_is_named(stage: Stage) -> None:
    assert reason_of("timed out", stage) == f"{TARGET[stage]} không trả lời."
    assert fault_text("418 teapot", stage).startswith(f"{TARGET[stage]} từ chối (teapot).")
