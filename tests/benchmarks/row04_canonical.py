"""Row 4: the canonical form and the digests of N records."""

import time
from collections.abc import Mapping, Sequence

import rfc8785

from province_app.demo.people import people_of_units
from province_app.demo.units import choose_units
from province_app.record.canonical import canonical, new_salt, section_digest, version_digest
from province_app.record.entry import read_entry
from tests.benchmarks import floors
from tests.benchmarks.pairs import measure

NAME = "canonical form and digests"
CHECKED = 500  # records compared byte by byte with the reference library
UNITS = 100

Record = tuple[str, Mapping[str, Mapping[str, object]], Mapping[str, bytes]]


def run(staff: int, pairs: int) -> dict[str, object]:
    """Return the row; RuntimeError when a section is not what RFC 8785 says."""
    records = demo_records(staff)
    for _, content, _ in records[:CHECKED]:
        for name, section in content.items():
            if canonical(section) != rfc8785.dumps(section):
                raise RuntimeError(f"the canonical form of {name} is not that of RFC 8785")
    contents = [content for _, content, _ in records]
    measured = measure(lambda: floors.dumped(contents), lambda: digested(records), pairs)
    return measured.row(4, NAME, staff, byte_equal_records=min(CHECKED, staff))


def demo_records(staff: int) -> list[Record]:
    """Return (record id, content by section, salt by section) of the demo's people."""
    people = (
        person for group in people_of_units(choose_units(UNITS), staff) for person in group.persons
    )
    records = []
    for person in people:
        content, _ = read_entry(person.fields)
        records.append((person.id, content, {name: new_salt() for name in content}))
    return records


def digested(records: Sequence[Record]) -> float:
    """Return the seconds that it takes to name every section and every version."""
    began = time.perf_counter()
    for record_id, content, salts in records:
        digests = {
            name: section_digest(salts[name], canonical(section)).hex()
            for name, section in content.items()
        }
        version_digest(record_id, 1, digests)
    return time.perf_counter() - began
