"""`flask --app wsgi deliveries …`: which departments deliver by software of their own."""

from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import with_appcontext

from province_app.cli.accounts import DAY, acting, basis, basis_date, by, said
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import deliveries as service
from province_app.services.basis import Basis


@click.group()
def deliveries() -> None:
    """Departments that deliver by software of their own: list, begin, end."""


@deliveries.command("list")
@with_appcontext
def list_deliveries() -> None:
    """List the departments and their days."""
    for one in service.desk(db.session(), business_now()).registered:
        until = one.ends_on.isoformat() if one.ends_on else "-"
        click.echo(f"{one.agency:20} {one.starts_on} {until:10} {one.basis_number}")


unit = click.option("--unit", required=True, help="Code of the department or district.")


@deliveries.command()
@by
@unit
@click.option("--from", "day", type=DAY, required=True, help="First day.")
@basis
@basis_date
@with_appcontext
def begin(by: str, unit: str, day: datetime, basis: str, basis_date: datetime) -> None:
    """Let the department deliver from the day on."""
    _decide(service.begin, by, unit, day, Basis(basis, basis_date.date()))


@deliveries.command()
@by
@unit
@click.option("--on", "day", type=DAY, required=True, help="First day without deliveries.")
@basis
@basis_date
@with_appcontext
def end(by: str, unit: str, day: datetime, basis: str, basis_date: datetime) -> None:
    """Let the department's people be kept in the province again, from the day on."""
    _decide(service.end, by, unit, day, Basis(basis, basis_date.date()))


def _decide(act: Callable[..., object], by: str, unit: str, day: datetime, document: Basis) -> None:
    session = db.session()
    with said():
        act(session, acting(session, by), unit, day.date(), document, business_now())
