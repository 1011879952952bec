"""What the rows of a workbook mean for a unit's people: whose they are, what they change.

Source: Quy chế Đ.6.1, 6.2, 7.1a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.catalogues import KEPT
from province_app.record.computed import with_computed
from province_app.record.entry import Fault, of_other_sections
from province_app.record.schema import field_of
from province_app.record.tables import replaced
from province_app.record.values import code_of
from province_app.services import catalogue_mappings
from province_app.services.catalogue_mappings import Known
from province_app.services.drafts import judge
from province_app.services.import_people import Base, Unit, bases_of, unit_of
from province_app.services.proof import UNPROVED, missing_proof, missing_unit_proof, proofs_of
from province_app.services.quality import RuleFault
from province_app.services.required_fields import required_in
from province_app.workbooks.cells import MOST_SUGGESTED
from province_app.workbooks.layout import KEY
from province_app.workbooks.preview import CellFault, Entry, changed, without_same
from tiers.calendar import local_day
from tiers.checking import DraftState, may_type_for
from tiers.quality.rule import Hit, Severity
from tiers.units import Officer


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


def judged(
    session: Session,
    officer: Officer,
    unit_id: int,
    found: Sequence[Entry],
    at: datetime,
    before: int = 0,
    unit: Unit | None = None,
) -> list[Row]:
    """Return the entries with the people they are about, and all that stands in their way.

    They are numbered from the one after `before`. `unit`: who is who there, when that is known.
    """
    unit = unit or unit_of(session, unit_id, at, officer.hidden)
    whose = [unit.find(entry) for entry in found]
    named = {who for who in whose if who is not None}
    known = catalogue_mappings.valid_on(session, local_day(at))
    bases = {one.person_id: one for one in bases_of(session, unit_id, at, officer.hidden, named)}
    rows = []
    for number, (who, entry) in enumerate(zip(whose, found, strict=True), before + 1):
        base = bases.get(who) if who is not None else None
        faults: list[Fault] = [
            _with_stand_in(one, entry, known, at)
            for one in entry.faults
            if base is None or not _stood_before(one, entry, base)
        ]
        typed: Mapping[str, str] = {}
        if base is None:
            if entry.key:
                faults.append(CellFault(KEY, "import_not_in_unit"))
        else:
            typed = with_computed(base.typed, changed(base.typed, entry.typed), local_day(at))
            faults += _forbidden(officer, base, unit_id) if typed else []
        rows.append(Row(number, entry, base, typed, faults))
    return _with_rules(session, rows, unit_id, at)


def _stood_before(fault: Fault, entry: Entry, base: Base) -> bool:
    """Whether the cell only repeats the text that the record has in the place of a kept code."""
    if fault.code != "unknown_code" or field_of(fault.path).item.catalogue not in KEPT:
        return False
    return entry.typed.get(fault.path) == base.typed.get(fault.path)


def _with_stand_in(fault: Fault, entry: Entry, known: Known, at: datetime) -> Fault:
    """Return the fault of a cell with the code first that stands for its own, if one does."""
    if not isinstance(fault, CellFault) or fault.code != "unknown_code":
        return fault
    catalogue = field_of(fault.path).item.catalogue or ""
    code = code_of(entry.typed.get(fault.path, ""))
    first = catalogue_mappings.offered(known, catalogue, code, local_day(at))
    if not first or first in fault.suggestions:
        return fault
    return CellFault(fault.path, fault.code, (first, *fault.suggestions)[:MOST_SUGGESTED])


def row_as_kept(row: Row) -> dict[str, Any]:
    """Return the row as the batch keeps it."""
    entry: Entry = row.entry
    return {
        "number": row.number,
        "person_id": row.base.person_id if row.base else None,
        "revision": row.base.revision if row.base else 0,
        "state": row.state,
        "unproved": sum(one.code in UNPROVED for one in row.faults),
        "entry": {
            "row": entry.row,
            "key": entry.key,
            "name": row.base.full_name if row.base else "",
            "typed": dict(row.typed) if row.base else dict(entry.typed),
            "told": dict(entry.typed),
            "before": _before(row),
            "faults": [fault_as_json(one) for one in row.faults],
        },
    }


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


def _forbidden(officer: Officer, base: Base, unit_id: int) -> list[Fault]:
    state = DraftState(base.draft.state) if base.draft else None
    typed_by = str(base.draft.typed_by) if base.draft else None
    decision = may_type_for(state, officer, str(base.person_id), typed_by, unit_id)
    return [] if decision.allowed else [CellFault(KEY, decision.code)]


def _with_rules(session: Session, rows: Sequence[Row], unit_id: int, at: datetime) -> list[Row]:
    """Return the rows with what keeps the people's drafts from being sent, as `send_many` asks.

    Sections of which a row says nothing new are judged as they are held; on entering, the whole
    text is read again.
    """
    after = {
        row.number: Draft(
            id=uuid4(),
            person_id=row.base.person_id,
            unit_id=row.base.draft.unit_id if row.base.draft else unit_id,
            typed=replaced(row.base.typed, row.typed),
            evidence=row.base.draft.evidence if row.base.draft else None,
        )
        for row in rows
        if row.base is not None and row.typed
    }
    proofs = proofs_of(session, list(after.values()))
    here = required_in(session, {draft.unit_id for draft in after.values()}, at) if after else {}
    found = []
    for row in rows:
        faults = list(row.faults)
        if row.base is not None and (draft := after.get(row.number)):
            known = of_other_sections(row.base.content, row.typed)
            proof, asked = proofs[draft.id], here.get(draft.unit_id)
            evidence, changed_now = proof.sections, proof.changed
            others = judge(
                draft.typed, at, here=asked, known=known, evidence=evidence, changed=changed_now
            ).faults
            unproved = missing_proof(draft, changed_now) + missing_unit_proof(draft, changed_now)
            faults = without_same(faults, [*others, *unproved])
        found.append(Row(row.number, row.entry, row.base, row.typed, faults))
    return found


def _before(row: Row) -> dict[str, str]:
    """Return the text of the fields that change, as it is shown beside the new one."""
    if row.base is None:
        return {}
    names = {".".join(path.split(".")[:2]) for path in row.typed}
    return {
        path: text
        for path, text in row.base.typed.items()
        if text and ".".join(path.split(".")[:2]) in names
    }
