"""`policy routes` and `policy why`: the table from the command line."""

import orjson
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import create_app
from province_app.auth import policy, require_policies
from province_app.auth.routes import routes_of
from tests.desks import FACILITY, plain_member
from tests.provinces import load_province
from tests.sources import calls, under
from tests.web import Site
from tiers.policy import ACTIONS


def app_of(role: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    var = str(tmp_path_factory.mktemp(role))
    return create_app(load_settings({"VAR_DIR": var, "ROLE": role}))


@pytest.mark.parametrize("role", ["province", "national"])
def test_every_route_is_told_with_its_methods_its_action_and_its_rule(
    role: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = app_of(role, tmp_path_factory)
    result = app.test_cli_runner().invoke(args=["policy", "routes", "--json"])
    told = orjson.loads(result.output)
    assert told == routes_of(app)
    addresses = [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()]
    assert sorted((one["route"], one["endpoint"]) for one in told) == sorted(addresses)
    for one in told:
        assert one["action"] in (*ACTIONS, "public", "static", "exchange.peer"), one
        assert one["methods"], one
        if one["action"] in ACTIONS:
            assert one["roles"], one
            assert one["relation"], one
            assert one["article"], one
    signed = [one for one in told if one["action"] == "exchange.peer"]
    assert bool(signed) is (role == "national")


def test_a_route_without_a_policy_makes_the_start_fail(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = app_of("province", tmp_path_factory)
    app.add_url_rule("/new", "new.show", lambda: "")
    with pytest.raises(RuntimeError, match=r"new\.show"):
        require_policies(app)


def test_an_action_without_a_row_makes_the_start_fail() -> None:
    with pytest.raises(KeyError, match=r"record\.delete"):
        policy("record.delete")


def test_every_rule_of_the_table_is_asked_by_a_service() -> None:
    """The table tells what decides; this is where it does."""
    called = {name for tree in under("province_app/services/").values() for name, _ in calls(tree)}
    for action in ACTIONS.values():
        for rule in action.rules:
            assert rule.__qualname__ in called, rule


def test_why_answers_with_the_rule_of_the_act(site: Site, session: Session) -> None:
    province = load_province(session)
    head = province.holder(FACILITY, "head")
    ask = ["policy", "why", "--person", head, "--action", "manifest.sign", "--object", FACILITY]
    run = site.app.test_cli_runner()
    told = orjson.loads(run.invoke(args=[*ask, "--json"]).output)
    assert (told["door"], told["rule"], told["allowed"]) == (True, False, False)
    assert (told["code"], told["article"][:3]) == ("window_closed", "Đ.7")
    assert told["until"].startswith("2024-05-22T17:00")
    assert run.invoke(args=ask).output.startswith("no: window_closed (Đ.7")
    someone = plain_member(province, FACILITY)
    ask = ["policy", "why", "--person", someone, "--action", "home.read"]
    assert run.invoke(args=ask).output.startswith("yes: ok")
    nobody = run.invoke(args=["policy", "why", "--person", "x", "--action", "home.read"])
    assert (nobody.exit_code, "no such account" in nobody.output) == (1, True)
