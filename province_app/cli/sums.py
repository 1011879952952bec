"""`flask --app wsgi sums [PERIOD] [--units]`: whether each record that is owed is accounted for."""

import re
import sys
from collections.abc import Sequence

import click
import orjson
from flask.cli import with_appcontext

from province_app.clock import business_now
from province_app.extensions import db
from province_app.services.monitor import unit_sums
from province_app.services.runs import stage_sums
from province_app.stores.monitor import UnitSums
from province_app.stores.sync import Sums
from tiers.calendar import period_of
from tiers.stages import Outcome, Stage


@click.command()
@click.argument("period", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--units", "by_unit", is_flag=True, help="Print the equation of each unit too.")
@with_appcontext
def sums(period: str | None, as_json: bool, by_unit: bool) -> None:
    """Print what each stage of PERIOD (YYYY-MM, by default this month) owes, and where it is.

    Ends with status 1 when owed is not queued + sent + accepted + unchanged + rejected + withheld.
    """
    period = period or period_of(business_now())
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", period):
        raise click.BadParameter("write the month as 2024-05", param_hint="PERIOD")
    found = stage_sums(db.session(), period)
    units = unit_sums(db.session(), period) if by_unit else {}
    if as_json:
        stages = [_as_json(one, units.get(Stage(one.stage))) for one in found]
        click.echo(orjson.dumps({"period": period, "stages": stages}))
    else:
        if not found:
            click.echo(f"No stage of {period} has opened yet.")
        for one in found:
            click.echo(f"{one.stage}: {_equation(one)}")
            for unit in units.get(Stage(one.stage), ()):
                click.echo(f"  {unit.unit or 'no roster'}: {_equation(unit.sums)}")
    if not all(one.balanced for one in found):
        sys.exit(1)


def _equation(one: Sums) -> str:
    terms = " + ".join(f"{outcome} {getattr(one, outcome)}" for outcome in Outcome)
    return f"owed {one.owed} {'=' if one.balanced else 'IS NOT'} {terms}"


def _as_json(one: Sums, units: Sequence[UnitSums] | None = None) -> dict[str, object]:
    said = {**vars(one), "balanced": one.balanced}
    if units is None:
        return said
    return said | {"units": [{"unit": unit.unit, **_as_json(unit.sums)} for unit in units]}
