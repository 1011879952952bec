"""Plays one month of the demo province, May 2024, day by day.

Some people and ten units work at the pages, over HTTP; all others through the bulk form of the
same services. The stages are the scheduler's own work: the month only moves the clock and waits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from province_app import clock
from province_app.demo import pages
from province_app.demo.nodes import Nodes
from province_app.demo.province import SIGNING_PIN, Cast, Visitor
from province_app.models.people import Account
from province_app.models.records import Draft
from province_app.models.units import UnitPeriod
from province_app.services import accounts, checking, drafts, signing
from province_app.signing.trust import TrustList
from province_app.stores import drafts as draft_store
from province_app.stores import manifests, submissions, units
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from tiers.calendar import VIETNAM, local_day
from tiers.checking import DraftState, checkers_of
from tiers.stages import Stage
from tiers.units import Officer, Role, Tier, UnitStaff

AT_ONCE = 4  # people at the pages at the same time
RETURN_EVERY = 10  # HR sends every tenth hand-typed record back once
STAGE_PATIENCE_S = 3_600
PERIOD = "2024-05"

Say = Callable[[str], None]
Act = Callable[[Session, UnitStaff, datetime], None]
Among = Callable[[UnitPeriod], bool]
One = TypeVar("One")


def day(number: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of May 2024, given in Vietnamese time."""
    return datetime(2024, 5, number, hour, minute, tzinfo=VIETNAM)


