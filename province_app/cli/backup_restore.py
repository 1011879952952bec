"""`flask --app wsgi backup restore`: a set becomes the node's database; two persons must agree."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.folders import Outside, own_folders
from province_app.audit.notes import NotOurs
from province_app.backup.place import Place
from province_app.cli.audit import FOLDER, checkpoints, signer_of
from province_app.cli.backup import alone, backup, node_settings
from province_app.clock import business_now, system_now
from province_app.database import urls_of
from province_app.extensions import db
from province_app.services import restoring
from province_app.services.backup_checking import Unfit, newest_in
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.restore_approval import Approval, Proof, approval_in_person
from province_app.services.restoring import Approve, Order, Outcome

LEAST_DIGEST = 16  # hex digits that two people compare


@backup.command()
@click.option(
    "--set", "digest", required=True, help="The set's digest, as the two persons name it."
)
@click.option("--dir", "folder", type=FOLDER, help="The outside folder; by default the first.")
@click.option("--act", "act_id", type=click.UUID, help="The act on which two persons agreed.")
@click.option("--lost", is_flag=True, help="No live database is left: both agree here, in person.")
@click.option("--basis-number", help="With --lost: the document that orders it.")
@click.option("--basis-date", type=click.DateTime(["%Y-%m-%d"]), help="With --lost: its date.")
@checkpoints
def restore(
    digest: str, folder: Path | None, act_id: UUID | None, lost: bool,
    basis_number: str | None, basis_date: datetime | None, folders: Sequence[Path],
) -> None:  # fmt: skip
    """Put a set in the place of the node's database. Stop the node's processes before.

    The former database stays on the server under another name. Afterwards the first push compares
    with the national node before it sends anything.
    """
    settings = node_settings()
    if len(digest) < LEAST_DIGEST:
        raise click.UsageError(f"--set needs at least {LEAST_DIGEST} digits of the digest")
    if lost == (act_id is not None):
        raise click.UsageError("either --act or --lost")
    if lost and not (basis_number and basis_date):
        raise click.UsageError("--lost needs --basis-number and --basis-date")
    try:
        order = _order(settings, folder, digest, act_id, folders)
        approve = None
        if lost:
            approve = _in_person(Basis(basis_number or "", (basis_date or system_now()).date()))
        done = _restore(settings, order, approve)
    except Missing as error:
        said = f"no act {act_id}" if act_id else "a database lives: only an act allows it (--act)"
        raise click.ClickException(f"nothing was changed: {said}") from error
    except (Unfit, NotOurs) as error:
        raise click.ClickException(f"nothing was changed: {error}") from error
    except Refused as error:
        raise click.ClickException(f"nothing was changed: {error.decision.code}") from error
    click.echo(f"restored {order.name}; {done.documents} documents brought back")
    click.echo(f"{done.lost_events} events of the log were lost; their positions name themselves")
    if done.aside:
        click.echo(f"the former database is {done.aside}")
    click.echo("File this note in every outside place that is no folder of this machine:")
    click.echo(done.note, nl=False)


def _order(
    settings: Settings, folder: Path | None, digest: str, act_id: UUID | None,
    folders: Sequence[Path],
) -> Order:  # fmt: skip
    keys = [signer_of(settings).public]
    outside = Outside.read([*folders, *own_folders(settings.audit_places)], keys)
    if not outside.heads:
        raise Unfit("no outside head of the log is known here: name a folder by --checkpoints")
    if folder is None and not settings.backup_places:
        raise Unfit("BACKUP_DIRS names no place: name one by --dir")
    place = Place(folder or settings.backup_places[0], settings.agency_code)
    name, manifest = newest_in(place, keys, digest)
    return Order(place, name, manifest, outside, act_id)


def _restore(settings: Settings, order: Order, approve: Approve | None) -> Outcome:
    urls, at, now = urls_of(settings), business_now(), system_now()
    if approve is not None:
        return restoring.restore(settings, urls, order, approve, at, now)
    with alone():
        db.session.rollback()
        return restoring.restore(settings, urls, order, None, at, now)


def _in_person(basis: Basis) -> Approve:
    def approve(restored: Session) -> Approval:
        asked, agreed = _ask("Who asks for it"), _ask("Who agrees to it")
        return approval_in_person(restored, asked, agreed, basis, business_now(), system_now())

    return approve


def _ask(who: str) -> Proof:
    username = click.prompt(f"{who}: user name")
    password = click.prompt("Password", hide_input=True)
    return Proof(username, password, click.prompt("Code", hide_input=True))
