"""The path of a record in eight steps: what happened when and by whom, and what comes next.

Source: Quy chế Đ.6–8.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft, Manifest, RecordVersion
from province_app.models.sync import Holding, SyncItem
from province_app.models.units import UnitPeriod
from province_app.services.exceptional_windows import signing_opening
from province_app.stores import drafts, own_record, people, units
from province_app.stores.levels import restricted_by_id
from tiers.calendar import Rule, Span, last_stage, local_day, period_of, span_of
from tiers.checking import DraftState, checkers_of
from tiers.levels import staff_for
from tiers.signing import signers_of
from tiers.stages import Outcome, Stage
from tiers.units import PostKind, Tier, UnitStaff

StepName = Literal[
    "entered", "sent", "checked", "confirmed", "signed", "department", "province", "national"
]
RECEIVERS: dict[StepName, Stage] = {
    "department": Stage.FACILITY_TO_DEPARTMENT,
    "province": Stage.DEPARTMENT_TO_PROVINCE,
    "national": Stage.PROVINCE_TO_NATIONAL,
}


@dataclass(frozen=True)
class Step:
    """One step. `bad`: somebody must act; `code` and `path` say why.

    `who`: full names of those who did it or are to do it; `post` by which they do it.
    `span`: when the act is open.
    """

    name: StepName
    state: Literal["done", "current", "wait", "bad", "ahead"] = "ahead"
    at: datetime | None = None
    who: tuple[str, ...] = ()
    post: PostKind | None = None
    span: Span | None = None
    outcome: str = ""  # `rejected` or `withheld`, of a stage that stopped it
    code: str = ""
    path: str = ""
    receipt: UUID | None = None


@dataclass(frozen=True)
class Road:
    """What all steps of one record are computed from."""

    session: Session
    person_id: UUID
    unit: UnitPeriod
    staff: UnitStaff
    rules: Sequence[Rule]
    at: datetime
    unnamed: frozenset[str] = frozenset()  # at the raised level: named only where they acted

    @property
    def signing(self) -> Span | None:
        """When the unit signs: the open window or the next one."""
        opening = signing_opening(self.session, self.unit.unit_id, self.staff.tier, self.at)
        return opening.current or opening.following


def road_of(
    session: Session, person_id: UUID, unit: UnitPeriod, rules: Sequence[Rule], at: datetime
) -> Road:
    """Return the road of the person's record from the unit where the person works today."""
    staff = units.staff_of(session, unit.unit_id, local_day(at))
    restricted = restricted_by_id(session, local_day(at))
    staff = staff_for(staff, restricted.get(str(person_id)))
    return Road(session, person_id, unit, staff, rules, at, frozenset(restricted))


def steps_of_draft(road: Road, draft: Draft | None) -> tuple[Step, ...]:
    """Return the path of a change that is not confirmed yet; without a draft nothing is entered."""
    if draft is None or draft.state == DraftState.WITH_PERSON:
        at = draft.saved_at if draft and draft.revision > 1 else None
        return (Step("entered", "current", at), Step("sent"), Step("checked"), *_ahead(road))
    entered = Step("entered", "done", draft.saved_at)
    sent = Step("sent", "done", draft.sent_at)
    if draft.state == DraftState.RETURNED:
        who = _names(road, [draft.checked_by])
        return (entered, sent, Step("checked", "bad", draft.returned_at, who), *_ahead(road))
    checkers = checkers_of(road.staff, str(draft.person_id), str(draft.typed_by))
    waiting = Step(
        "checked", "wait", who=_to_act(road, checkers.person_ids), post=checkers.acting_as
    )
    if not checkers.person_ids:
        waiting = replace(waiting, state="bad", code="no_checker")
    return (entered, sent, waiting, *_ahead(road))


def steps_of_version(road: Road, version: RecordVersion) -> tuple[Step, ...]:
    """Return the path of a confirmed version."""
    session = road.session
    manifest = own_record.manifest_of(session, version)
    first = _made(road, version)
    if manifest is None:
        return (*first, _unsigned(road), *_stages_ahead(road, road.signing))
    signed = Step(
        "signed",
        "done",
        manifest.signed_at,
        _names(road, [manifest.signer_id]),
        PostKind(manifest.post),
    )
    return (*first, signed, *_climbed(road, version, manifest))


