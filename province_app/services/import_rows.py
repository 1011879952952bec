"""What the rows of a workbook mean for a unit's people: whose they are, what they change.

Source: Quy chế Đ.6.1, 6.2, 7.1a.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.entry import Fault, typed_of
from province_app.record.schema import field_of
from province_app.record.tables import replaced
from province_app.record.values import code_of
from province_app.services.drafts import judge, known_texts
from province_app.services.proof import changed_paths, missing_proof
from province_app.services.quality import RuleFault
from province_app.stores import drafts, people, records, units
from province_app.workbooks.layout import KEY, NAME
from province_app.workbooks.preview import CellFault, Entry, changed, without_same
from tiers.calendar import local_day
from tiers.checking import DraftState, may_type_for
from tiers.quality.rule import Hit, Severity
from tiers.units import Officer


@dataclass(frozen=True)
class Base:
    """A person of the unit, and the text that a file is compared with."""

    person_id: UUID
    full_name: str
    typed: Mapping[str, str]
    revision: int
    draft: Draft | None
    new: bool  # nothing but what the system fills is known


@dataclass(frozen=True)
class Row:
    """One person's part of a file, judged; `typed` holds only what differs."""

    number: int
    entry: Entry
    base: Base | None
    typed: Mapping[str, str]
    faults: Sequence[Fault]

    @property
    def state(self) -> str:
        """`wrong`, `same`, `insert` or `update`."""
        if self.faults or self.base is None:
            return "wrong"
        if not self.typed:
            return "same"
        return "insert" if self.base.new else "update"


def bases_of(
    session: Session, unit_id: int, at: datetime, hidden: Collection[str] = ()
) -> list[Base]:
    """Return who is on the unit's roster today, not hidden, with the text that we hold."""
    day = local_day(at)
    unit = units.unit_as_of(session, unit_id, day)
    manager = units.manager_of(session, unit, day)
    roster = people.roster(session, unit_id, day, hidden)
    employed = people.employments(session, unit_id, day)
    ids = [person.id for person in roster]
    open_drafts = drafts.open_drafts(session, ids)
    versions = records.latest(session, ids)
    closed = [one for who, one in versions.items() if who not in open_drafts]
    contents = records.contents_of(session, closed)
    revisions = drafts.revisions(session, [one.draft_id for one in closed])
    found = []
    for person in roster:
        draft, version = open_drafts.get(person.id), versions.get(person.id)
        job = employed[person.id]
        typed = typed_of(contents[person.id]) if version and not draft else {}
        if draft is not None:
            typed, revision = draft.typed, draft.revision
        else:
            typed |= known_texts(unit, manager, job.category, job.starts_on)
            revision = revisions[version.draft_id] + 1 if version else 1
        new = version is None and all(_by_system(path) for path, text in typed.items() if text)
        found.append(Base(person.id, person.full_name, typed, revision, draft, new))
    return found


def judged(
    session: Session,
    officer: Officer,
    unit_id: int,
    found: Sequence[Entry],
    at: datetime,
    before: int = 0,
) -> list[Row]:
    """Return the entries with the people they are about, and all that stands in their way.

    They are numbered from the one after `before`.
    """
    whose = _Finder(bases_of(session, unit_id, at, officer.hidden))
    rows = []
    for number, entry in enumerate(found, before + 1):
        base = whose.find(entry)
        faults: list[Fault] = list(entry.faults)
        typed: Mapping[str, str] = {}
        if base is None:
            if entry.key:
                faults.append(CellFault(KEY, "import_not_in_unit"))
        else:
            typed = changed(base.typed, entry.typed)
            faults += _forbidden(officer, base, unit_id) if typed else []
        rows.append(Row(number, entry, base, typed, faults))
    return _with_rules(session, rows, at)


def fault_as_json(fault: Fault) -> dict[str, Any]:
    """Return the fault in a form that can be kept."""
    hit = None
    if isinstance(fault, RuleFault):
        hit = {
            "rule_id": fault.hit.rule_id,
            "severity": fault.hit.severity,
            "path": fault.hit.path,
            "values": {
                name: one if isinstance(one, str | int) else one.isoformat()
                for name, one in fault.hit.values.items()
            },
            "case": fault.hit.case,
        }
    offered = list(fault.suggestions) if isinstance(fault, CellFault) else []
    return {"path": fault.path, "code": fault.code, "suggestions": offered, "hit": hit}


def fault_of_json(kept: Mapping[str, Any]) -> Fault:
    """Return the fault that was kept."""
    path, code = kept["path"], kept["code"]
    if kept["hit"]:
        hit = Hit(**{**kept["hit"], "severity": Severity(kept["hit"]["severity"])})
        return RuleFault(path, code, hit)
    return CellFault(path, code, tuple(kept["suggestions"]))


_OF_THE_CELL = frozenset({"unknown_code", "leading_zero", "import_twice"})


def of_the_cell(fault: Fault) -> bool:
    """Whether the cell itself said so when it was read, and not the record as a whole."""
    return isinstance(fault, CellFault) and fault.code in _OF_THE_CELL


def offers(fault: Fault, path: str, code: str) -> bool:
    """Whether the code was offered for the cell at the path."""
    if not isinstance(fault, CellFault) or fault.path != path:
        return False
    return code in map(code_of, fault.suggestions)


class _Finder:
    """Finds a row's person by the identity number, else by a name that only one person has."""

    def __init__(self, bases: Iterable[Base]) -> None:
        self.by_key: dict[str, Base] = {}
        self.by_name: dict[str, list[Base]] = {}
        for base in bases:
            if key := base.typed.get(KEY, ""):
                self.by_key[key] = base
            else:
                self.by_name.setdefault(_folded(base.full_name), []).append(base)

    def find(self, entry: Entry) -> Base | None:
        """Return the person; None for a stranger, or a name that several without number have."""
        if entry.key in self.by_key:
            return self.by_key[entry.key]
        namesakes = self.by_name.get(_folded(entry.typed.get(NAME, "")), [])
        return namesakes[0] if entry.key and len(namesakes) == 1 else None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _by_system(path: str) -> bool:
    return field_of(path).item.filled_by == "system"


def _forbidden(officer: Officer, base: Base, unit_id: int) -> list[Fault]:
    state = DraftState(base.draft.state) if base.draft else None
    typed_by = str(base.draft.typed_by) if base.draft else None
    decision = may_type_for(state, officer, str(base.person_id), typed_by, unit_id)
    return [] if decision.allowed else [CellFault(KEY, decision.code)]


def _with_rules(session: Session, rows: Sequence[Row], at: datetime) -> list[Row]:
    """Return the rows with what keeps the people's drafts from being sent."""
    after = {
        row.number: Draft(
            id=uuid4(),
            person_id=row.base.person_id,
            typed=replaced(row.base.typed, row.typed),
            evidence=row.base.draft.evidence if row.base.draft else None,
        )
        for row in rows
        if row.base is not None and row.typed
    }
    differing = changed_paths(session, list(after.values()))
    found = []
    for row in rows:
        faults = list(row.faults)
        if draft := after.get(row.number):
            others = judge(draft.typed, at).faults
            unproved = missing_proof(draft, differing.get(draft.id))
            faults = without_same(faults, [*others, *unproved])
        found.append(Row(row.number, row.entry, row.base, row.typed, faults))
    return found
