"""P4: the calendar is Vietnam's wherever the program runs, whatever its host believes.

Each answer comes from a process of its own, since a process reads TZ and the zones once.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# A moment that is another day in New York, in UTC and in Vietnam; the edge of the window's last
# second; what a page shows and what the window, the day and the period are.
ASK = """
import json, sys
from datetime import UTC, datetime, timedelta
from province_app.services.seed import read_calendar
from province_app.views import formats
from tiers.calendar import local_day, period_of, sign_opening
from tiers.units import Tier
edge = datetime(2024, 5, 25, 17, tzinfo=UTC)
told = []
for at in (edge - timedelta(seconds=1), edge, datetime(2024, 5, 31, 17, tzinfo=UTC)):
    opening = sign_opening(read_calendar(), Tier.FACILITY, at)
    current = opening.current
    told.append([str(local_day(at)), period_of(at), formats.moment(at),
                 current and current.closes.isoformat()])
json.dump(told, sys.stdout)
"""
RIGHT = [
    ["2024-05-25", "2024-05", "23:59 ngày 25/5/2024", "2024-05-25T17:00:00+00:00"],
    ["2024-05-26", "2024-05", "00:00 ngày 26/5/2024", None],
    ["2024-06-01", "2024-06", "00:00 ngày 01/6/2024", None],
]
HOSTS = {
    "in_new_york": {"TZ": "America/New_York"},
    "without_zones": {"TZ": "Nowhere/At_All", "PYTHONTZPATH": ""},
}


@pytest.mark.parametrize("host", HOSTS)
def test_the_calendar_is_vietnams_wherever_it_is_asked(host: str) -> None:
    """Source: Quy chế Đ.7.1b: the window of the facilities ends with day 25 in Vietnam."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, **HOSTS[host]},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == RIGHT
