"""`make bench`: the rows of design §7 that are built so far; writes `var/bench.json`."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
import orjson

from tests.benchmarks import (
    row01_full_month,
    row02_delta_month,
    row04_canonical,
    row07_search,
    row08_pages,
    row09_print,
    row10_import,
    row11_signing,
    row12_memory,
    row13_event,
    row16_workers,
    row17_validation,
)
from tests.benchmarks.province import Workshop
from tests.benchmarks.row01_full_month import FullMonth

ROWS = (1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18)
VAR = Path("var")
SMALL = 10_000  # above it one pair must do
HEADS = ("id", "name", "size", "floor_s", "product_s", "ratio", "pairs", "peak_rss_mb")
WIDTHS = (4, 28, 8, 10, 10, 8, 6, 12)

Row = dict[str, object]


@click.command()
@click.option("--only", default=",".join(map(str, ROWS)), show_default=True, help="Rows.")
@click.option("--sizes", default="5000,50000", show_default=True, help="People.")
@click.option("--pairs", default=5, show_default=True, help="Pairs of floor and product.")
def main(only: str, sizes: str, pairs: int) -> None:
    """Measure the rows as ratios against their floors, all in one run."""
    wanted = {int(one) for one in only.split(",")}
    if unknown := wanted - set(ROWS):
        raise click.BadParameter(f"there is no row {sorted(unknown)} yet", param_hint="--only")
    rows = []
    _print(HEADS)
    for row in _measured(wanted, sorted(int(one) for one in sizes.split(",")), pairs):
        _print([row[name] for name in HEADS])
        rows.append(row)
        VAR.mkdir(exist_ok=True)
        (VAR / "bench.json").write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    for row in rows:
        click.echo(f"\n{row['id']} {row['name']}, {row['size']}: ", nl=False)
        click.echo(orjson.dumps(row["detail"], option=orjson.OPT_INDENT_2).decode())


def _measured(wanted: set[int], sizes: list[int], pairs: int) -> Iterator[Row]:
    """Yield each row as soon as it is there: 1, 2, 3, 7, 12 at every size, 8, 17, 18 at the
    largest, the others at the least."""
    workshop = Workshop(VAR / "bench")
    try:
        for number, measured in _once(workshop, sizes, pairs).items():
            if number in wanted:
                yield from measured()
        least: dict[str, int] = {}  # of row 12
        for size in sizes:
            month: FullMonth | None = None
            if 1 in wanted:
                row, month = row01_full_month.run(workshop, size, pairs if size <= SMALL else 1)
                yield row
            yield from row02_delta_month.run(workshop, size, pairs if size <= SMALL else 1, wanted)
            if 7 in wanted:
                yield row07_search.run(workshop, size, pairs)
            if 12 in wanted:
                yield row12_memory.run(workshop, size, month, least)
    finally:
        workshop.close()


def _once(
    workshop: Workshop, sizes: list[int], pairs: int
) -> dict[int, Callable[[], Iterable[Row]]]:
    """Return the rows that are measured at one size."""
    least, largest = sizes[0], sizes[-1]
    return {
        4: lambda: [row04_canonical.run(least, pairs)],
        9: lambda: [row09_print.run(least, pairs)],
        10: lambda: [row10_import.run(workshop, least, largest, pairs)],
        13: lambda: [row13_event.run(workshop, least)],
        16: lambda: [row16_workers.run(workshop, least, pairs)],
        11: lambda: [row11_signing.run(workshop, pairs)],
        8: lambda: row08_pages.run(workshop, largest, pairs),
        17: lambda: [row17_validation.run_judging(largest, pairs)],
        18: lambda: [row17_validation.run_sealing(largest, pairs)],
    }


def _print(values: Iterable[object]) -> None:
    cells = ["" if value is None else str(value) for value in values]
    click.echo("".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)))


if __name__ == "__main__":
    main()
