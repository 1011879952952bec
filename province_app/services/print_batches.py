"""In hàng loạt: HR asks for the papers of many people, the tick makes them, HR takes one file.

More than fifty people are printed by two, on the road of a bulk export. What was made lies sealed
for a day and is then gone. Source: Quy chế Đ.6.1, 11; docs/adr/0045-print-batches.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID, uuid4
from zipfile import ZIP_STORED, ZipFile

from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.models.prints import PrintBatch
from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.exporting import (
    BULK_EXPORT,
    PAPERS,
    UnitExport,
    export_desk,
    form_of,
    mark_of,
)
from province_app.services.import_entering import officer_of
from province_app.services.record_print import Print, print_of_unit
from province_app.services.two_person import propose, released, unit_ids_of, use
from province_app.stores import audit, people, prints
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.letters import bare
from tiers.two_person import may_export_alone
from tiers.units import Officer

KEPT_FOR = timedelta(hours=24)
PART = 10  # people of a transaction
PARTS = 20  # of one batch in one tick
_IN_MEMORY = 8 << 20  # bytes of a file before it goes to disk


@dataclass(frozen=True)
class Batch:
    """A batch with how far it is: people by outcome, "" for those that wait."""

    row: PrintBatch
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class PrintDesk:
    """The officer's batches, and the units whose people may be printed."""

    batches: Sequence[Batch]
    units: Sequence[UnitExport]


def print_desk(session: Session, officer: Officer, at: datetime) -> PrintDesk:
    """Return what the officer has asked for, and what may be asked for."""
    rows = prints.of_officer(session, UUID(officer.person_id), at)
    counts = prints.outcomes(session, [row.id for row in rows])
    batches = [Batch(row, counts[row.id]) for row in rows]
    return PrintDesk(batches, export_desk(session, officer, at, PAPERS))


def begin(
    session: Session,
    officer: Officer,
    unit_id: int,
    chosen: Collection[UUID] | None,
    at: datetime,
    *,
    restricted: bool,
) -> PrintBatch:
    """Ask for the papers of the people chosen; None: of everybody on the roster today.

    Missing for a unit where the officer is not HR, and for anybody who is not on its roster;
    Refused `export_needs_two` for more than fifty, `print_nobody`, and `print_running` while the
    officer's last batch is not made. Source: Quy chế Đ.6.1, 11.
    """
    with transaction(session):
        who = _roster(session, officer, unit_id, at, chosen)
        if chosen is not None and len(who) != len(set(chosen)):
            raise Missing
        require(may_export_alone(len(who)))
        return _begun(session, officer, unit_id, who, at, restricted=restricted)


def propose_batch(
    session: Session,
    officer: Officer,
    unit_id: int,
    basis: Basis,
    at: datetime,
    *,
    restricted: bool,
) -> TwoPersonAct:
    """Propose to print everybody on the roster today; Missing as `begin`."""
    with transaction(session):
        who = _roster(session, officer, unit_id, at)
        payload = {
            "unit_ids": [unit_id],
            "people": len(who),
            "selection": mark_of(who),
            "form": PAPERS,
            "restricted": restricted,
        }
        return propose(session, officer, BULK_EXPORT, payload, basis, at)


def begin_released(session: Session, officer: Officer, act_id: UUID, at: datetime) -> PrintBatch:
    """Ask for the papers of the very people that the second person confirmed, once.

    Missing for another's act and one that is not about papers; Refused as `exporting`.
    """
    with transaction(session):
        actor = UUID(officer.person_id)
        act = released(session, BULK_EXPORT, act_id, at, actor)
        if form_of(act) != PAPERS:
            raise Missing
        (unit_id,) = unit_ids_of(act)
        who = _roster(session, officer, unit_id, at)
        if act.payload["selection"] != mark_of(who):
            raise refuse_state("export_changed", "Đ.11")
        use(session, act, actor, at)
        restricted = bool(act.payload["restricted"])
        return _begun(session, officer, unit_id, who, at, act.id, restricted=restricted)


