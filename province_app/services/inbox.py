"""Việc của tôi: everything that waits for one officer, read at once. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.models.units import UnitPeriod
from province_app.record.entry import read_entry
from province_app.services import (
    catalogue_mappings,
    catalogue_quarantine,
    certificates,
    corrections,
    data_issues,
    ended_codes,
    monitor,
    move_desk,
    person_requests,
    receipts,
    runs,
    sync_policy,
)
from province_app.services.catalogue_mappings import StandIn
from province_app.services.changes import Content, FieldChange, changes
from province_app.services.check_page import to_check
from province_app.services.corrections import Report
from province_app.services.data_issues import Issue
from province_app.services.ended_codes import EndedUse
from province_app.services.exceptional_windows import signing_opening
from province_app.services.move_desk import Lapsed, Line
from province_app.services.person_requests import Asked
from province_app.services.signing import waiting_for
from province_app.services.sync_policy import OpenChange
from province_app.services.two_person import ToDecide
from province_app.services.two_person_desk import proposals_for
from province_app.stores import inbox, people, records, units
from province_app.stores.drafts import Queued
from province_app.stores.inbox import ReturnedDraft, Stopped
from province_app.stores.records import RosterMark
from province_app.stores.sync import Sums
from tiers.calendar import Opening, Rule, local_day, period_of, stage_opening
from tiers.decision import Decision
from tiers.policy import may_enter
from tiers.signing import may_sign, signs_as
from tiers.stages import Stage
from tiers.units import Officer, Tier, UnitStaff

PAGE = 25
__all__ = ["PAGE", "Inbox", "ReturnedDraft", "Stopped", "inbox_of"]


@dataclass(frozen=True)
class ToCheck:
    """A draft that waits for the officer's check, and what changed in it."""

    draft: Draft
    full_name: str
    content: Content
    changes: Sequence[FieldChange]
    first_entry: bool


@dataclass(frozen=True)
class ToSign:
    """What waits for the officer's signature in one unit; `roster` counts all its people."""

    unit: UnitPeriod
    waiting: int
    unchanged: int
    roster: int
    decision: Decision
    opening: Opening


@dataclass(frozen=True)
class Syncing:
    """How the stage of these days stands for who follows it; `sums` None before it has opened."""

    stage: Stage
    opening: Opening
    sums: Sums | None
    catalogues: int = 0  # national ones that wait for whoever may admit them
    refused: str = ""  # the month whose approval the node above refused
    missed: str = ""  # the month of which a stage was missed, lately noted


@dataclass(frozen=True)
class Inbox:
    """What waits, and for whom: `check_total` of all, `to_check` one page of them."""

    rules: Sequence[Rule]
    signing: Opening | None  # of the unit where the officer works
    unit: UnitPeriod | None  # where the officer works
    manager: UnitPeriod | None  # above it
    roster: int  # people in the units of the officer's posts
    check_total: int
    to_check: Sequence[ToCheck]
    to_sign: Sequence[ToSign]
    returned: Sequence[ReturnedDraft]
    stopped: Sequence[Stopped]
    unsent: Sequence[str]
    syncing: Syncing | None
    reports: Sequence[Report]  # fields that people report as wrong, for the officer to answer
    arrivals: Sequence[Line]  # whom other units hand to the officer's
    lapsed: Sequence[Lapsed]  # whose term on the roster is over, without a decision of leaving
    requests: Sequence[Asked]  # what people ask about their data, the first due first
    issues: Sequence[Issue]  # what officers raise of records, for Sở Nội vụ
    acts: Sequence[ToDecide]  # what another proposed and the officer may confirm
    overdue: Sequence[OpenChange]  # by the event policy, in the officer's units and below
    ended: Sequence[EndedUse] = ()  # records with a code that the receiver gave up
    stand_ins: Mapping[UUID, StandIn] = field(default_factory=dict)  # of the stopped, by record

    @property
    def owed(self) -> int:
        """How much waits for the officer's check, signature or answer."""
        asked = len(self.reports) + len(self.requests) + len(self.issues) + len(self.arrivals)
        asked += len(self.lapsed) + len(self.acts)
        asked += len(self.overdue)
        return self.check_total + sum(one.waiting for one in self.to_sign) + asked


def inbox_of(session: Session, officer: Officer, at: datetime, page: int = 1) -> Inbox:
    """Return what waits for the officer now; `page` (from 1) of what is to be checked."""
    day = local_day(at)
    hidden = officer.hidden
    rules = units.calendar_rules(session)
    home = people.home_unit(session, UUID(officer.person_id), day)
    unit = units.unit_as_of(session, home, day) if home else None
    mine = {post.unit_id for post in officer.posts}
    staff = {unit_id: units.staff_of(session, unit_id, day) for unit_id in mine}
    waiting = to_check(session, officer, at) if mine and may_enter(officer, "draft.check") else []
    chosen = waiting[(page - 1) * PAGE : page * PAGE]
    stopped = inbox.stopped(session, mine, period_of(at), day, hidden) if mine else []
    unknown = [one.record_id for one in stopped if one.code == "catalogue_unknown_code"]
    return Inbox(
        rules=rules,
        signing=signing_opening(session, unit.unit_id, Tier(unit.tier), at) if unit else None,
        unit=unit,
        manager=units.manager_of(session, unit, day) if unit else None,
        roster=sum(people.roster_size(session, unit_id, day, hidden) for unit_id in mine),
        check_total=len(waiting),
        to_check=_to_check(session, chosen),
        to_sign=_to_sign(session, officer, staff, at),
        returned=inbox.returned(session, mine, hidden) if mine else [],
        stopped=stopped,
        ended=ended_codes.used_in(session, mine, at, hidden) if mine else (),
        stand_ins=catalogue_mappings.stand_ins(session, unknown, at),
        unsent=inbox.unsent(session, mine, hidden) if mine else [],
        syncing=_syncing(session, officer, rules, at) if may_enter(officer, "sync.read") else None,
        reports=_reports(session, officer, at),
        arrivals=_arrivals(session, officer, at),
        lapsed=_lapsed(session, officer, at),
        requests=_requests(session, officer, at),
        issues=_issues(session, officer, at),
        acts=_acts(session, officer, at),
        overdue=_overdue(session, officer, at),
    )


