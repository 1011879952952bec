"""Who is received from outside, from which day, and what may follow a request."""

from datetime import date

import pytest

from tiers.national_lookups import LookupState, may_ask_again, may_begin, may_receive

TODAY = date(2024, 5, 31)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 5, 31), "ok"),
        (date(2024, 6, 1), "lookup_ahead"),
        (date(2024, 5, 1), "ok"),
        (date(2024, 4, 30), "move_too_old"),
    ],
)
def test_somebody_is_received_today_or_up_to_thirty_days_ago(day: date, code: str) -> None:
    """Quy chế Đ.10.1."""
    assert may_receive(day, TODAY).code == code


@pytest.mark.parametrize("state", LookupState)
@pytest.mark.parametrize("kept", [True, False])
def test_a_failed_request_is_put_again_and_a_record_begins_from_what_was_found(
    state: LookupState, kept: bool
) -> None:
    """Quy chế Đ.3.4, 10.1."""
    assert may_ask_again(state, kept=kept).allowed is (state is LookupState.FAILED and kept)
    assert may_begin(state, kept=kept).allowed is (state is LookupState.FOUND and kept)
