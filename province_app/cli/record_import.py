"""`flask --app wsgi record import FILE.xlsx --preview`: what a workbook would change."""

from pathlib import Path

import click
import orjson
from flask.cli import with_appcontext

from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import import_preview
from province_app.services.errors import Missing
from province_app.services.kept_catalogues import refresh
from province_app.workbooks.limits import NotAccepted
from province_app.workbooks.reading import read_workbook


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "code", help="Code of the unit, H40…; by default most people's of FILE.")
@click.option("--preview", is_flag=True, required=True, help="Compare only; nothing is kept.")
@with_appcontext
def import_(file: Path, code: str | None, preview: bool) -> None:
    """Print, as one JSON object a line, what FILE would do with the unit's people.

    Paths and codes alone are printed, no values. Entering needs an officer who answers for it:
    that is done on the pages.
    """
    now = business_now()
    try:
        refresh(db.session())
        book = read_workbook(file.read_bytes())
        code = code or import_preview.code_of(db.session(), book, now)
        officer, unit_id = import_preview.officer_for(db.session(), code, now)
        rows = import_preview.preview(db.session(), officer, unit_id, book, now)
    except NotAccepted as error:
        raise click.ClickException(f"{error.code} {error.place}".strip()) from error
    except Missing as error:
        why = "is no unit with an HR officer today" if code else "people unknown: name it by --unit"
        raise click.ClickException(f"{code or 'unit'} {why}") from error
    for row in rows:
        faults = [{"path": one.path, "code": one.code} for one in row.faults]
        told = {"row": row.entry.row, "state": row.state, "changes": sorted(row.typed)}
        click.echo(orjson.dumps({**told, "faults": faults}).decode())
