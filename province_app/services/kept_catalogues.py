"""The lists that the province keeps itself: posts of state and Party, job positions.

What the project ships stands in `config/catalogues/` and is never edited; Sở Nội vụ adds entries,
stops their use from a day on, uses them again and puts them in order. Source: Quy chế TT 06/2023
Đ.13 (step 1); docs/adr/0043-kept-catalogues.md.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueAct
from province_app.record import catalogues as known
from province_app.record.catalogues import KEPT, Entry
from province_app.record.entry import clean
from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.services.basis import Basis, require_basis
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, people
from province_app.stores import kept_catalogues as store
from province_app.stores.kept_catalogues import Text
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.kept_catalogues import (
    ARTICLE,
    BY_DOCUMENT,
    Act,
    Done,
    Listed,
    Term,
    after,
    may_add,
    may_name,
    may_resume,
    may_stop,
)
from tiers.units import Officer

LONGEST_NAME = 200
MOST_ENTRIES = 2_000  # of one list; a page and a workbook bring them along
_CODE = re.compile(r"[A-Za-z0-9._/+-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """An act to be done: what it needs of name, day and place."""

    kind: Act
    code: str
    name: str = ""
    day: date | None = None
    place: int = 0


@dataclass(frozen=True)
class Shown:
    """A list as its page shows it, and what was done to it, the newest first."""

    catalogue: str
    labels: tuple[str, ...]  # of the fields that use it
    entries: Sequence[Listed]
    acts: Sequence[CatalogueAct]
    names: Mapping[UUID, str]  # of who did it


@dataclass(frozen=True)
class FreeText:
    """Text in the place of a code, in how many records, and the entries that may be meant."""

    text: str
    records: int


def refresh(session: Session) -> None:
    """Let this process use the lists as they stand now; one small question where nothing changed.

    For a page, a tick or a command, before anything is read from a catalogue.
    """
    newest = store.newest(session)
    if newest != known.kept_stamp():
        known.keep(newest, _entries(store.all_of(session)) if newest else {})


def list_of(session: Session, catalogue: str) -> Shown:
    """Return one of the lists; Missing for a catalogue that the province does not keep."""
    if catalogue not in KEPT:
        raise Missing
    acts = store.all_of(session, catalogue)
    who = people.names(session, list({one.decided_by for one in acts}))
    return Shown(catalogue, fields_of(catalogue), _listed(catalogue, acts), acts[::-1], who)


def fields_of(catalogue: str) -> tuple[str, ...]:
    """Return the labels of the fields that use the list, in the order of the form."""
    using = (one.item.label for one in fields().values() if one.item.catalogue == catalogue)
    return tuple(dict.fromkeys(using))


def change(
    session: Session,
    officer: Officer,
    catalogue: str,
    wanted: Wanted,
    basis: Basis | None,
    at: datetime,
) -> CatalogueAct:
    """Do one act to a list, with its event; the lists of this process follow at once.

    Adding, stopping and using again rest on a document. Missing for a list or code that is not
    there; refused for a code or name that is taken or has no shape, and for days that do not fit.
    """
    if catalogue not in KEPT:
        raise Missing
    today = local_day(at)
    with transaction(session):
        if wanted.kind in BY_DOCUMENT:
            if basis is None:
                raise refuse_state("basis_missing", "Đ.5")
            basis = require_basis(basis, today)
        else:
            basis = None
        store.lock(session)
        done = _judged(_listed(catalogue, store.all_of(session, catalogue)), wanted, today)
        actor = UUID(officer.person_id)
        row = CatalogueAct(
            catalogue=catalogue,
            code=done.code,
            kind=done.kind,
            name=done.name or None,
            day=done.day,
            place=done.place or None,
            basis_number=basis.number if basis else None,
            basis_date=basis.day if basis else None,
            decided_by=actor,
            decided_at=at,
        )
        session.add(row)
        session.flush()
        detail: dict[str, Any] = {"code": f"{catalogue} {done.code}", "act": done.kind.value}
        if done.day:
            detail["from"] = done.day.isoformat()
        if basis:
            detail["document"] = basis.number
        audit.add(session, "catalogue.kept", actor, [row.id], at, **detail)
    refresh(session)
    return row


def free_texts(session: Session, catalogue: str) -> list[FreeText]:
    """Return the texts that records hold where the list's codes belong, the most used first.

    Of the newest versions; sealed sections stay closed. Missing as in `list_of`.
    """
    if catalogue not in KEPT:
        raise Missing
    codes = known.labels(catalogue)
    found: dict[str, int] = {}
    for info in fields().values():  # at most two fields a list
        if info.item.catalogue != catalogue or SECTIONS[info.section].restricted:
            continue
        for one in store.texts(session, info.section, _place(info), list(codes)):
            _count(found, info, one, codes)
    return [FreeText(*one) for one in sorted(found.items(), key=lambda one: (-one[1], one[0]))]


def _count(found: dict[str, int], info: FieldInfo, one: Text, codes: Mapping[str, str]) -> None:
    """Add the parts of the text that are no codes: older text of a list may have several."""
    parts = one.text.split(";") if info.kind == "codes" else [one.text]
    for part in {part.strip() for part in parts} - {""} - set(codes):
        found[part] = found.get(part, 0) + one.records


def _place(info: FieldInfo) -> str:
    """Return the JSON path of the field's values; lax, so that it opens a list and takes text."""
    return f"$.{info.name}[*]"


