"""Row 1: the full month's sync of two real nodes, from all signed to the national receipt."""

import time
from contextlib import closing
from dataclasses import dataclass, field

import orjson
import psycopg2
from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.demo.month import day
from province_app.demo.nodes import JOBS, running
from province_app.models.records import RecordVersion
from province_app.models.sync import StageRun
from province_app.services import runs
from province_app.services.submissions import NATIONAL_SECTIONS
from province_app.signing.trust import TrustList
from province_app.stores import records
from province_app.stores import runs as run_store
from province_app.stores.engine import connect_arguments
from province_app.stores.transaction import transaction
from tests.benchmarks import floors
from tests.benchmarks.memory import peaks_mb
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Made, Workshop
from tests.benchmarks.sink import sink
from tiers.stages import Stage

NAME = "full month's sync"
MOMENTS = {
    Stage.FACILITY_TO_DEPARTMENT: day(26, 1, 1),
    Stage.DEPARTMENT_TO_PROVINCE: day(27, 1, 1),
    Stage.PROVINCE_TO_NATIONAL: day(28, 1, 1),
}
MAY = 5
POLL_S = 0.02
PATIENCE_S = 1_800
FLOOR, FLOOR_TEMPLATE = "floor", "floor_template"


@dataclass
class FullMonth:
    """The last run of the product: its stages' seconds, its processes' peaks, what came of it."""

    seconds: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    sums: dict[str, dict[str, int]] = field(default_factory=dict)


def run(workshop: Workshop, staff: int, pairs: int) -> tuple[dict[str, object], FullMonth]:
    """Return the row, and the product's last run for row 12."""
    made = workshop.province(staff)
    make_floor(workshop, made)
    last = FullMonth()
    trust = TrustList.load(workshop.nodes.pki.trust_file)
    with sink() as address:

        def floor() -> float:
            workshop.copy(FLOOR_TEMPLATE, FLOOR)
            workshop.checkpoint()
            arguments = connect_arguments(workshop.server.url("owner", FLOOR))
            return floors.full_month(arguments, address, trust, MOMENTS[Stage.PROVINCE_TO_NATIONAL])

        def product() -> float:
            return climb(workshop, made, last)

        measured = measure(floor, product, pairs)
        by_stage = _stage_floors(workshop, address, trust)
    row = measured.row(
        1,
        NAME,
        staff,
        units=made.units,
        seconds=last.seconds,
        stage_floors={stage: round(seconds, 3) for stage, seconds in by_stage.items()},
        stage_ratios={
            stage: round(last.seconds[stage] / seconds, 2) for stage, seconds in by_stage.items()
        },
        sums=last.sums,
        peaks_mb=last.peaks,
    )
    return {**row, "peak_rss_mb": max(last.peaks.values())}, last


def _stage_floors(workshop: Workshop, address: str, trust: TrustList) -> dict[str, float]:
    """Return each stage's own floor, right after the product's last run."""
    workshop.copy(FLOOR_TEMPLATE, FLOOR)
    workshop.checkpoint()
    arguments = connect_arguments(workshop.server.url("owner", FLOOR))
    return floors.stages(arguments, address, trust, MOMENTS[Stage.PROVINCE_TO_NATIONAL])


def climb(workshop: Workshop, made: Made, last: FullMonth, jobs: int = JOBS) -> float:
    """Return the seconds that the full month of a fresh copy climbs; see `climb_month`."""
    workshop.fresh(made)
    seconds = climb_month(workshop, last, jobs=jobs)
    for owed, taken in ((one["owed"], one["accepted"] + one["rejected"])
                        for one in last.sums.values()):  # fmt: skip
        if owed != taken:  # a month that left records behind is not the month that the floor does
            raise RuntimeError(f"not all was taken: {last.sums}")
    return seconds


def climb_month(workshop: Workshop, last: FullMonth, month: int = MAY, jobs: int = JOBS) -> float:
    """Return the seconds from the first stage's moment to the end of the last one.

    The scheduler and its workers do it all, by the calendar; what ran is written into `last`.
    """
    period = f"2024-{month:02}"
    with running(workshop.nodes, jobs), workshop.session("province") as session:
        began = time.perf_counter()
        for stage, moment in MOMENTS.items():
            started = time.perf_counter()
            workshop.move(moment.replace(month=month))
            with transaction(session):
                run_store.wake(session)
            while not _is_done(session, stage, period):
                if time.perf_counter() - started > PATIENCE_S:
                    raise TimeoutError(f"{stage} does not end; see {workshop.var / 'log'}")
                time.sleep(POLL_S)
            last.seconds[stage.value] = round(time.perf_counter() - started, 3)
        total = time.perf_counter() - began
        last.peaks = peaks_mb(workshop.var)
        sums = runs.stage_sums(session, period)
    for one in sums:
        if not one.balanced:
            raise RuntimeError(f"the sums do not agree: {one}")
        last.sums[str(one.stage)] = {name: n for name, n in vars(one).items() if isinstance(n, int)}
    return total


def make_floor(workshop: Workshop, made: Made) -> None:
    """Make the floor's template: the very rows that the product will send, and its manifests."""
    workshop.server.drop_database(FLOOR_TEMPLATE)
    workshop.server.create_database(FLOOR_TEMPLATE)
    workshop.copy(made.templates["province"], "province")
    source = connect_arguments(workshop.server.url("owner", "province"))
    target = connect_arguments(workshop.server.url("owner", FLOOR_TEMPLATE))
    with closing(psycopg2.connect(**source)) as reads, closing(psycopg2.connect(**target)) as one:
        with one.cursor() as write, workshop.session("province") as session:
            write.execute(floors.TABLES)
            newest = session.scalars(select(RecordVersion).execution_options(yield_per=500))
            for some in newest.partitions():
                for record_id, content in records.contents_of(session, some).items():
                    payload = {name: content[name] for name in NATIONAL_SECTIONS if name in content}
                    write.execute(
                        "insert into sender values (%s, 1, %s)",
                        (str(record_id), orjson.dumps(payload).decode()),
                    )
        with one.cursor() as write, reads.cursor() as read:
            read.execute("select body, signature from manifest where signature is not null")
            write.executemany("insert into signed values (%s, %s)", read.fetchall())
        one.commit()
        one.autocommit = True
        one.cursor().execute("vacuum analyze")


def _is_done(session: Session, stage: Stage, period: str) -> bool:
    query = select(StageRun.state, StageRun.fault)
    query = query.where(StageRun.stage == stage, StageRun.period == period)
    with transaction(session):
        found = session.execute(query).all()
    for _, fault in found:
        if fault:  # a pause and a second try would be measured as if they were work
            raise RuntimeError(f"{stage} stopped: {fault}")
    return any(state == "done" for state, _ in found)