def _made(road: Road, version: RecordVersion) -> tuple[Step, ...]:
    """Return the steps up to the confirmation.

    Of what a department's own software delivered it is known only that they were done when the
    head's list was prepared.
    """
    if version.draft_id is None or version.confirmed_by is None or version.confirmed_as is None:
        at = version.confirmed_at
        return (
            Step("entered", "done", at),
            Step("sent", "done", at),
            Step("checked", "done", at),
            Step("confirmed", "done", at),
        )
    draft = drafts.get(road.session, version.draft_id)
    checker = _names(road, [version.confirmed_by])
    return (
        Step("entered", "done", draft.saved_at),
        Step("sent", "done", draft.sent_at),
        Step("checked", "done", draft.checked_at, checker, PostKind(version.confirmed_as)),
        Step("confirmed", "done", version.confirmed_at, checker),
    )


def _unsigned(road: Road) -> Step:
    post, signers = signers_of(road.staff, str(road.person_id))
    step = Step("signed", "wait", who=_to_act(road, signers), post=post, span=road.signing)
    return step if signers else replace(step, state="bad", code="no_signer")


def _climbed(road: Road, version: RecordVersion, manifest: Manifest) -> tuple[Step, ...]:
    """Return the stages: reached, stopped, or waiting for their day."""
    held = {one.tier: one for one in own_record.holdings_of(road.session, version.record_id)}
    periods = {manifest.period, period_of(road.at)}
    items = {
        one.stage: one
        for one in own_record.items_of(road.session, version.record_id, periods)
        if one.version == version.version
    }
    found: list[Step] = []
    for step in _stages_ahead(road, road.signing, max(periods)):
        holding, item = held.get(step.name), items.get(RECEIVERS[step.name])
        if holding is not None and holding.version >= version.version:
            found.append(_reached(road, step, holding))
        elif item is not None and item.outcome in (Outcome.REJECTED, Outcome.WITHHELD):
            found.append(_stopped(step, item))
        elif not found or found[-1].state == "done":
            found.append(replace(step, state="wait"))
        else:
            found.append(step)
    return tuple(found)


def _reached(road: Road, step: Step, holding: Holding) -> Step:
    receipt = None
    if RECEIVERS[step.name] is last_stage(road.rules) and holding.run_id is not None:
        submission = own_record.submission_of_run(road.session, holding.run_id)
        receipt = submission.id if submission else None
    return replace(step, state="done", at=holding.received_at, receipt=receipt)


def _stopped(step: Step, item: SyncItem) -> Step:
    return replace(
        step,
        state="bad",
        at=item.changed_at,
        outcome=item.outcome,
        code=item.code or "",
        path=item.path or "",
    )


def _ahead(road: Road) -> tuple[Step, ...]:
    signed = Step("signed", post=signers_of(road.staff, str(road.person_id))[0], span=road.signing)
    return (Step("confirmed"), signed, *_stages_ahead(road, road.signing))


def _stages_ahead(road: Road, signing: Span | None, period: str = "") -> tuple[Step, ...]:
    """Return the stages with their days in the period, else in the one of the signing window.

    By the event policy they have none: what is signed climbs at once.
    """
    if signing is not None and signing.always:
        return tuple(Step(name) for name in _receivers(road))
    period = period or (signing.period if signing else period_of(road.at))
    steps = [
        Step(name, span=_span(road.rules, RECEIVERS[name], period)) for name in _receivers(road)
    ]
    if road.staff.tier is not Tier.FACILITY:
        steps[0] = Step("department")  # where it is as soon as it is signed
    return tuple(steps)


def _receivers(road: Road) -> list[StepName]:
    """Return the levels that this node brings records to; the last one gives receipts.

    A department's own software knows of none above the province. Source: Quy chế Đ.8.2.
    """
    stages, pushed = list(Stage), last_stage(road.rules)
    return [name for name, one in RECEIVERS.items() if stages.index(one) <= stages.index(pushed)]


def _to_act(road: Road, person_ids: Sequence[str]) -> tuple[str, ...]:
    """Return who is to do it; of somebody at the raised level the post alone. Source: Đ.3.2."""
    return _names(road, [one for one in person_ids if one not in road.unnamed])


def _names(road: Road, person_ids: Sequence[UUID | str | None]) -> tuple[str, ...]:
    """Return the full names, in the order of the ids."""
    ids = [UUID(str(one)) for one in person_ids if one is not None]
    names = people.names(road.session, ids)
    return tuple(names[one] for one in ids)


def _span(rules: Sequence[Rule], stage: Stage, period: str) -> Span | None:
    spans = (span_of(rule, period) for rule in rules if rule.act == stage)
    return next((span for span in spans if span), None)
