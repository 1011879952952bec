"""`flask --app wsgi sums [PERIOD]`: whether every record that is owed is accounted for."""

import re
import sys

import click
import orjson
from flask.cli import with_appcontext

from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.runs import stage_sums
from tiers.calendar import period_of
from tiers.stages import Outcome


@click.command()
@click.argument("period", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def sums(period: str | None, as_json: bool) -> None:
    """Print what each stage of PERIOD (YYYY-MM, by default this month) owes, and where it is.

    Ends with status 1 when owed is not queued + sent + accepted + unchanged + rejected + withheld.
    """
    period = period or period_of(business_now())
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", period):
        raise click.BadParameter("write the month as 2024-05", param_hint="PERIOD")
    found = stage_sums(db.session(), period)
    if as_json:
        stages = [{**vars(one), "balanced": one.balanced} for one in found]
        click.echo(orjson.dumps({"period": period, "stages": stages}))
    else:
        if not found:
            click.echo(f"No stage of {period} has opened yet.")
        for one in found:
            terms = " + ".join(f"{outcome} {getattr(one, outcome)}" for outcome in Outcome)
            click.echo(f"{one.stage}: owed {one.owed} {'=' if one.balanced else 'IS NOT'} {terms}")
    if not all(one.balanced for one in found):
        sys.exit(1)