class Month:
    """The month of one loaded province."""

    def __init__(
        self,
        engine: Engine,
        nodes: Nodes,
        cast: Cast,
        say: Say,
        department: Engine | None = None,
    ) -> None:
        self.engine, self.nodes, self.cast, self.say = engine, nodes, cast, say
        # Where people work: the province's node, and that of a department with its own software.
        self.engines = [engine] if department is None else [engine, department]
        self.origin = nodes.province.settings.public_url
        self.trust = TrustList.load(nodes.pki.trust_file)
        self.typing = {one.person for one, _ in cast.people}
        self.fault = ""  # what was said last of a stage that stopped

    def play(self) -> None:
        """Play the month to the approved national receipt."""
        self._move(day(20, 8))
        self.say("20/5  Mọi người khai và gửi hồ sơ")
        with self._meanwhile(self._send_rest):
            self._at_the_pages(lambda one: pages.fill_and_send(self.origin, *one), self.cast.people)
        self._move(day(21, 8))
        self.say("21/5  Cán bộ tổ chức kiểm tra, yêu cầu bổ sung")
        typed = self._drafts_of([one.person for one, _ in self.cast.people[::RETURN_EVERY]])
        checkers = [one for one in self.cast.officers if one.role is not Role.LEADER]
        with self._meanwhile(self._confirm_rest, self._without_pages):
            self._at_the_pages(lambda one: pages.check_all(self.origin, one, typed), checkers)
        self._move(day(22, 8))
        returned = [one for one in self.cast.people if self._is_returned(one[0])]
        self._at_the_pages(lambda one: pages.send_again(self.origin, one[0]), returned)
        # Nobody checks the own record: the deputy checks what the only HR officer typed.
        self._at_the_pages(lambda one: pages.check_all(self.origin, one, set()), self.cast.officers)
        self._each_unit(self._confirm_rest)
        self._move(day(23, 9))
        self.say("23/5  Người đứng đầu và cấp phó phê duyệt bằng ký số")
        leaders = [one for one in self.cast.officers if one.role is Role.LEADER]
        with self._meanwhile(self._sign_rest, self._without_pages):
            self._at_the_pages(lambda one: pages.sign(self.origin, one, SIGNING_PIN), leaders)
        self._each_unit(self._sign_rest)
        self._climb()

    def _climb(self) -> None:
        self._move(day(26, 1))
        self.say("26/5  Cơ sở đồng bộ lên sở, huyện")
        for engine in self.engines:
            self._wait_for(Stage.FACILITY_TO_DEPARTMENT, engine)
        self._move(day(27, 1))
        self.say("27/5  Sở, huyện đồng bộ lên tỉnh")
        for engine in self.engines:
            self._wait_for(Stage.DEPARTMENT_TO_PROVINCE, engine)
        self._move(day(28, 0, 30))
        self.say("28/5  Sở Nội vụ đẩy lên CSDL quốc gia và duyệt")
        manager = next(one for one in self.cast.officers if one.role is Role.PROVINCE)
        pages.push(self.origin, manager)
        self._wait_for(Stage.PROVINCE_TO_NATIONAL, self.engine)
        pages.approve(self.origin, manager, self.nodes.province.seal_pin)
        self._wait(self._approved, "the national node to take the approval")

    def _move(self, moment: datetime) -> None:
        clock_file = self.nodes.province.settings.clock_file
        assert clock_file is not None  # noqa: S101  made by make_nodes
        clock.move(clock_file, moment + timedelta(seconds=1))
        for engine in self.engines:
            with Session(engine) as session, transaction(session):
                run_store.wake(session)

    def _at_the_pages(self, act: Callable[[One], None], people: Sequence[One]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(act, people))

    @contextmanager
    def _meanwhile(self, act: Act, among: Among = lambda _: True) -> Iterator[None]:
        """Let the bulk services work in those units while people are at the pages."""
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(self._each_unit, act, among)
            yield
            work.result()

    def _without_pages(self, unit: UnitPeriod) -> bool:
        """Whether nobody of the unit works at the pages."""
        return unit.code not in self.cast.units

    def _each_unit(self, act: Act, among: Among = lambda _: True) -> None:
        """Let the bulk services do the act in those units that have people, one after the other."""
        at = clock.business_now()
        for engine in self.engines:
            with Session(engine) as session:
                for unit in units.units_as_of(session, local_day(at)):
                    if unit.tier != Tier.PROVINCE and among(unit):
                        self._in_unit(engine, act, unit, at)

    def _in_unit(self, engine: Engine, act: Act, unit: UnitPeriod, at: datetime) -> None:
        with Session(engine) as session:
            act(session, units.staff_of(session, unit.unit_id, local_day(at)), at)

    def _send_rest(self, session: Session, staff: UnitStaff, at: datetime) -> None:
        with transaction(session):
            waiting = draft_store.waiting_in(session, [staff.unit_id], DraftState.WITH_PERSON)
            drafts.send_many(session, [one for one in waiting if not self._types(one)], at)

    def _types(self, draft: Draft) -> bool:
        """Whether the person of the draft types it at the pages."""
        return str(draft.person_id) in self.typing

    def _confirm_rest(self, session: Session, staff: UnitStaff, at: datetime) -> None:
        by_checker: dict[str, list[UUID]] = {}
        for draft in draft_store.waiting_in(session, [staff.unit_id], DraftState.WITH_HR):
            who = checkers_of(staff, str(draft.person_id), str(draft.typed_by)).person_ids[0]
            by_checker.setdefault(who, []).append(draft.id)
        for who, ids in by_checker.items():
            checking.confirm_drafts(session, _officer(session, who, at), ids, at)

    def _sign_rest(self, session: Session, staff: UnitStaff, at: datetime) -> None:
        for signer in (*staff.heads, *staff.deputies):
            officer = _officer(session, signer, at)
            if not signing.waiting_for(session, officer, staff):
                continue
            bound = manifests.certificates_of(session, UUID(signer), local_day(at))
            own = bound[0].sha256
            manifest = signing.prepare_manifest(session, officer, staff.unit_id, own, at)
            signing.sign_manifest(session, officer, manifest.id, SIGNING_PIN, self.trust, at)

    def _drafts_of(self, people: Sequence[str]) -> set[str]:
        with Session(self.engine) as session:
            found = [draft_store.open_draft(session, UUID(one)) for one in people]
            return {str(draft.id) for draft in found if draft}

    def _is_returned(self, visitor: Visitor) -> bool:
        with Session(self.engine) as session:
            draft = draft_store.open_draft(session, UUID(visitor.person))
            return draft is not None and draft.state == DraftState.RETURNED

    def _wait_for(self, stage: Stage, engine: Engine) -> None:
        def finished() -> bool:
            with Session(engine) as session:
                run = run_store.latest(session, PERIOD).get(stage)
            if run is not None and run.state == "failed":
                raise RuntimeError(f"{stage} was refused: {run.fault}")
            if run is not None and run.fault and run.fault != self.fault:
                self.say(f"      {stage}: {run.fault}")
                self.fault = run.fault
            return run is not None and run.state == "done"

        self._wait(finished, f"stage {stage}")

    def _approved(self) -> bool:
        with Session(self.engine) as session:
            submission = submissions.newest(session, PERIOD)
            return submission is not None and submission.state == "approved"

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + STAGE_PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited too long for {what}; see var/log/")
            time.sleep(0.2)


def _officer(session: Session, person_id: str, at: datetime) -> Officer:
    account = session.scalars(select(Account).where(Account.person_id == UUID(person_id))).one()
    return accounts.officer(session, account, at)
