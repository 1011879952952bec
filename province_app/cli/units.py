"""`flask --app wsgi units …`: biên chế and successors of units, as the nation is told of them."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from province_app.cli.accounts import acting, basis, basis_date, by, said
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import unit_facts as service
from province_app.services.basis import Basis


@click.group()
def units() -> None:
    """Units: posts assigned, and who follows a unit that ended."""


unit = click.option("--unit", required=True, help="Code of the unit.")


@units.command()
@by
@unit
@click.option("--year", type=int, required=True)
@click.option("--assigned", type=int, required=True, help="Posts (biên chế).")
@basis
@basis_date
@with_appcontext
def quota(by: str, unit: str, year: int, assigned: int, basis: str, basis_date: datetime) -> None:
    """Record the posts that a unit is assigned for a year."""
    session = db.session()
    document = Basis(basis, basis_date.date())
    with said():
        officer = acting(session, by)
        service.assign(session, officer, unit, year, assigned, document, business_now())


@units.command()
@by
@unit
@click.option("--by-unit", "successor", required=True, help="Code of the unit that follows.")
@basis
@basis_date
@with_appcontext
def succeed(by: str, unit: str, successor: str, basis: str, basis_date: datetime) -> None:
    """Record which unit goes on with the work of one that ended."""
    session = db.session()
    document = Basis(basis, basis_date.date())
    with said():
        officer = acting(session, by)
        service.name_successor(session, officer, unit, successor, document, business_now())