def _judged(found: Sequence[Listed], wanted: Wanted, today: date) -> Done:
    """Return the act as it is written down; refused where it cannot be done."""
    code, name = clean(wanted.code), clean(wanted.name)
    if wanted.kind is Act.ADD:
        if not _CODE.fullmatch(code):
            raise refuse_state("mapping_code", ARTICLE)
        if len(found) >= MOST_ENTRIES:
            raise refuse_state("kept_full", ARTICLE)
        _require_name(name)
        require(may_add(found, code, name))
        return Done(wanted.kind, code, name, _day(wanted))
    one = next((one for one in found if one.code == code), None)
    if one is None:
        raise Missing
    if wanted.kind is Act.ALIAS:
        _require_name(name)
        require(may_name(found, name))
        return Done(wanted.kind, code, name)
    if wanted.kind is Act.PLACE:
        if not 1 <= wanted.place <= len(found):
            raise refuse_state("kept_place", ARTICLE)
        return Done(wanted.kind, code, place=wanted.place)
    rule = may_stop if wanted.kind is Act.STOP else may_resume
    require(rule(one, _day(wanted), today))
    return Done(wanted.kind, code, day=_day(wanted))


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or "(" in name or ";" in name:
        raise refuse_state("kept_name", ARTICLE)


def _day(wanted: Wanted) -> date:
    if wanted.day is None:
        raise refuse_state("invalid_date", ARTICLE)
    return wanted.day


def _entries(acts: Iterable[CatalogueAct]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of every list that somebody changed."""
    by_list: dict[str, list[CatalogueAct]] = {}
    for act in acts:
        by_list.setdefault(act.catalogue, []).append(act)
    return {
        name: tuple(
            Entry(
                one.code,
                one.name,
                "",
                term.first.isoformat() if term.first else "",
                term.last.isoformat() if term.last else "",
                aliases=one.aliases,
            )
            for one in _listed(name, done)
            for term in one.terms
        )
        for name, done in by_list.items()
    }


def _listed(catalogue: str, acts: Iterable[CatalogueAct]) -> tuple[Listed, ...]:
    return after(
        [
            Listed(one.code, one.name, True, (Term(_read(one.valid_from), _read(one.valid_to)),))
            for one in known.shipped(catalogue)
        ],
        [Done(Act(one.kind), one.code, one.name or "", one.day, one.place or 0) for one in acts],
    )


def _read(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
