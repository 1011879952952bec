"""Which changes of a draft still need a document, and what a confirmed version takes along.

Source: Quy chế Đ.6.2b; docs/adr/0011-evidence.md for first entries.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.entry import Fault, read_entry
from province_app.record.evidence_needs import needs
from province_app.record.schema import SECTIONS, fields
from province_app.services.changes import changes
from province_app.stores import drafts as draft_store
from province_app.stores import records
from tiers.evidence import evidence_after, missing_evidence

Content = dict[str, dict[str, object]]
UNPROVED = ("evidence_missing", "unit_evidence_missing")  # codes of a change without its document


@dataclass(frozen=True)
class Proof:
    """What a draft changes, and which documents the version that it becomes would name."""

    changed: list[str] | None  # None for a first entry
    files: Mapping[str, list[str]]  # by path of the field
    sections: Mapping[str, list[str]]


def changed_paths(session: Session, open_drafts: Sequence[Draft]) -> dict[UUID, list[str]]:
    """Return what differs from the record as it is held, by draft; a first entry is not in it."""
    found = proofs_of(session, open_drafts)
    return {one: proof.changed for one, proof in found.items() if proof.changed is not None}


def proofs_of(session: Session, open_drafts: Sequence[Draft]) -> dict[UUID, Proof]:
    """Return the proof of each draft; sections whose fields are unchanged keep theirs.

    The one answer to what proves a draft: for what the rules say of it, and for what becomes of
    it. Source: Quy chế Đ.6.2b, 7.1a.
    """
    before = records.latest(session, [draft.person_id for draft in open_drafts])
    contents = records.contents_of(session, list(before.values())) if before else {}
    kept = draft_store.evidence_of(session, [one.draft_id for one in before.values()])
    found = {}
    for draft in open_drafts:
        version, old = before.get(draft.person_id), contents.get(draft.person_id, {})
        if version is None:  # all of it is new: nothing has to be compared
            files = evidence_after({}, draft.evidence or {}, ())
            sections = {name: _of_section(name, {}, files, ()) for name in SECTIONS}
            found[draft.id] = Proof(None, files, sections)
            continue
        changed = [one.path for one in changes(old, _content(draft))]
        there = kept.get(version.draft_id, {})
        files = evidence_after(there, draft.evidence or {}, set(changed))
        sections = {name: _of_section(name, old.get(name, {}), files, changed) for name in SECTIONS}
        found[draft.id] = Proof(changed, files, sections)
    return found


def missing_proof(draft: Draft, changed: Sequence[str] | None) -> list[Fault]:
    """Return a fault for each changed field that the person fills, needs a document and has none.

    The first entry of a record (None) needs none: the province holds its papers.
    Source: Quy chế Đ.6.2b.
    """
    return [Fault(path, "evidence_missing") for path in _unproved(draft, changed, "person")]


def missing_unit_proof(draft: Draft, changed: Sequence[str] | None) -> list[Fault]:
    """Return the same for what the unit fills: its officer brings those documents.

    They keep the officer from sending and the check from confirming, never the person from sending.
    Source: Quy chế Đ.6.2b, 7.1a.
    """
    return [Fault(path, "unit_evidence_missing") for path in _unproved(draft, changed, "hr")]


def _unproved(draft: Draft, changed: Sequence[str] | None, filled_by: str) -> list[str]:
    paths = missing_evidence(changed or (), draft.evidence or {}, needs())
    return [path for path in paths if fields()[path].item.filled_by == filled_by]


def _content(draft: Draft) -> Content:
    return read_entry(draft.typed)[0]


def _of_section(
    name: str,
    old: Mapping[str, object],
    files: Mapping[str, Sequence[str]],
    changed: Collection[str],
) -> list[str]:
    found = {file for path, ones in files.items() if path.startswith(f"{name}.") for file in ones}
    before = old.get("evidence")
    if isinstance(before, list) and not any(path.startswith(f"{name}.") for path in changed):
        found |= set(before)
    return sorted(found)
