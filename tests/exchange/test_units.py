"""Trees of units with their quotas. Source: exchange contract §3, annex 13."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from tests.exchange.parties import NationalNode, Sender, code_of


def unit(code: str = "H40", **members: Any) -> dict[str, Any]:
    """Return a unit; `members` replace what is usual."""
    return {
        "code": code,
        "name": "Ủy ban nhân dân tỉnh Nam Định",
        "kind": "province",
        "tier": "province",
        "parent": None,
        "valid_from": "2024-01-01",
        "valid_to": None,
        "successors": [],
        "quota": {"year": 2024, "assigned": 120, "decision": "QĐ 15/QĐ-UBND"},
    } | members


def put(sender: Sender, version: object, *units: dict[str, Any]) -> tuple[int, Any]:
    """PUT the tree; return the status and, of a refusal, the code, else the answer."""
    answer = sender.put_json(f"/units/{version}", {"units": list(units)})
    return (200, answer.json()) if answer.status_code == 200 else code_of(answer)


def test_a_tree_is_taken_once_under_its_version(province: Sender) -> None:
    tree = [unit(), unit("H40.03", tier="department", parent="H40", quota=None)]
    for _ in range(2):
        assert put(province, 7, *tree) == (200, {"version": 7, "count": 2})
    reordered = json.dumps({"units": [dict(reversed(one.items())) for one in tree]}).encode()
    assert province.call("PUT", "/units/7", reordered).status_code == 200
    assert put(province, 7, unit()) == (409, "different_body")
    assert put(province, 8, unit()) == (200, {"version": 8, "count": 1})
    assert put(province, 6, unit()) == (409, "stale_version")
    assert put(province, 7, unit()) == (409, "stale_version")
    assert put(province, 7, *tree) == (200, {"version": 7, "count": 2})  # as it was answered before
    assert put(province, 9) == (200, {"version": 9, "count": 0})


def test_versions_are_each_agencys_own(province: Sender, national: NationalNode) -> None:
    assert put(province, 7, unit())[0] == 200
    assert put(Sender.of(national, "G01"), 1, unit("G01"))[0] == 200


@pytest.mark.parametrize("version", [0, "01", "-1", "x", 2**53])
def test_a_version_is_a_positive_integer(version: object, province: Sender) -> None:
    assert put(province, version, unit()) == (404, "not_found")


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"code": "H41"}, "/units/0/code"),
        ({"code": "h40"}, "/units/0/code"),
        ({"tier": "commune"}, "/units/0/tier"),
        ({"name": ""}, "/units/0/name"),
        ({"parent": ""}, "/units/0/parent"),
        ({"valid_from": None}, "/units/0/valid_from"),
        ({"valid_to": "2024-02-30"}, "/units/0/valid_to"),
        ({"successors": ["x"]}, "/units/0/successors/0"),
        ({"quota": {"year": 2024, "assigned": "9", "decision": ""}}, "/units/0/quota/assigned"),
        ({"quota": {"year": 2024, "assigned": 9}}, "/units/0/quota/decision"),
        ({"more": 1}, "/units/0/more"),
    ],
    ids=range(11),
)
def test_a_malformed_tree_is_refused(members: dict[str, Any], path: str, province: Sender) -> None:
    answer = province.put_json("/units/1", {"units": [unit(**members)]})
    assert code_of(answer) == (422, "schema_invalid")
    assert answer.json()["path"] == path


def test_a_unit_stands_once_in_a_tree(province: Sender) -> None:
    answer = province.put_json("/units/1", {"units": [unit(), unit(valid_from="2025-01-01")]})
    assert (code_of(answer), answer.json()["path"]) == ((422, "schema_invalid"), "/units/1/code")


def test_two_trees_at_once_under_one_version_keep_one(
    province: Sender, national: NationalNode
) -> None:
    trees = [[unit(name=f"Tỉnh {number}")] for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda tree: put(province, 1, *tree)[0], trees))
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]
    assert national.session.scalar(text("select count(*) from exchange_units")) == 1
