"""Catalogues, ours and the national ones → their page."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import url_for

from province_app.services.catalogue_gaps import Comparison, Unmapped
from province_app.services.catalogue_mappings import Listed
from province_app.services.catalogue_quarantine import Waiting
from province_app.views import formats
from province_app.views.catalogues_page import (
    CatalogueRow,
    CataloguesPage,
    MappingRow,
    MappingTyped,
    UnmappedRow,
    WaitingRow,
)
from province_app.views.record_page import Option
from tiers.calendar import local_day

_ROWS = 200  # unmapped codes shown; all that were refused come first
_CODES = 20  # of each kind of change
_STATES = {
    "valid": "Đang dùng",
    "later": "Chưa đến ngày",
    "over": "Đã hết",
    "replaced": "Đã được thay",
}


def catalogues_page(
    found: Comparison,
    waits: Iterable[Waiting],
    mappings: Iterable[Listed],
    typed: MappingTyped,
    now: datetime,
) -> CataloguesPage:
    """Return what waits, the codes that do not fit, their table, and all that travel."""
    names = {one.name: "; ".join(one.labels) for one in found.catalogues}
    return CataloguesPage(
        tuple(
            CatalogueRow(
                names[one.name],
                one.codes,
                one.version or "",
                one.national_codes,
                one.taken_at,
                one.unknown,
            )
            for one in found.catalogues
        ),
        tuple(_unmapped(one, names) for one in found.unmapped[:_ROWS]),
        max(len(found.unmapped) - _ROWS, 0),
        found.period or "",
        tuple(_waiting(one, names) for one in waits),
        tuple(_mapping(one, names) for one in mappings),
        tuple(Option(name, label) for name, label in names.items()),
        typed,
        local_day(now).isoformat(),
    )


def _unmapped(one: Unmapped, names: Mapping[str, str]) -> UnmappedRow:
    catalogue = names.get(one.catalogue, one.catalogue)
    reasons = (
        ("bị từ chối", one.records > 0),
        ("không có trong bản quốc gia", one.in_copy),
        ("đã ghi nhận là thiếu", one.noted),
    )
    why = "; ".join(text for text, holds in reasons if holds)
    code = "(phần niêm phong)" if one.code is None else one.code
    place = url_for("catalogues.show", catalogue=one.catalogue, code=one.code, _anchor="h-doi")
    return UnmappedRow(
        catalogue,
        code,
        one.label,
        one.records,
        why,
        one.stands_for,
        "" if one.code is None else place,
    )


def _mapping(one: Listed, names: Mapping[str, str]) -> MappingRow:
    row = one.row
    days = f"từ {formats.day(row.valid_from)}"
    return MappingRow(
        names.get(row.catalogue, row.catalogue),
        _coded(one.local_name, row.local_code),
        _coded(one.national_name, row.national_code or ""),
        f"{days} đến {formats.day(row.valid_to)}" if row.valid_to else days,
        _STATES[one.state],
        one.state == "valid",
        f"{row.basis_number}, {formats.day(row.basis_date)}",
        one.by,
        row.decided_at,
    )


def _coded(name: str, code: str) -> str:
    return formats.with_code(name, code) if name and name != code else code


def _waiting(one: Waiting, names: Mapping[str, str]) -> WaitingRow:
    def listed(codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(formats.with_code(one.names[code], code) for code in codes)

    # Codes that records use come first: what is left out was never used.
    used = sorted(one.change.gone, key=lambda code: -one.in_use.get(code, 0))
    gone = tuple(
        f"{text}: {formats.number(one.in_use[code])} hồ sơ đang dùng"
        if code in one.in_use
        else text
        for code, text in zip(used[:_CODES], listed(used[:_CODES]), strict=True)
    )
    kinds = (one.change.added, one.change.gone, one.change.changed)
    return WaitingRow(
        names.get(one.code, one.code),
        one.version,
        one.taken_at,
        listed(one.change.added[:_CODES]),
        gone,
        listed(one.change.changed[:_CODES]),
        sum(max(len(codes) - _CODES, 0) for codes in kinds),
    )
