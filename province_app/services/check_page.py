"""What an officer sees who checks a draft: old and new, whether to act, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.evidence import Evidence
from province_app.models.records import Draft
from province_app.services import audit_reading
from province_app.services.changes import Content, FieldChange, changes, name_now, unit_names
from province_app.services.checking import numbers_taken
from province_app.services.drafts import judge
from province_app.services.earlier_contracts import terms_before
from province_app.services.errors import Missing
from province_app.services.evidence_reading import files_of
from province_app.services.field_checks import Kept, kept_of
from province_app.services.named_photos import Pair, changed_photos
from province_app.services.proof import missing_unit_proof, proofs_of
from province_app.services.quality import concerns
from province_app.stores import drafts, people, records, units
from province_app.stores.drafts import Queued
from province_app.stores.levels import restricted_by_id
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.checking import Checkers, DraftState, checkers_of, may_check
from tiers.decision import Decision
from tiers.levels import staff_for
from tiers.quality.rule import Hit
from tiers.quality.scores import Scores, scores_of
from tiers.units import Officer, UnitStaff

__all__ = ["Queued"]  # what is read here, for the pages


@dataclass(frozen=True)
class CheckDesk:
    """One draft as its checker sees it; content only while it waits for a check."""

    draft: Draft
    full_name: str
    decision: Decision
    checkers: Checkers
    content: Content
    changes: tuple[FieldChange, ...]
    unit_names: dict[str, str]  # by code
    first_entry: bool
    checked_by: str  # who confirmed or returned it last, or ""
    queue: Sequence[Queued]  # all that this officer may check now
    concerns: Mapping[str, Sequence[Hit]]  # what the quality rules say, by path of the field
    files: Mapping[str, Sequence[Evidence]]  # documents by field, while it waits for a check
    has_versions: bool  # whether anything of the record was confirmed
    scores: Scores | None  # of the record as it was sent
    photos: Pair | None  # the photo before and after, where it changed
    kept: Mapping[str, Kept]  # what was confirmed of single fields, by path
    unproved: frozenset[str] = frozenset()  # what the unit changed without its document

    @property
    def place(self) -> int:
        """Where the draft stands in the queue, from 1; 0 when it is not in it."""
        return place_of(self.queue, self.draft.id)

    @property
    def following(self) -> Queued | None:
        """The next draft of the queue."""
        return following(self.queue, self.draft.id)


def place_of(queue: Sequence[Queued], draft_id: UUID) -> int:
    """Return where the draft stands in the queue, from 1; 0 when it is not in it."""
    return next((place for place, one in enumerate(queue, 1) if one.id == draft_id), 0)


def following(queue: Sequence[Queued], draft_id: UUID) -> Queued | None:
    """Return the next draft of the queue, after its last one the first."""
    place = place_of(queue, draft_id)
    return next(iter([*queue[place:], *queue[: max(place - 1, 0)]]), None)


def check_desk(session: Session, officer: Officer, draft_id: UUID, at: datetime) -> CheckDesk:
    """Return the draft for the officer; Missing outside the units where the officer has a post.

    What a person has not sent, or is mending, is not shown. That it was read is
    written down. Source: Quy chế Đ.7.1a, 7.2a.
    """
    draft = drafts.find(session, draft_id, {post.unit_id for post in officer.posts}, officer.hidden)
    if draft is None:
        raise Missing
    if draft.state == DraftState.WITH_HR:
        who = [draft.person_id]
        audit_reading.note(session, officer, who, at, Purpose.CHECK, draft.unit_id)
    restricted = restricted_by_id(session, local_day(at))
    staff = units.staff_of(session, draft.unit_id, local_day(at))
    staff = staff_for(staff, restricted.get(str(draft.person_id)))
    subject, typed_by = str(draft.person_id), str(draft.typed_by)
    decision = may_check(DraftState(draft.state), officer, subject, typed_by, staff)
    content: Content = {}
    before: Content = {}
    hits: Sequence[Hit] = ()
    unproved: frozenset[str] = frozenset()
    version = records.latest(session, [draft.person_id]).get(draft.person_id)
    if draft.state == DraftState.WITH_HR:
        duplicates = numbers_taken(session, [draft], to_keep=False)
        proof = proofs_of(session, [draft])[draft.id]
        unproved = frozenset(one.path for one in missing_unit_proof(draft, proof.changed))
        content, _, hits = judge(
            draft.typed,
            at,
            duplicates=duplicates,
            evidence=proof.sections,
            unit_name=name_now(session, draft.typed, local_day(at)),
            earlier=terms_before(session, draft.person_id, draft.typed),
        )
        before = records.content_of(session, version) if version else {}
    people_of = [draft.person_id, *([draft.checked_by] if draft.checked_by else [])]
    names = people.names(session, people_of)
    changed = changes(before, content)
    return CheckDesk(
        draft,
        names[draft.person_id],
        decision,
        checkers_of(staff, subject, typed_by),
        content,
        changed,
        unit_names(session, changed, local_day(at)),
        not before,
        names.get(draft.checked_by, "") if draft.checked_by else "",
        to_check(session, officer, at),
        concerns(hits),
        files_of(session, draft if draft.state == DraftState.WITH_HR else None),
        version is not None,
        scores_of(hits) if content else None,
        changed_photos(session, [(draft.person_id, changed)]).get(draft.person_id),
        kept_of(session, draft, changed) if changed else {},
        unproved,
    )


def name_of(session: Session, person_id: UUID) -> str:
    """Return the full name of somebody whose record the officer checks."""
    return people.names(session, [person_id])[person_id]


def to_check(session: Session, officer: Officer, at: datetime) -> list[Queued]:
    """Return what this officer may check now, longest waiting first. Source: Quy chế Đ.7.1a."""
    mine = frozenset(post.unit_id for post in officer.posts)
    found = drafts.queue(session, mine, officer.hidden)
    day = local_day(at)
    restricted = restricted_by_id(session, day)
    staff: dict[int, UnitStaff] = {
        unit_id: units.staff_of(session, unit_id, day) for unit_id in {one.unit_id for one in found}
    }
    return [
        one
        for one in found
        if may_check(
            DraftState.WITH_HR,
            officer,
            str(one.person_id),
            str(one.typed_by),
            staff_for(staff[one.unit_id], restricted.get(str(one.person_id))),
        )
    ]
