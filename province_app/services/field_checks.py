"""Fields confirmed one by one: kept, shown again, void as soon as what was seen is another.

Source: Quy chế Đ.7.1a, 7.2a; docs/adr/0044-field-checks.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.canonical import canonical
from province_app.record.entry import read_entry
from province_app.record.evidence_needs import shown_with
from province_app.sealing import ring
from province_app.services.changes import FieldChange, changes
from province_app.stores import field_checks as store
from province_app.stores import people, records


@dataclass(frozen=True)
class Kept:
    """Who confirmed a field and when; `holds`: it and its documents are still what was seen."""

    by: str
    at: datetime
    holds: bool


@dataclass(frozen=True)
class Ticks:
    """What an act says of single fields: found right, and no longer found right."""

    right: Collection[str] = ()
    taken_back: Collection[str] = ()


def kept_of(session: Session, draft: Draft, found: Sequence[FieldChange]) -> dict[str, Kept]:
    """Return what was confirmed of the changes shown, by path, also what is void by now."""
    rows = {one.path: one for one in store.of_draft(session, draft.id)}
    now = seen_of(draft, (one for one in found if one.path in rows), [one.path for one in found])
    names = people.names(session, [rows[path].checked_by for path in now]) if now else {}
    return {
        path: Kept(names[rows[path].checked_by], rows[path].checked_at, rows[path].seen == digest)
        for path, digest in now.items()
    }


def seen_of(draft: Draft, found: Iterable[FieldChange], shown: Collection[str]) -> dict[str, bytes]:
    """Return by what each change is known again: old, new, and the documents shown beside it.

    `shown`: the paths of all changes of the draft, among which the documents are divided. The hash
    is keyed, and says nothing of a value to whoever has the database alone.
    """
    files: dict[str, list[str]] = {}
    for path, digests in (draft.evidence or {}).items():
        files.setdefault(shown_with(path, shown), []).extend(digests)
    return {
        one.path: ring().index(
            "field_check",
            canonical(
                [str(draft.id), one.path, one.old, one.new, sorted(files.get(one.path, ()))]
            ).decode(),
        )
        for one in found
    }


def keep(
    session: Session, draft: Draft, ticks: Ticks, officer_id: UUID, at: datetime
) -> tuple[int, int]:
    """Keep the ticks of the locked draft; how many fields are newly right, how many no longer.

    A field that did not change is left out; one that a colleague confirmed as it stands keeps the
    colleague's name. The caller has judged the officer and holds the transaction.
    """
    rows = {one.path: one.seen for one in store.of_draft(session, draft.id)}
    back = set(ticks.taken_back) & set(rows)
    if back:
        store.take_back(session, draft.id, back)
    wanted = set(ticks.right)
    found = _changes(session, draft) if wanted else ()
    seen = seen_of(draft, (one for one in found if one.path in wanted), [one.path for one in found])
    new = {path: digest for path, digest in seen.items() if rows.get(path) != digest}
    store.keep(session, draft.id, new, draft.revision, officer_id, at)
    return len(new), len(back)


def _changes(session: Session, draft: Draft) -> tuple[FieldChange, ...]:
    version = records.latest(session, [draft.person_id]).get(draft.person_id)
    before: Mapping[str, Mapping[str, object]] = (
        records.content_of(session, version) if version else {}
    )
    return changes(before, read_entry(draft.typed)[0])
