"""Documents as their tables have them → what pages show of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from uuid import UUID

from flask import url_for

from province_app.evidence.names import file_name
from province_app.record.evidence_needs import needs, shown_with
from province_app.record.schema import FieldInfo, fields
from province_app.services.evidence_reading import OwnFiles
from province_app.services.own_record import OwnText
from province_app.services.proof import UNPROVED
from province_app.views.evidence_panel import Document, EvidencePanel, OnTheWay
from province_app.views.record_page import Field, TableField

OneField = TypeVar("OneField", bound=Field | TableField)


class Row(Protocol):
    """A document as its table has it; pages reach tables through services only."""

    person_id: UUID
    sha256: bytes
    kind: str
    size: int
    pages: int
    name: str
    previews: list[str]


def evidence_panel(section: str, text: OwnText, own: OwnFiles) -> EvidencePanel | None:
    """Return the panel of the section; None where nothing may be attached."""
    mine = {
        path: info
        for path, info in fields().items()
        if info.section == section and info.item.filled_by == "person"
    }
    if not text.save.allowed or not mine:
        return None
    return _panel(section, mine, text, own)


def unit_panel(person_id: UUID, text: OwnText, own: OwnFiles) -> EvidencePanel | None:
    """Return the panel of what HR types of a person; None where nothing may be attached."""
    mine = {path: info for path, info in fields().items() if info.item.filled_by == "hr"}
    if not text.save.allowed:
        return None
    return replace(_panel("", mine, text, own), person_id=str(person_id))


def _panel(
    section: str, mine: Mapping[str, FieldInfo], text: OwnText, own: OwnFiles
) -> EvidencePanel:
    wanting = [fault.path for fault in text.faults if fault.code in UNPROVED]
    wanting = [path for path in wanting if path in mine]
    return EvidencePanel(
        section,
        _options(mine, wanting),
        tuple(f"{mine[path].item.label}: {needs()[path]}" for path in wanting),
        tuple(one for path in mine for one in documents(path, own.files.get(path, ()))),
        tuple(
            OnTheWay(
                str(one.id), mine[one.path].item.label, one.name, size(one.received),
                size(one.declared),
            )
            for one in own.uploads
            if one.path in mine
        ),
        text.draft is not None,
    )  # fmt: skip


def with_documents(
    fields_shown: Iterable[OneField], files: Mapping[str, Sequence[Row]]
) -> tuple[OneField, ...]:
    """Return the fields, each with the files attached to it at its side."""
    return tuple(
        replace(one, documents=documents(one.path, files.get(one.path, ()))) for one in fields_shown
    )


def documents(path: str, files: Sequence[Row]) -> tuple[Document, ...]:
    """Return the files attached to a field as a page shows them."""
    return tuple(_document(path, one) for one in files)


def by_field(
    files: Mapping[str, Sequence[Row]], shown: Collection[str]
) -> dict[str, tuple[Document, ...]]:
    """Return the documents beside each field shown.

    As `evidence_needs.shown_with` divides them.
    """
    found: dict[str, tuple[Document, ...]] = {}
    for path, ones in files.items():
        place = shown_with(path, shown)
        found[place] = (*found.get(place, ()), *documents(path, ones))
    return found


def size(count: int) -> str:
    """Return a number of bytes as people say it: `820 KB`, `1,2 MB`."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def _options(mine: Mapping[str, FieldInfo], wanting: Sequence[str]) -> tuple[tuple[str, str], ...]:
    proved = [path for path in mine if path in needs() and path not in wanting]
    others = [path for path in mine if path not in needs()]
    return tuple((path, mine[path].item.label) for path in [*wanting, *proved, *others])


def _document(path: str, one: Row) -> Document:
    digest = one.sha256.hex()

    def page(number: int) -> str:
        return url_for("evidence.page", person_id=one.person_id, digest=digest, number=number)

    return Document(
        path,
        fields()[path].item.label,
        digest,
        file_name(one.name, one.kind),
        size(one.size),
        one.pages,
        url_for("evidence.copy", person_id=one.person_id, digest=digest),
        tuple(page(number) for number in range(1, len(one.previews) + 1)),
    )
