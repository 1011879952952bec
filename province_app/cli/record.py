"""`flask --app wsgi record …`: what the record asks for, and what the rules say of one."""

from typing import Any

import click
import orjson

from province_app.cli.record_check import check
from province_app.cli.record_import import import_
from province_app.record.schema import SECTIONS, FieldInfo, fields


@click.group()
def record() -> None:
    """Tell what the record holds, and what is wrong in one."""


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
