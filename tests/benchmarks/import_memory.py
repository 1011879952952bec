"""Brings one long workbook as the pages and the tick do, and tells what memory that took.

A process of its own, so that nothing else is counted: `python -m tests.benchmarks.import_memory
FILE UNIT OFFICER`, in the environment of the node, with the database's address in `IMPORT_URL`.
"""

import os
import sys
import time
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import clock, sealing
from province_app.clock import business_now
from province_app.services import importing
from province_app.stores import imports, people
from province_app.stores.engine import make_engine
from province_app.workbooks.reading import read_workbook
from tests.benchmarks.pairs import own_peak_mb
from tiers.calendar import local_day


def main(file: Path, unit_id: int, officer_id: UUID) -> dict[str, object]:
    """Return the seconds of each step, the rows by state, and the largest memory in MiB."""
    settings = load_settings(dict(os.environ))
    clock.install(settings.clock, settings.clock_file)
    sealing.install(settings.master_keys)
    engine = make_engine(lambda: os.environ["IMPORT_URL"])
    with Session(engine) as session:
        at = business_now()
        officer = people.officer_of(session, officer_id, local_day(at))
        began = time.perf_counter()
        book = read_workbook(file.read_bytes())
        batch_id = importing.upload(session, officer, unit_id, file.name, book, at).id
        del book
        read, read_mb = time.perf_counter(), own_peak_mb()
        importing.compare(session, officer, batch_id, {}, at)
        while importing.work_off(session, at):
            pass
        compared = time.perf_counter()
        return {
            "read_s": round(read - began, 1),
            "read_peak_mb": read_mb,
            "compared_s": round(compared - read, 1),
            "rows": imports.counts(session, batch_id),
            "peak_mb": own_peak_mb(),
        }


if __name__ == "__main__":
    name, unit, who = sys.argv[1:]
    sys.stdout.buffer.write(orjson.dumps(main(Path(name), int(unit), UUID(who))))