def work_off(session: Session, vault: Vault, at: datetime) -> int:
    """Go on with the batches, and forget those whose day is over; how many people were printed.

    A call does some parts of each and leaves the rest to the next one.
    """
    with transaction(session):
        prints.forget(session, at)
    made = 0
    for batch_id in prints.open_batches(session):
        for _ in range(PARTS):
            done, more = _print_some(session, vault, batch_id, at)
            made += done
            if not more:
                break
    return made


def take(session: Session, officer: Officer, batch_id: UUID, at: datetime) -> IO[bytes]:
    """Return the finished batch as a ZIP of PDFs, by given name; it is written down.

    Missing for another's batch, one that is over or not finished, and without the post.
    """
    with transaction(session):
        batch = prints.find(session, batch_id, UUID(officer.person_id), at)
        if batch is None or batch.finished_at is None or batch.unit_id not in officer.hr_units:
            raise Missing
        audit.add(session, "print.taken", batch.officer_id, [batch.id], at, batch.unit_id)
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)
        with ZipFile(file, "w", ZIP_STORED) as packed:  # a PDF is compressed already
            for one in prints.papers(session, batch.id):
                name = "-".join(bare(one.full_name).split())
                packed.writestr(f"{one.number:04d}-{name}-{one.file_name}", one.pdf)
    file.seek(0)
    return file


def _begun(
    session: Session,
    officer: Officer,
    unit_id: int,
    who: Sequence[UUID],
    at: datetime,
    act_id: UUID | None = None,
    *,
    restricted: bool,
) -> PrintBatch:
    if not who:
        raise refuse_state("print_nobody", "Đ.6.1")
    actor = UUID(officer.person_id)
    people.lock(session, actor)  # two clicks at once must not begin two batches
    if any(one.finished_at is None for one in prints.of_officer(session, actor, at)):
        raise refuse_state("print_running", "Đ.6.1")
    batch = PrintBatch(
        id=uuid4(),
        unit_id=unit_id,
        officer_id=actor,
        restricted=restricted,
        two_person_id=act_id,
        people=len(who),
        asked_at=at,
        ends_at=at + KEPT_FOR,
    )
    prints.add(session, batch, who)
    audit.add(
        session, "print.begun", actor, [batch.id], at, unit_id,
        people=len(who), restricted=restricted,
    )  # fmt: skip
    return batch


def _print_some(session: Session, vault: Vault, batch_id: UUID, at: datetime) -> tuple[int, bool]:
    """Print the next people of the batch; how many, and whether more may be left.

    The officer is asked for anew: whose post has ended, or who is told nothing of a person by now,
    gets no paper.
    """
    with transaction(session):
        batch = prints.lock(session, batch_id)
        items = prints.waiting(session, batch_id, PART) if batch.finished_at is None else []
        if not items:
            if batch.finished_at is None:
                batch.finished_at = at
            return 0, False
        officer = officer_of(session, batch.officer_id, at)
        here: set[UUID] = set()
        if batch.unit_id in officer.hr_units:
            asked = [one.person_id for one in items]
            here = set(_roster(session, officer, batch.unit_id, at, asked))
        found = print_of_unit(
            session, vault, officer, batch.unit_id,
            [one.person_id for one in items if one.person_id in here], at,
            restricted=batch.restricted,
        )  # fmt: skip
        for item in items:
            paper = found.get(item.person_id, "not_here")
            if isinstance(paper, Print):
                item.outcome, item.file_name, item.pdf = "printed", paper.file_name, paper.pdf
            else:
                item.outcome = paper
    return len(found), True


def _roster(
    session: Session,
    officer: Officer,
    unit_id: int,
    at: datetime,
    only: Collection[UUID] | None = None,
) -> list[UUID]:
    """Return whom of the unit's people the officer may print, by given name."""
    if unit_id not in officer.hr_units:
        raise Missing
    found = people.roster(session, unit_id, local_day(at), officer.hidden, only)
    return [one.id for one in found]