def owed(session: Session, officer: Officer, at: datetime) -> int:
    """Return how much waits for the officer's check, signature or answer."""
    day = local_day(at)
    total = len(_reports(session, officer, at)) + len(_requests(session, officer, at))
    total += len(_issues(session, officer, at)) + len(_arrivals(session, officer, at))
    total += len(_acts(session, officer, at)) + len(_lapsed(session, officer, at))
    total += len(_overdue(session, officer, at))
    if officer.posts and may_enter(officer, "draft.check"):
        total += len(to_check(session, officer, at))
    if may_enter(officer, "manifest.sign"):
        for unit_id in {post.unit_id for post in officer.posts}:
            total += len(waiting_for(session, officer, units.staff_of(session, unit_id, day)))
    return total


def _reports(session: Session, officer: Officer, at: datetime) -> list[Report]:
    mine = officer.posts and may_enter(officer, "correction.answer")
    return corrections.waiting_for(session, officer, at) if mine else []


def _arrivals(session: Session, officer: Officer, at: datetime) -> list[Line]:
    mine = officer.posts and may_enter(officer, "move.write")
    return move_desk.arrivals_for(session, officer, at) if mine else []


def _lapsed(session: Session, officer: Officer, at: datetime) -> list[Lapsed]:
    return move_desk.lapsed_for(session, officer, at) if may_enter(officer, "move.write") else []


def _requests(session: Session, officer: Officer, at: datetime) -> list[Asked]:
    if not may_enter(officer, "request.answer"):
        return []
    return person_requests.waiting_for(session, officer, at)


def _issues(session: Session, officer: Officer, at: datetime) -> list[Issue]:
    if not may_enter(officer, "issue.answer"):
        return []
    return data_issues.waiting_for(session, officer, at)


def _acts(session: Session, officer: Officer, at: datetime) -> list[ToDecide]:
    acts = proposals_for(session, officer, at) if may_enter(officer, "two_person.decide") else []
    if may_enter(officer, "certificate.bind"):
        acts += certificates.proposals_for(session, officer)
    return acts


def _overdue(session: Session, officer: Officer, at: datetime) -> list[OpenChange]:
    """Return the changes that should have arrived, of the officer's posts and of what is below.

    Source: Nghị định 27/2026/NĐ-CP.
    """
    if not sync_policy.in_use(session):
        return []
    mine: set[int] | None = {post.unit_id for post in officer.posts}
    if may_enter(officer, "sync.read"):
        scope = monitor.scope_of(session, officer, local_day(at))
        mine = None if scope is None else {*(mine or ()), *scope}
    if mine is not None and not mine:
        return []
    return sync_policy.overdue_changes(session, mine, at, officer.hidden)


def _to_check(session: Session, chosen: Sequence[Queued]) -> list[ToCheck]:
    found = inbox.with_ids(session, [one.id for one in chosen])
    latest = records.latest(session, [one.person_id for one in chosen])
    before = records.contents_of(session, list(latest.values()))
    tasks = []
    for one in chosen:
        content, _ = read_entry(found[one.id].typed)
        old = before.get(one.person_id, {})
        changed = changes(old, content)
        tasks.append(ToCheck(found[one.id], one.full_name, content, changed, not old))
    return tasks


def _to_sign(
    session: Session,
    officer: Officer,
    staff: Mapping[int, UnitStaff],
    at: datetime,
) -> list[ToSign]:
    """Return the units where the officer signs and something waits."""
    if not may_enter(officer, "manifest.sign"):
        return []
    day = local_day(at)
    found = []
    for unit_id, one in staff.items():
        waiting = waiting_for(session, officer, one) if signs_as(one, officer.person_id) else []
        if not waiting:
            continue
        opening = signing_opening(session, unit_id, one.tier, at)
        period = opening.current.period if opening.current else period_of(at)
        marks = _seen(officer, records.roster_marks(session, unit_id, period, day))
        unsigned = {version.record_id for version in records.unsigned_in(session, unit_id)}
        unchanged = [mark for mark in marks if mark.person_id not in unsigned and mark.rests]
        found.append(
            ToSign(
                units.unit_as_of(session, unit_id, day),
                len(waiting),
                len(unchanged),
                len(marks),
                may_sign(officer, one, opening),
                opening,
            )
        )
    return found


def _seen(officer: Officer, marks: Sequence[RosterMark]) -> list[RosterMark]:
    return [one for one in marks if str(one.person_id) not in officer.hidden]


def _syncing(session: Session, officer: Officer, rules: Sequence[Rule], at: datetime) -> Syncing:
    period = period_of(at)
    stage = monitor.stage_to_show(session, period, at)
    frame = monitor.frame_of(session, officer, stage, period, at)
    sums = monitor.sums_of(session, frame, stage)
    waiting = catalogue_quarantine.waiting_count(session, officer)
    refused = receipts.refused_in(session, officer)
    missed = runs.missed_lately(session, officer, at)
    return Syncing(stage, stage_opening(rules, stage, at), sums, waiting, refused, missed)
