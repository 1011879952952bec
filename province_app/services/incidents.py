"""Sổ sự cố: a breach is entered, followed, reported within 72 hours, closed; all of it stays.

Source: Nghị định 13/2023/NĐ-CP Đ.23; Quy chế Đ.14.7.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.incidents import Incident, IncidentEntry
from province_app.record.entry import clean
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, incidents, people
from province_app.stores.transaction import transaction
from province_app.workbooks.cells import guarded
from tiers.calendar import VIETNAM
from tiers.incidents import IncidentAct, may_add, report_due
from tiers.units import Officer

MOST_CHARACTERS = 2000
HEADINGS = (
    "Mã", "Sự việc", "Phát hiện lúc", "Hạn báo cáo", "Số người", "Đơn vị", "Dòng", "Lúc", "Ai ghi",
    "Nội dung",
)  # fmt: skip
ACTS = {
    IncidentAct.OPENED: "Ghi sổ",
    IncidentAct.NOTED: "Diễn biến",
    IncidentAct.REPORTED: "Đã báo cáo",
    IncidentAct.CLOSED: "Khép",
}


@dataclass(frozen=True)
class Listed:
    """An incident with its history, oldest line first; `names` of who wrote them."""

    incident: Incident
    entries: Sequence[IncidentEntry]
    names: Mapping[UUID, str]

    @property
    def acts(self) -> tuple[IncidentAct, ...]:
        """What has been done."""
        return tuple(IncidentAct(one.act) for one in self.entries)


@dataclass(frozen=True)
class Found:
    """What is entered of a breach."""

    what: str
    found_at: datetime
    people: int
    places: str
    measures: str


def open_incident(session: Session, officer: Officer, found: Found, at: datetime) -> Incident:
    """Enter a breach; its 72 hours run from when it was found. Source: NĐ 13/2023 Đ.23.1.

    Refused without words, and when it would be found later than now.
    """
    what, places, measures = (clean(one) for one in (found.what, found.places, found.measures))
    with transaction(session):
        if not (what and places and measures) or found.people < 0:
            raise refuse_state("incident_empty", "Đ.14.7")
        if max(map(len, (what, places, measures))) > MOST_CHARACTERS:
            raise refuse_state("too_long", "Đ.14.7")
        if found.found_at > at:
            raise refuse_state("incident_ahead", "Đ.14.7")
        incident = Incident(
            id=uuid4(),
            what=what,
            found_at=found.found_at,
            due_at=report_due(found.found_at),
            people=found.people,
            places=places,
        )
        session.add(incident)
        session.flush()
        _write(session, officer, incident.id, IncidentAct.OPENED, measures, at)
    return incident


def add_line(
    session: Session, officer: Officer, incident_id: UUID, act: str, said: str, at: datetime
) -> None:
    """Add what happened: noted, reported, closed; Missing for no incident. Source: Đ.14.7."""
    said = clean(said)
    with transaction(session):
        incidents.lock(session, incident_id)  # two lines at once must not both find it open
        done = [IncidentAct(one.act) for one in incidents.entries_of(session, incident_id)]
        if not done:
            raise Missing
        if act not in {*IncidentAct} - {IncidentAct.OPENED} or not said:
            raise refuse_state("incident_empty", "Đ.14.7")
        if len(said) > MOST_CHARACTERS:
            raise refuse_state("too_long", "Đ.14.7")
        require(may_add(done, IncidentAct(act)))
        _write(session, officer, incident_id, IncidentAct(act), said, at)


def register_of(session: Session) -> list[Listed]:
    """Return the whole register, the incident found last first; its door is Sở Nội vụ's."""
    lines = incidents.entries(session)
    names = people.names(session, list({one.by for one in lines})) if lines else {}
    by_incident: dict[UUID, list[IncidentEntry]] = {}
    for one in lines:
        by_incident.setdefault(one.incident_id, []).append(one)
    return [Listed(one, by_incident.get(one.id, []), names) for one in incidents.all_found(session)]


def export(session: Session, officer: Officer, at: datetime) -> bytes:
    """Return the register as CSV, a line of history a row; no cell acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    register = register_of(session)
    for one in register:
        row = one.incident
        for line in one.entries:
            cells = (
                str(row.id), row.what, _moment(row.found_at), _moment(row.due_at),
                str(row.people) if row.people else "chưa rõ", row.places,
                ACTS[IncidentAct(line.act)], _moment(line.at), one.names.get(line.by, ""),
                line.said,
            )  # fmt: skip
            writer.writerow([guarded(cell) for cell in cells])
    with transaction(session):
        actor = UUID(officer.person_id)
        audit.add(session, "incident.exported", actor, ["register"], at, rows=len(register))
    return out.getvalue().encode("utf-8-sig")


def _write(
    session: Session, officer: Officer, incident_id: UUID, act: IncidentAct, said: str, at: datetime
) -> None:
    actor = UUID(officer.person_id)
    line = IncidentEntry(incident_id=incident_id, act=act, said=said, by=actor, at=at)
    session.add(line)
    session.flush()
    audit.add(session, f"incident.{act}", actor, [incident_id], at)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
