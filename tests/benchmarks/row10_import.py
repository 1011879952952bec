"""Row 10: what a workbook of N people would change, against merely reading it and its keys.

The floor opens the file with the same library in this process, and looks every key up in a set.
The product reads in the confined process, reads each cell by its field, compares it with what the
record holds, and judges it by every rule; the database is left out of both, so what is held comes
as content and as text, and the floor copies nothing into a table. The row's memory is that of a
process which does all of it with a file of sixty columns and as many people as the largest size.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice

import orjson
import python_calamine

from province_app.demo.people import people_of_units
from province_app.demo.units import FEWEST_UNITS, choose_units
from province_app.record.entry import Sections, of_other_sections, read_entry
from province_app.record.schema import table_of
from province_app.record.tables import replaced
from province_app.services.drafts import judge
from province_app.services.roster import unit_ids
from province_app.workbooks.layout import KEY, plan_of
from province_app.workbooks.layout import NAME as NAME_PATH
from province_app.workbooks.limits import MOST_PEOPLE
from province_app.workbooks.mapping import proposed
from province_app.workbooks.preview import changed, entries
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.writing import Line, workbook
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Workshop
from tiers.calendar import local_day
from tiers.units import Role

NAME = "preview of an import"
UNITS = 10
COLUMNS = 60  # of the large file
STAFF = 500  # of the province into which it is brought
MADE = 500  # different people in it
FIELD = "position.work_strength"
AT = datetime(2024, 5, 20, 1, tzinfo=UTC)

_SYLLABLES = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga")

People = Mapping[str, Mapping[str, str]]


def run(workshop: Workshop, size: int, largest: int, pairs: int) -> dict[str, object]:
    """Return the row; `detail` says how long the large file takes, step by step."""
    groups = people_of_units(choose_units(UNITS), size)
    people = {one.fields[KEY]: one.fields for group in groups for one in group.persons}
    held = {key: read_entry(one)[0] for key, one in people.items()}
    lines = [Line({**typed, FIELD: "Tin học"}) for typed in people.values()]
    data = workbook(lines, local_day(AT))
    measured = measure(lambda: _floor(data, people), lambda: _product(data, people, held), pairs)
    seconds = min(pair.product_s for pair in measured.pairs)
    large = _large(workshop, min(largest, MOST_PEOPLE))
    row = measured.row(
        10, NAME, len(people), rows_a_second=round(len(people) / seconds), large_file=large
    )
    return {**row, "peak_rss_mb": large["peak_mb"]}


def _floor(data: bytes, people: People) -> float:
    began = time.perf_counter()
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        _ = sum(bool(row) and row[0] in people for row in rows)
    return time.perf_counter() - began


def _product(data: bytes, people: People, held: Mapping[str, Sections]) -> float:
    began = time.perf_counter()
    book = read_workbook(data)
    differing = 0
    for entry in entries(book, proposed(book), local_day(AT)):
        base = people[entry.key]
        typed = changed(base, entry.typed)
        judge(replaced(base, typed), AT, known=of_other_sections(held[entry.key], typed))
        differing += list(typed) == [FIELD]
    if differing != len(people):
        raise RuntimeError(f"{differing} of {len(people)} people differ by the one field")
    return time.perf_counter() - began


def _large(workshop: Workshop, rows: int) -> dict[str, object]:
    """Bring a file of so many people, all new in one unit, from a process of its own."""
    made = workshop.province(STAFF, FEWEST_UNITS, signed=False)
    workshop.fresh(made)
    officer = next(one for one in made.visitors if Role(one.role) is Role.HR)
    with workshop.session("province") as session:
        unit_id = unit_ids(session)[officer.unit]
    file = workshop.var / "import.xlsx"
    file.write_bytes(workbook(_new_people(rows), local_day(AT)))
    with workshop.owner("province") as one, one.cursor() as write:
        write.execute(
            "with made as (insert into person (id, full_name, sort_key, created_at)"
            " select gen_random_uuid(), name, name, now() from unnest(%s) as name returning id)"
            " insert into employment (person_id, unit_id, category, starts_on)"
            " select id, %s, 'VC', '2020-01-01' from made",
            ([_name(number) for number in range(rows)], unit_id),
        )
        one.commit()
    command = [sys.executable, "-m", "tests.benchmarks.import_memory", str(file)]
    address = {"IMPORT_URL": workshop.server.url("app", "province")}
    told = subprocess.run(
        [*command, str(unit_id), officer.person],
        env={**os.environ, **workshop.nodes.province.env, **address},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, object] = orjson.loads(told.stdout)
    states = found["rows"]
    if not isinstance(states, dict) or sum(states.values()) != rows:
        raise RuntimeError(f"{states} of {rows} rows were compared")
    return {"columns": COLUMNS, "file_mb": file.stat().st_size >> 20, **found}


def _new_people(rows: int) -> Iterator[Line]:
    """Yield people of whom nothing is held, with the answers of others: sixty columns filled.

    Their tables are not in the file, so each is judged and found wanting.
    """
    groups = people_of_units(choose_units(UNITS), MADE)
    known = [one.fields for group in groups for one in group.persons]
    words = {one.path: "Như hồ sơ gốc" for one in plan_of("").columns if "text" in one.info.kind}
    for number in range(rows):
        told = {p: text for p, text in known[number % len(known)].items() if table_of(p) is None}
        key = f"{told[KEY][:6]}{number:06d}"
        first = {KEY: key, NAME_PATH: _name(number)}
        yield Line(dict(islice((first | told | words | told | first).items(), COLUMNS)))


def _name(number: int) -> str:
    return " ".join(["Nguyễn", *(_SYLLABLES[int(digit)] for digit in f"{number:05d}")])
