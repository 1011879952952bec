"""`flask --app wsgi accounts …`: what the pages of accounts do, for whoever runs the node.

Each command acts as an officer, named by user name with `--by`, and is refused what the officer's
pages refuse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import account_desk, account_opening, activation, factor_resets, grants
from province_app.services import accounts as service
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.grants import Terms
from province_app.services.roster import unit_ids
from tiers.accounts import GrantAct
from tiers.calendar import local_day
from tiers.units import Officer, Role

DAY = click.DateTime(["%Y-%m-%d"])
by = click.option("--by", required=True, help="User name of the officer who acts.")
basis = click.option("--basis", required=True, help="Number of the document that orders it.")
basis_date = click.option("--basis-date", type=DAY, required=True, help="Date of the document.")


@click.group()
def accounts() -> None:
    """Accounts of units: list, open, grant, revoke, disable, activation codes."""


@accounts.command("list")
@by
@click.option("--unit", required=True, help="Code of the unit.")
@with_appcontext
def list_accounts(by: str, unit: str) -> None:
    """List the unit's people and how their accounts stand."""
    session = db.session()
    with said():
        officer = acting(session, by)
        desk = account_desk.account_desk(
            session, officer, _unit(session, unit), business_now(), system_now()
        )
    for line in desk.lines:
        roles = ",".join(line.roles) or "-"
        click.echo(f"{line.username or '-':32} {line.state:9} {roles:24} {line.person_id}")


@accounts.command("open")
@by
@click.option("--unit", required=True, help="Code of the unit.")
@basis
@basis_date
@with_appcontext
def open_roster(by: str, unit: str, basis: str, basis_date: datetime) -> None:
    """Open a personal account for everybody of the unit who has none."""
    session = db.session()
    with said():
        made = account_opening.open_for_roster(
            session,
            acting(session, by),
            _unit(session, unit),
            Basis(basis, basis_date.date()),
            business_now(),
        )
    click.echo(f"{made} accounts opened.")


@accounts.command()
@by
@click.option("--person", type=click.UUID, required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--from", "first", type=DAY, help="First day; default today.")
@click.option("--until", type=DAY, help="First day without it.")
@basis
@basis_date
@with_appcontext
def grant(
    by: str,
    person: UUID,
    role: str,
    first: datetime | None,
    until: datetime | None,
    basis: str,
    basis_date: datetime,
) -> None:
    """Grant a role; what the province gives out waits for a second person."""
    session, now = db.session(), business_now()
    with said():
        officer, wanted = acting(session, by), Role(role)
        unit_id = account_desk.unit_for(session, officer, person, wanted, now)
        terms = Terms(
            Basis(basis, basis_date.date()),
            first.date() if first else local_day(now),
            until.date() if until else None,
        )
        done = grants.grant(session, officer, person, wanted, unit_id, terms, now)
    click.echo("Proposed; a second person confirms." if grants.is_proposal(done) else "Granted.")


@accounts.command()
@by
@click.option("--person", type=click.UUID, required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@basis
@basis_date
@with_appcontext
def revoke(by: str, person: UUID, role: str, basis: str, basis_date: datetime) -> None:
    """Revoke the role from today on."""
    session, now = db.session(), business_now()
    with said():
        officer = acting(session, by)
        desk = account_desk.person_desk(session, officer, person, now, system_now())
        found = [one.row.id for one in desk.grants if one.may_change and one.row.role == role]
        if not found:
            raise click.ClickException("no such grant that this officer may revoke")
        day: date = basis_date.date()
        for grant_id in found:
            grants.change(session, officer, grant_id, GrantAct.REVOKED, Basis(basis, day), now)
    click.echo("Revoked.")


@accounts.command()
@by
@click.option("--person", type=click.UUID, required=True)
@with_appcontext
def disable(by: str, person: UUID) -> None:
    """Close an account at once."""
    session = db.session()
    with said():
        account_opening.disable(session, acting(session, by), person, business_now())
    click.echo("Disabled.")


@accounts.command("reset-factor")
@by
@click.option("--person", type=click.UUID, required=True)
@basis
@basis_date
@with_appcontext
def reset_factor(by: str, person: UUID, basis: str, basis_date: datetime) -> None:
    """Propose to take a lost second factor away; a second person confirms at the page."""
    session = db.session()
    with said():
        terms = Basis(basis, basis_date.date())
        factor_resets.propose_reset(session, acting(session, by), person, terms, business_now())
    click.echo("Proposed; a second person confirms.")


@accounts.command("activate-codes")
@by
@click.option("--unit", required=True, help="Code of the unit.")
@with_appcontext
def activate_codes(by: str, unit: str) -> None:
    """Print a new single-use code for everybody of the unit who waits for activation."""
    session = db.session()
    with said():
        slips = activation.issue_codes(
            session, acting(session, by), _unit(session, unit), business_now(), system_now()
        )
    for slip in slips:
        click.echo(f"{slip.username:32} {slip.code or 'no identity number yet'}")


def acting(session: Session, username: str) -> Officer:
    """Return the officer of that user name."""
    found = service.officer_named(session, username, business_now())
    if found is None:
        raise click.ClickException(f"no usable account {username}")
    return found


def _unit(session: Session, code: str) -> int:
    found = unit_ids(session).get(code)
    if found is None:
        raise click.ClickException(f"no unit {code}")
    return found


@contextmanager
def said() -> Iterator[None]:
    """Turn a refusal into a message and an exit status."""
    try:
        yield
    except Refused as error:
        decision = error.decision
        raise click.ClickException(f"refused: {decision.code} ({decision.article})") from error
    except Missing as error:
        raise click.ClickException("not there, or outside this officer's reach") from error
