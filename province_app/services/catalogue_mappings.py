"""Bảng đổi mã: which code of the receiver stands for one of ours, from a day on.

What was signed is never rewritten: the table says what to choose instead, where people type,
import and mend. Source: Quy chế TT 06/2023 Đ.13 (step 1); docs/adr/0030-catalogues.md.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueMapping
from province_app.record.catalogues import label_on, labels
from province_app.record.entry import clean
from province_app.record.schema import field_at
from province_app.services.basis import Basis, require_basis
from province_app.services.catalogue_gaps import travelling
from province_app.services.errors import refuse_state
from province_app.stores import audit, catalogues, people
from province_app.stores import catalogue_mappings as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day, period_of
from tiers.units import Officer

_CODE = re.compile(r"[A-Za-z0-9._/+-]{1,40}")  # as record.kinds.Code
Known = Mapping[tuple[str, str], str]  # (catalogue, our code) → the receiver's


@dataclass(frozen=True)
class Wanted:
    """A decision to be entered; `national_code` "" takes the mapping back."""

    catalogue: str
    local_code: str
    national_code: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Listed:
    """A decision as the page lists it."""

    row: CatalogueMapping
    local_name: str
    national_name: str
    by: str
    state: str  # `valid`, `later`, `over` or `replaced`


@dataclass(frozen=True)
class StandIn:
    """What a refused code is replaced with."""

    local_code: str
    national_code: str
    national_name: str


def map_code(
    session: Session, officer: Officer, wanted: Wanted, basis: Basis, at: datetime
) -> CatalogueMapping:
    """Enter which code of the receiver stands for one of ours, or that none does any more.

    Refused for a catalogue that does not travel, what is no code, a code that the receiver's copy
    lacks, days that end before they begin, and what stands already.
    """
    with transaction(session):
        basis = require_basis(basis, local_day(at))
        ours, theirs = clean(wanted.local_code), clean(wanted.national_code)
        if wanted.catalogue not in travelling():
            raise refuse_state("mapping_catalogue", "TT.13")
        if not _CODE.fullmatch(ours):
            raise refuse_state("mapping_code", "TT.13")
        if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
            raise refuse_state("mapping_days", "TT.13")
        if ours == theirs:
            raise refuse_state("mapping_same", "TT.13")
        if theirs and theirs not in national_names(session, [wanted.catalogue])[wanted.catalogue]:
            raise refuse_state("mapping_national_unknown", "TT.13")
        standing = store.valid_on(session, wanted.valid_from).get((wanted.catalogue, ours), "")
        if not theirs and not standing:
            raise refuse_state("mapping_none", "TT.13")
        if standing == theirs and wanted.valid_to is None:
            raise refuse_state("mapping_as_it_is", "TT.13")
        actor = UUID(officer.person_id)
        row = CatalogueMapping(
            catalogue=wanted.catalogue,
            local_code=ours,
            national_code=theirs or None,
            valid_from=wanted.valid_from,
            valid_to=wanted.valid_to,
            basis_number=basis.number,
            basis_date=basis.day,
            decided_by=actor,
            decided_at=at,
        )
        session.add(row)
        session.flush()
        detail: dict[str, Any] = {
            "code": f"{wanted.catalogue} {ours}",
            "stands_for_it": theirs,
            "from": wanted.valid_from.isoformat(),
            "document": basis.number,
        }
        audit.add(session, "catalogue.mapped", actor, [row.id], at, **detail)
    return row


def listed(session: Session, at: datetime) -> list[Listed]:
    """Return every decision with its state, by catalogue and code, the newest of a code first."""
    day = local_day(at)
    rows = store.all_of(session)
    who = people.names(session, list({one.decided_by for one in rows}))
    names = national_names(session, {one.catalogue for one in rows})
    counted: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = (row.catalogue, row.local_code)
        state = _state(row, day, key in counted)
        if state == "valid":
            counted.add(key)
        found.append(
            Listed(
                row,
                labels(row.catalogue).get(row.local_code, ""),
                names[row.catalogue].get(row.national_code or "", ""),
                who.get(row.decided_by, ""),
                state,
            )
        )
    return found


def valid_on(session: Session, day: date) -> Known:
    """Return the receiver's code that stands for each of ours on the day."""
    return store.valid_on(session, day)


def offered(known: Known, catalogue: str, code: str, day: date) -> str:
    """Return the entry to be offered instead, as `Tên (mã)`; "" where none can be chosen here."""
    theirs = known.get((catalogue, code))
    if theirs is None or theirs not in labels(catalogue):
        return ""
    return f"{label_on(catalogue, theirs, day)} ({theirs})"


def stand_ins(session: Session, records: Collection[UUID], at: datetime) -> dict[UUID, StandIn]:
    """Return what stands for the code for which a receiver refused each of the records.

    Records whose code has no mapping are absent, and those refused in a sealed section.
    """
    known = store.valid_on(session, local_day(at)) if records else {}
    if not known:
        return {}
    found: dict[UUID, tuple[str, str, str]] = {}
    for one in store.refused(session, records, period_of(at)):
        info = field_at(one.path)
        name, ours = (info.item.catalogue or "" if info else ""), one.value or ""
        if theirs := known.get((name, ours)):
            found[one.record_id] = name, ours, theirs
    names = national_names(session, {name for name, _, _ in found.values()})
    return {
        record: StandIn(ours, theirs, names[name].get(theirs, ""))
        for record, (name, ours, theirs) in found.items()
    }


def national_names(session: Session, wanted: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the names by code of the copies of the receiver's catalogues; none before a first."""
    copies = catalogues.current_entries(session, wanted) if wanted else {}
    return {
        name: {one["code"]: one["name"] for one in orjson.loads(copies[name])}
        if name in copies
        else {}
        for name in wanted
    }


def _state(row: CatalogueMapping, day: date, replaced: bool) -> str:
    if row.valid_to is not None and row.valid_to < day:
        return "over"
    if row.valid_from > day:
        return "later"
    return "replaced" if replaced else "valid"
