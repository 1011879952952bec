"""Catalogues as they are published to others, and as they were taken from the national node.

A version is never changed: its entries are stored in canonical form with the digest that the
exchange names. Source: Quy chế TT 06/2023 Đ.13 (step 1); exchange contract §3, annex 39.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueVersion
from province_app.record.canonical import canonical
from province_app.record.catalogues import DIRECTORY, UNIONS
from province_app.stores import catalogues as store
from province_app.stores.transaction import transaction
from tiers.catalogues import Entry

CONFIG = Path(__file__).parents[2] / "config"
GAPS = CONFIG / "national-catalogue-gaps.json"


def publish(session: Session, at: datetime, directory: Path = DIRECTORY, gaps: Path = GAPS) -> int:
    """Publish the directory's catalogues as this node's own; return how many there are.

    Every CSV file with the columns `code` and `name` is one. `gaps` is a file
    {catalogue: [codes]} of what this node does not know. Publishing the same content again
    changes nothing, since a version is named after its content.
    """
    found = collected(directory, gaps)
    with transaction(session):
        for code, (version, known) in found.items():
            use(session, code, version, known, at)
    return len(found)


def collected(directory: Path = DIRECTORY, gaps: Path = GAPS) -> dict[str, tuple[str, list[Entry]]]:
    """Return the directory's catalogues by code: version, and the entries outside the gaps."""
    unknown = json.loads(gaps.read_bytes())
    found: dict[str, list[dict[str, str | None]]] = {}
    for path in sorted(directory.glob("*.csv")):
        if entries := list(_entries(path)):
            found[path.stem] = entries
    found |= {
        code: [one for part in parts for one in found[part]] for code, parts in UNIONS.items()
    }
    published: dict[str, tuple[str, list[Entry]]] = {}
    for code, entries in found.items():
        known = [entry for entry in entries if entry["code"] not in unknown.get(code, ())]
        known.sort(key=lambda entry: (entry["code"] or "", entry["valid_from"] or ""))
        published[code] = sha256(canonical(known)).hexdigest()[:12], [*known]
    return published


def _entries(path: Path) -> Iterator[dict[str, str | None]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"code", "name"} <= set(rows.fieldnames or ()):
            return
        for row in rows:
            yield {
                "code": row["code"],
                "name": row["name"],
                "parent": row.get("parent") or None,
                "valid_from": row.get("valid_from") or None,
                "valid_to": row.get("valid_to") or None,
            }


def store_pulled(
    session: Session, code: str, version: str, entries: Sequence[Entry], at: datetime
) -> None:
    """Keep a catalogue taken from the national node as the current one of its code."""
    with transaction(session):
        use(session, code, version, entries, at)


def use(session: Session, code: str, version: str, entries: Sequence[Entry], at: datetime) -> None:
    """Make the version the current one of its code, in the caller's transaction."""
    row = CatalogueVersion(
        code=code,
        version=version,
        sha256=catalogue_digest(code, version, entries),
        entries=canonical(entries),
        size=len(entries),
        taken_at=at,
        current=True,
    )
    store.make_current(session, row)


def catalogue_digest(code: str, version: str, entries: Sequence[Entry]) -> bytes:
    """Return SHA-256 of the catalogue's canonical form, 32 bytes."""
    return sha256(canonical({"code": code, "version": version, "entries": entries})).digest()


def versions(session: Session) -> dict[str, str]:
    """Return the current version of each catalogue by its code."""
    return {one.code: one.version for one in store.current(session)}


def codes(session: Session, code: str, version: str) -> frozenset[str]:
    """Return the codes of a catalogue's version, whatever their dates; none if it is unknown."""
    found = store.find(session, code, version)
    return (
        frozenset(entry["code"] for entry in orjson.loads(found.entries)) if found else frozenset()
    )
