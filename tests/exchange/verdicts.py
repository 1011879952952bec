"""What tests of the judgement share: lines with one thing wrong, and what a rejection says."""

import json
from collections.abc import Callable
from typing import Any

from tests.exchange.parties import Sender, submission
from tests.exchange.people import records

Line = dict[str, Any]
IDENTITY = ("sections", "identity", "content")
PERSONAL_ID = "/sections/identity/content/personal_id"


def outcome(result: Line) -> tuple[str, str | None]:
    """Return code and pointer of a rejection, which also has a sentence for people."""
    assert result["outcome"] == "rejected", result
    assert result["message"]
    return result["code"], result["path"]


def one_wrong(province: Sender, change: Callable[[Line], None]) -> Line:
    """Send three records, the second line changed; return its result, the others must pass."""
    people = records(3)

    def lines(named: str) -> list[Line]:
        made = [json.loads(json.dumps(one.line(named))) for one in people]
        change(made[1])
        return made

    results = submission(province, people, lines).judged()
    for other in (people[0], people[2]):
        assert results[other.record_id]["outcome"] == "accepted"
    return results[people[1].record_id]


def set_member(*path: str, value: object) -> Callable[[Line], None]:
    """Return the change that gives the member at the path another value."""

    def change(line: Line) -> None:
        place: Any = line
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


def drop_member(*path: str) -> Callable[[Line], None]:
    """Return the change that takes the member at the path away."""

    def change(line: Line) -> None:
        place: Any = line
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return change
