"""`flask --app wsgi policy …`: which route asks for what, and why somebody may do something."""

from typing import Any

import click
import orjson
from flask import current_app
from flask.cli import with_appcontext

from province_app.auth.routes import routes_of
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.errors import Missing
from province_app.services.permissions import ask_why
from tiers.policy import ACTIONS


@click.group()
def policy() -> None:
    """Tell what the one table of actions says."""


@policy.command("routes")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@with_appcontext
def list_routes(as_json: bool) -> None:
    """Print every route: methods, action, who has the door, whose things, which rule decides."""
    found = routes_of(current_app)
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        return
    for one in found:
        click.echo(f"{','.join(one['methods']):<7} {one['route']}  {one['action']}")


@policy.command("why")
@click.option("--person", required=True, help="A user name, or the id of the account's person.")
@click.option("--action", required=True, type=click.Choice(list(ACTIONS)), metavar="ACTION")
@click.option("--object", "thing", default="", help="Id of the thing, code of the unit, stage.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def why(person: str, action: str, thing: str, as_json: bool) -> None:
    """Print whether PERSON may do ACTION now, on the thing if one is named; this is logged."""
    try:
        found = ask_why(db.session(), None, person, action, thing, business_now())
    except Missing as error:
        raise click.ClickException("no such account") from error
    decision = found.decision
    told: dict[str, Any] = {
        "action": action,
        "role": found.officer.role,
        "door": found.door.allowed,
        "rule": None if found.rule is None else found.rule.allowed,
        "allowed": decision.allowed,
        "code": decision.code,
        "article": decision.article or found.action.article,
        "until": decision.until,
        "relation": found.action.relation,
        "states": list(found.action.states),
    }
    if as_json:
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
        return
    until = f", until {decision.until.isoformat()}" if decision.until else ""
    word = "yes" if decision.allowed else "no"
    click.echo(f"{word}: {decision.code} ({told['article']}{until})")
