"""New versions of the national catalogues: taken, compared, and used once two persons admit them.

A catalogue that a peer changes by mistake, or that somebody changed on the way, must not decide
unseen which records of a month are good. Nothing is sent while a version waits: the receiver
judges by its newest one. Source: Quy chế TT 06/2023 Đ.13 (step 1); docs/adr/0030-catalogues.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueQuarantine
from province_app.models.two_person import TwoPersonAct
from province_app.record.canonical import canonical
from province_app.services import ended_codes
from province_app.services.basis import Basis
from province_app.services.catalogues import store_pulled, use
from province_app.services.errors import refuse_state
from province_app.services.two_person import Kind, propose
from province_app.stores import audit, catalogues
from province_app.stores import catalogue_quarantine as store
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from tiers.catalogues import Difference, Entry, difference
from tiers.units import Officer, Role


@dataclass(frozen=True)
class Waiting:
    """A version that waits: what it changes, the names of what it adds, who uses what would go."""

    code: str
    version: str
    taken_at: datetime
    entries: int
    change: Difference
    names: Mapping[str, str]  # by code, new ones before those held
    in_use: Mapping[str, int]  # vanishing code -> records that use it


def take(session: Session, code: str, version: str, entries: Sequence[Entry], at: datetime) -> None:
    """Use the version where it changes nothing or is the first of its code; else let it wait."""
    held = catalogues.find(session, code)
    change = difference(orjson.loads(held.entries), entries) if held else None
    if not change:
        store_pulled(session, code, version, entries, at)
        return
    with transaction(session):
        row = CatalogueQuarantine(
            code=code,
            version=version,
            entries=canonical(entries),
            taken_at=at,
            in_use=store.uses(session, ended_codes.places_of(code), change.gone)
            if change.gone
            else {},
        )
        session.add(row)
        counts = {"added": len(change.added), "gone": len(change.gone)}
        audit.add(session, "catalogue.quarantined", None, [f"{code} {version}"], at, **counts)


def still_waiting(session: Session, current: Mapping[str, str]) -> dict[str, str]:
    """Return the versions that wait, by code, after dropping those that are current no more."""
    with transaction(session):
        store.keep_only(session, current)
    return {one.code: one.version for one in store.waiting(session)}


def waiting(session: Session) -> list[Waiting]:
    """Return what waits, by code."""
    found = []
    for row in store.waiting(session):
        held = catalogues.find(session, row.code)
        old: list[Entry] = orjson.loads(held.entries) if held else []
        new: list[Entry] = orjson.loads(row.entries)
        names = {entry["code"]: entry["name"] for entry in (*old, *new)}
        change = difference(old, new)
        found.append(
            Waiting(row.code, row.version, row.taken_at, len(new), change, names, row.in_use)
        )
    return found


def waiting_count(session: Session, officer: Officer) -> int:
    """Return how many versions wait for the officer; none for who may not admit them."""
    return len(store.waiting(session)) if _entitled(officer) else 0


def propose_use(session: Session, officer: Officer, basis: Basis, at: datetime) -> TwoPersonAct:
    """Propose that all that waits is used. Refused where nothing waits."""
    with transaction(session):
        versions = {one.code: one.version for one in store.waiting(session)}
        if not versions:
            raise refuse_state("no_catalogue_waits", "TT.13")
        return propose(session, officer, USE, {"versions": versions}, basis, at)


def _use(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Use what was proposed; Refused where the national node has changed it again meanwhile.

    What the new versions lack is kept as ended from today on, in the same transaction.
    """
    proposed = act.payload["versions"]
    rows = store.waiting(session)
    if proposed != {one.code: one.version for one in rows}:
        raise refuse_state("catalogue_changed_again", "TT.13")
    actor = UUID(officer.person_id)
    for row in rows:
        held = catalogues.find(session, row.code)
        old: list[Entry] = orjson.loads(held.entries) if held else []
        new: list[Entry] = orjson.loads(row.entries)
        change = difference(old, new)
        ended_codes.note(session, row.code, row.version, change, old, at)
        use(session, row.code, row.version, new, at)
        session.delete(row)
        subject, ended = [f"{row.code} {row.version}"], len(change.gone)
        audit.add(session, "catalogue.admitted", actor, subject, at, ended=ended)
    run_store.try_at_once(session)


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


USE = Kind("catalogue_use", _entitled, _use)
