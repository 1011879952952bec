"""`flask --app wsgi record check FILE.json`: the quality rules on one record; no database."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import click
import orjson

from province_app.clock import VIETNAM, business_now
from province_app.services.quality import hits_of
from tiers.quality.rulebook import EVERY_RULE
from tiers.quality.scores import losses_of, scores_of


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Print what the quality rules find in FILE, as one JSON object.

    FILE: {"category": "CC", "sections": {section: {field: value}}, "today": "2024-05-20"}; without
    `today` the day of the clock. `duplicates` may name identity numbers that others have too.
    """
    try:
        record = orjson.loads(file.read_bytes())
        sections, category = record["sections"], record["category"]
        at = _moment(record.get("today"))
        taken = frozenset(record.get("duplicates", ()))
        hits = hits_of(sections, category, at, taken)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise click.ClickException(f"{file}: {error!r}") from error
    found = [
        {
            "rule": hit.rule_id,
            "case": hit.case,
            "severity": hit.severity,
            "dimension": EVERY_RULE[hit.key].dimension,
            "path": hit.path,
            "values": dict(hit.values),
            "article": EVERY_RULE[hit.key].article,
        }
        for hit in hits
    ]
    answer = {
        "today": at.astimezone(VIETNAM).date(),
        "hits": found,
        "scores": vars(scores_of(hits)),
        "losses": [vars(loss) for loss in losses_of(hits)],
    }
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def _moment(today: str | None) -> datetime:
    if today is None:
        return business_now()
    return datetime.combine(date.fromisoformat(today), time(12), VIETNAM).astimezone(UTC)
