"""Our catalogues beside those that the national node publishes: which codes are unknown there.

Sở Nội vụ reads counts and codes, never whose. Source: Quy chế TT 06/2023 Đ.13 (step 1).
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from province_app.record.catalogues import entries, labels
from province_app.record.schema import SECTIONS, FieldInfo, field_at, fields
from province_app.services.catalogue_search import used
from province_app.services.catalogues import GAPS
from province_app.stores import catalogue_gaps as store
from province_app.stores import catalogues

Known = Mapping[str, Sequence[str]]  # catalogue → codes known to be missing there


@dataclass(frozen=True)
class Beside:
    """One of our catalogues that travels, beside the national node's copy of it, if we have one."""

    name: str
    labels: tuple[str, ...]  # of the fields that use it
    codes: int
    version: str | None
    national_codes: int
    taken_at: datetime | None
    unknown: int  # of our codes


@dataclass(frozen=True)
class Unmapped:
    """A code that the national node does not know, or has refused."""

    catalogue: str
    code: str | None  # None: it lies in a sealed section
    label: str
    records: int  # refused for it in the period
    in_copy: bool  # the copy of the national catalogue lacks it
    noted: bool  # config/national-catalogue-gaps.json says so
    stands_for: str = ""  # the receiver's code that is chosen instead, by the table of mappings


@dataclass(frozen=True)
class Comparison:
    """The whole comparison; `period`: of the refusals."""

    catalogues: tuple[Beside, ...]
    unmapped: tuple[Unmapped, ...]
    period: str | None


def compare_catalogues(
    session: Session, gaps: Path = GAPS, mapped: Mapping[tuple[str, str], str] | None = None
) -> Comparison:
    """Return our catalogues beside the national ones, most refused codes first.

    `mapped`: the receiver's code that stands for each (catalogue, code) of ours.
    """
    known: Known = json.loads(gaps.read_bytes())
    used_by = travelling()
    beside, lacking = [], {}
    for name in sorted(used_by):
        ours = {entry.code: entry.name for entry in entries(name)}
        copy = catalogues.find(session, name)
        theirs = {entry["code"] for entry in orjson.loads(copy.entries)} if copy else set(ours)
        lacking[name] = ours.keys() - theirs
        beside.append(
            Beside(
                name,
                used_by[name],
                len(ours),
                copy.version if copy else None,
                len(theirs) if copy else 0,
                copy.taken_at if copy else None,
                len(lacking[name]),
            )
        )
    period = store.last_period(session)
    refused = _refused(session, period) if period else Counter()
    return Comparison(tuple(beside), _unmapped(lacking, known, refused, mapped or {}), period)


def travelling() -> dict[str, tuple[str, ...]]:
    """Return the labels of the fields that use each catalogue and travel to the nation."""
    found: dict[str, dict[str, None]] = {name: {} for name in used()}
    for info in fields().values():
        if SECTIONS[info.section].restricted:
            continue
        for one in (info, *info.columns):
            if one.item.catalogue:
                found[one.item.catalogue][_label(info, one)] = None
    return {name: tuple(labels) for name, labels in found.items() if labels}


def _label(info: FieldInfo, one: FieldInfo) -> str:
    return one.item.label if one is info else f"{info.item.label}: {one.item.label}"


def _refused(session: Session, period: str) -> Counter[tuple[str, str | None]]:
    """Return how many records were refused for each (catalogue, code)."""
    found: Counter[tuple[str, str | None]] = Counter()
    for one in store.refused_codes(session, period):
        info = field_at(one.path)
        if info is not None and info.item.catalogue:
            found[info.item.catalogue, one.value] += one.records
    return found


def _unmapped(
    lacking: Mapping[str, set[str]],
    known: Known,
    refused: Counter[tuple[str, str | None]],
    mapped: Mapping[tuple[str, str], str],
) -> tuple[Unmapped, ...]:
    pairs: set[tuple[str, str | None]] = set(refused)
    pairs |= {(name, code) for name, codes in lacking.items() for code in codes}
    pairs |= {(name, code) for name, codes in known.items() for code in codes}
    found = [
        Unmapped(
            name,
            code,
            _name(name, code),
            refused[name, code],
            code in lacking.get(name, ()),
            code in known.get(name, ()),
            mapped.get((name, code or ""), ""),
        )
        for name, code in pairs
    ]
    return tuple(sorted(found, key=lambda one: (-one.records, one.catalogue, one.code or "")))


def _name(catalogue: str, code: str | None) -> str:
    return labels(catalogue).get(code or "", "")
