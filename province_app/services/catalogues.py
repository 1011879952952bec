"""Catalogues as they are published to others, and as they were taken from the national node.

A version is never changed: its entries are stored in canonical form with the digest that the
exchange names. Source: Quy chế TT 06/2023 Đ.13 (step 1); exchange contract §3, annex 39.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from province_app.record.canonical import canonical
from province_app.stores import catalogues as store
from province_app.stores.transaction import transaction

CONFIG = Path(__file__).parents[2] / "config"
FOLDER = CONFIG / "catalogues"
GAPS = CONFIG / "national-catalogue-gaps.json"
# One field of the record takes its code from either list.
UNIONS = {"ngach_chuc_danh": ("ngach_cong_chuc", "chuc_danh_nghe_nghiep")}

Entry = Mapping[str, str | None]


class CatalogueRefused(ValueError):
    """A catalogue that another node published is not what its digest says, or has no entries."""


def publish(session: Session, directory: Path = FOLDER, gaps: Path = GAPS) -> int:
    """Publish the directory's catalogues as this node's own; return how many there are.

    Every CSV file with the columns `code` and `name` is one. `gaps` is a file
    {catalogue: [codes]} of what this node does not know. Publishing the same content again
    changes nothing, since a version is named after its content.
    """
    unknown = json.loads(gaps.read_bytes())
    found = {path.stem: list(_entries(path)) for path in sorted(directory.glob("*.csv"))}
    found = {code: entries for code, entries in found.items() if entries}
    found |= {
        code: [one for part in parts for one in found[part]] for code, parts in UNIONS.items()
    }
    with transaction(session):
        for code, entries in found.items():
            known = [entry for entry in entries if entry["code"] not in unknown.get(code, ())]
            known.sort(key=lambda entry: (entry["code"] or "", entry["valid_from"] or ""))
            version = sha256(canonical(known)).hexdigest()[:12]
            _keep(session, code, version, known)
    return len(found)


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
    session: Session, code: str, version: str, entries: Sequence[Entry], digest: str
) -> None:
    """Keep a catalogue taken from the national node as the current one of its code.

    `digest` is the hex SHA-256 that the node's list names; CatalogueRefused when it is another.
    """
    if catalogue_digest(code, version, entries).hex() != digest:
        raise CatalogueRefused(f"catalogue {code} is not what its digest says")
    with transaction(session):
        _keep(session, code, version, entries)


def _keep(session: Session, code: str, version: str, entries: Sequence[Entry]) -> None:
    digest = catalogue_digest(code, version, entries)
    store.make_current(session, code, version, digest, canonical(entries), len(entries))


def catalogue_digest(code: str, version: str, entries: Sequence[Entry]) -> bytes:
    """Return SHA-256 of the catalogue's canonical form, 32 bytes."""
    return sha256(canonical({"code": code, "version": version, "entries": entries})).digest()


def current_versions(session: Session) -> dict[str, str]:
    """Return the current version of each catalogue by its code."""
    return {one.code: one.version for one in store.current(session)}


def codes(session: Session, code: str, version: str) -> frozenset[str]:
    """Return the codes of a catalogue's version, whatever their dates; none if it is unknown."""
    found = store.find(session, code, version)
    return (
        frozenset(entry["code"] for entry in orjson.loads(found.entries)) if found else frozenset()
    )
