"""`flask --app wsgi record …`: what the record asks for, what is wrong in one, one on paper."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click
import orjson
from flask import current_app
from flask.cli import with_appcontext

from province_app.cli.record_check import check
from province_app.cli.record_import import import_
from province_app.clock import business_now
from province_app.evidence.vault import Vault
from province_app.extensions import db
from province_app.printing.pdf import PrintError
from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.services.errors import Missing
from province_app.services.kept_catalogues import refresh
from province_app.services.record_print import print_record


@click.group()
def record() -> None:
    """Tell what the record holds, and what is wrong in one; print one."""


record.add_command(check)
record.add_command(import_)


@record.command("fields")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_fields(as_json: bool) -> None:
    """Print every field, table and column: path, item, label, type, catalogue, who fills it."""
    found = [_told(one) for info in fields().values() for one in (info, *info.columns)]
    if as_json:
        click.echo(orjson.dumps(found))
        return
    for one in found:
        catalogue = f" [{one['catalogue']}]" if one["catalogue"] else ""
        asked = " *" if one["required_for"] else ""
        click.echo(f"{one['path']}  {one['item']}  {one['label']}  {one['type']}{catalogue}{asked}")


@record.command("print")
@click.argument("record_id", type=click.UUID)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--restricted", is_flag=True, help="With the restricted sections; the log says so.")
@with_appcontext
def print_pdf(record_id: UUID, out: Path, restricted: bool) -> None:
    """Write the newest version of RECORD_ID as a PDF in its official form; this is logged."""
    try:
        vault = Vault(current_app.config["SETTINGS"].evidence_dir)
        now = business_now()
        refresh(db.session())
        printed = print_record(db.session(), vault, record_id, now, restricted=restricted)
    except Missing as error:
        raise click.ClickException(f"no version of record {record_id}") from error
    except PrintError as error:
        raise click.ClickException(str(error)) from error
    out.write_bytes(printed.pdf)
    click.echo(f"{out}: {len(printed.pdf)} bytes")


def _told(info: FieldInfo) -> dict[str, Any]:
    item = info.item
    return {
        "path": info.path,
        "item": item.number,
        "label": item.label,
        "type": info.kind,
        "catalogue": item.catalogue,
        "choices": list(info.choices),
        "required_for": sorted(item.required_for),
        "fewest_rows": item.fewest_rows,
        "filled_by": item.filled_by,
        "sensitivity": item.sensitivity,
        "restricted": SECTIONS[info.section].restricted,
        "since": item.since.isoformat(),
    }
