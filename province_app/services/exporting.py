"""The records of a unit as a workbook that HR can bring back. Source: Quy chế Đ.6.

More than fifty people are taken out by two: a second person of the unit confirms that very list
of people, and then who proposed it takes it, once. What a person had restricted is in no workbook
(Nghị định 13/2023/NĐ-CP Đ.14).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.import_people import Base, bases_of
from province_app.services.two_person import Kind, propose, release_of, released, unit_ids_of, use
from province_app.stores import audit, people, rights, two_person, units
from province_app.stores.transaction import transaction
from province_app.workbooks.writing import Line, workbook
from tiers.calendar import local_day
from tiers.policy import HR, LEADER
from tiers.two_person import USABLE_FOR, may_export_alone, may_use
from tiers.units import Officer

WORKBOOK, PAPERS = "workbook", "papers"  # forms in which many records are taken out


@dataclass(frozen=True)
class UnitExport:
    """A unit whose records the officer may take out; `release`: what a second person confirmed.

    `waiting`: what still waits for that person; both None where the officer is enough.
    """

    unit_id: int
    name: str
    people: int
    alone: bool
    release: TwoPersonAct | None = None
    waiting: TwoPersonAct | None = None


def export_desk(
    session: Session, officer: Officer, at: datetime, form: str = WORKBOOK
) -> list[UnitExport]:
    """Return the units of the officer's HR posts, with what each still needs to be taken out.

    `form`: as a workbook, or on paper; what a second person confirmed is for one of them.
    """
    day = local_day(at)
    since = at - BULK_EXPORT.open_for - USABLE_FOR
    acts = two_person.of_proposer(session, BULK_EXPORT.name, UUID(officer.person_id), since)
    found = []
    for one in units.with_ids(session, officer.hr_units, day):
        mine = [act for act in acts if unit_ids_of(act) == [one.unit_id] and form_of(act) == form]
        size = people.roster_size(session, one.unit_id, day, officer.hidden)
        release = (act for act in mine if may_use(release_of(act, used=False), at))
        waiting = (act for act in mine if act.outcome is None and act.expires_at > at)
        alone = bool(may_export_alone(size))
        found.append(
            UnitExport(
                one.unit_id, one.name, size, alone,
                None if alone else next(release, None),
                None if alone else next(waiting, None),
            )
        )  # fmt: skip
    return found


def export_unit(session: Session, officer: Officer, unit_id: int, at: datetime) -> bytes:
    """Return the workbook of everybody on the roster today, with open drafts as they are.

    It is written down who took which people's data. Missing for a unit where the officer is not
    HR; Refused `export_needs_two` for more than fifty people.
    """
    with transaction(session):
        require(may_export_alone(len(_roster(session, officer, unit_id, at))))
        found = bases_of(session, unit_id, at, officer.hidden)
        return _taken(session, officer, unit_id, found, at)


def propose_export(
    session: Session, officer: Officer, unit_id: int, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose to take out everybody on the roster today; Missing as `export_unit`."""
    with transaction(session):
        who = _roster(session, officer, unit_id, at)
        payload = {"unit_ids": [unit_id], "people": len(who), "selection": mark_of(who)}
        return propose(session, officer, BULK_EXPORT, payload, basis, at)


def export_released(session: Session, officer: Officer, act_id: UUID, at: datetime) -> bytes:
    """Return the workbook of the very people that the second person confirmed, once.

    Missing for another's act and for a unit where the officer is not HR any more; Refused when
    the act may not be used, and `export_changed` when the roster is another one by now.
    """
    with transaction(session):
        actor = UUID(officer.person_id)
        act = released(session, BULK_EXPORT, act_id, at, actor)
        if form_of(act) != WORKBOOK:
            raise Missing
        (unit_id,) = unit_ids_of(act)
        if act.payload["selection"] != mark_of(_roster(session, officer, unit_id, at)):
            raise refuse_state("export_changed", "Đ.11")
        found = bases_of(session, unit_id, at, officer.hidden)
        use(session, act, actor, at)
        return _taken(session, officer, unit_id, found, at)


def _taken(
    session: Session, officer: Officer, unit_id: int, found: Sequence[Base], at: datetime
) -> bytes:
    closed = rights.restrictions(session, [base.person_id for base in found])
    taken = [base for base in found if "" not in closed.get(base.person_id, ())]
    ids = [base.person_id for base in taken]
    audit.add(session, "record.exported", UUID(officer.person_id), ids, at, unit_id)
    lines = [Line(_without(base.typed, closed.get(base.person_id, set()))) for base in taken]
    return workbook(lines, local_day(at))


def _without(typed: Mapping[str, str], closed: Collection[str]) -> dict[str, str]:
    """Return the text without the fields that the person had restricted: a cell stays empty."""
    return {path: words for path, words in typed.items() if path not in closed}


def _roster(session: Session, officer: Officer, unit_id: int, at: datetime) -> list[UUID]:
    if unit_id not in officer.hr_units:
        raise Missing
    return [one.id for one in people.roster(session, unit_id, local_day(at), officer.hidden)]


def mark_of(who: Collection[UUID]) -> str:
    """Return by what the list of people is known again."""
    return sha256("\n".join(sorted(map(str, who))).encode()).hexdigest()


def form_of(act: TwoPersonAct) -> str:
    """Return in which form the act takes records out."""
    return str(act.payload.get("form", WORKBOOK))


def _entitled(officer: Officer) -> bool:
    return bool(officer.roles(acting=True) & (HR | LEADER))


BULK_EXPORT = Kind("bulk_export", _entitled, None, of_unit=True)
