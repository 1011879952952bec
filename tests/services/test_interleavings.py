"""Acts in any order, and two at the same moment, against the reference model. Promise P10.

Two acts at once must end as if one had come after the other: no update is lost, none is half done.
"""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion
from province_app.services import assignments, checking, drafts, levels, own_record
from province_app.services.errors import Missing, Refused, refuse_state
from province_app.services.two_person_desk import decide
from province_app.stores import drafts as draft_store
from province_app.stores import records
from province_app.stores.levels import restricted_by_id
from tests.admins import BASIS, PROVINCE, make_admins
from tests.climbing import climbed_month, work_on_stage
from tests.databases import Databases, session_on
from tests.desks import FACILITY, at_once, plain_member
from tests.histories import PHONE
from tests.provinces import Province, at
from tests.raised import raise_by_two
from tests.services import one_record
from tests.services.one_record import OneRecord
from tiers.calendar import local_day
from tiers.levels import SEE_RESTRICTED
from tiers.stages import Stage
from tiers.units import Officer, Role

logger = logging.getLogger(__name__)

DAY, STAGE_DAY = at(24, month=6), at(26, month=6)
MISSING = {"path": PHONE, "reason": "other", "text": "Xem lại số điện thoại"}
EXAMPLES = int(os.environ.get("INTERLEAVINGS", "4"))
STEPS = 25
ACTS = ["edit", "send", "give_back", "confirm", "sync", "raise_", "lower"]
NO = (Refused, Missing)  # Missing: who is hidden is not there
UNTIL = date(2024, 9, 1)

Deed = Callable[[Session], Callable[[], object]]  # look, then act


class Interleavings(RuleBasedStateMachine):
    """One person, HR, the head and the stage, with one record."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.database = self.open.enter_context(self.databases.copy())
        self.session = self.open.enter_context(session_on(self.database))
        self.province: Province = climbed_month(self.session)
        self.person = plain_member(self.province, FACILITY)
        self.keepers = _keepers(self.province)
        self.numbers = 0
        self.model = OneRecord(signed=1, held=1)
        now = self._observed()  # May is behind it: one version, signed and held
        self.model = OneRecord(None, now.revision, now.phone, now.versions, 1, 1)
        assert now == self.model

    def teardown(self) -> None:
        """Let the database go."""
        self.open.close()

    @rule(one=some.sampled_from([*ACTS, "sign"]))
    def alone(self, one: str) -> None:
        """One act, nobody else there."""
        deed, act = self._both(one)
        done = self._do(deed)
        after = act(self.model)
        assert done == (after is not None), (one, self.model)
        self.model = after or self.model
        assert self._observed() == self.model

    @rule(
        first=some.sampled_from(ACTS),
        second=some.sampled_from(ACTS),
    )
    def together(self, first: str, second: str) -> None:
        """Two acts at the same moment, after both have looked."""
        (one, one_act), (two, two_act) = self._both(first), self._both(second)
        results = at_once(self.database, one, two)
        for result in results:
            assert not isinstance(result, Exception) or isinstance(result, NO), results
        done = tuple(not isinstance(result, Exception) for result in results)
        found = self._observed()
        orders = [_one_after_the_other(self.model, (one_act, two_act), order)
                  for order in ((0, 1), (1, 0))]  # fmt: skip
        if (done, found) not in orders:  # told here: hypothesis tries again, with other luck
            logger.error("%s beside %s on %s: %s %s", first, second, self.model, done, found)
        assert (done, found) in orders
        self.model = found

    @precondition(lambda self: self.model.signed < len(self.model.versions))
    @rule()
    def sign_while_others_write(self) -> None:
        """The head signs while the person types on: both get what they wanted, or say so."""
        edit, typed = self._both("edit")
        results = at_once(self.database, self._signing, edit)
        assert not isinstance(results[0], Exception), results
        after = typed(self.model)
        assert isinstance(results[1], Refused) == (after is None), results
        self.model = one_record.sign(after or self.model) or self.model
        assert self._observed() == self.model

    def _both(self, name: str) -> tuple[Deed, one_record.Act]:
        """Return the act at the services, and in the model; both have looked by now."""
        looked = one_record.seen(self.model)
        if name == "edit":
            self.numbers += 1
            phone = f"09{self.numbers:08}"
            return self._editing(phone), lambda record: one_record.edit(record, looked, phone)
        if name in ("give_back", "confirm"):
            judge = getattr(one_record, name)
            return self._checking(name), lambda record: judge(record, looked)
        deeds: dict[str, Deed] = {
            "send": lambda session: lambda: drafts.send_draft(session, self._actor, DAY),
            "sign": self._signing,
            "raise_": lambda session: lambda: self._raise(session),
            "lower": lambda session: lambda: self._lower(session),
            "sync": lambda session: (
                lambda: work_on_stage(session, Stage.FACILITY_TO_DEPARTMENT, STAGE_DAY)
            ),
        }
        return deeds[name], getattr(one_record, name)

    def _do(self, deed: Deed) -> bool:
        try:
            deed(self.session)()
        except NO:
            self.session.rollback()
            return False
        return True

    @property
    def _actor(self) -> Officer:
        return Officer(self.person, Role.PERSON)

    def _editing(self, phone: str) -> Deed:
        def look(session: Session) -> Callable[[], object]:
            held = own_record.text_of(session, self._actor, DAY)
            session.rollback()
            typed = {PHONE: phone}
            return lambda: drafts.save_draft(session, self._actor, typed, held.revision, DAY)

        return look

    def _checking(self, name: str) -> Deed:
        def look(session: Session) -> Callable[[], object]:
            mine = Province(session, self.province.document)
            officer = mine.officer(mine.holder(FACILITY, "hr"), DAY)
            draft = draft_store.open_draft(session, UUID(self.person))
            if draft is None or draft.state != "with_hr":
                session.rollback()
                return _nothing_shown
            draft_id, revision = draft.id, draft.revision
            session.rollback()
            if name == "confirm":
                shown = {draft_id: revision}
                return lambda: checking.confirm_drafts(session, officer, [draft_id], DAY, shown)
            return lambda: checking.return_draft(
                session, officer, draft_id, [MISSING], DAY, revision
            )

        return look

    def _raise(self, session: Session) -> None:
        first, second = self.keepers
        days = local_day(DAY), UNTIL
        raise_by_two(session, first, second, self.person, days, BASIS, DAY)

    def _lower(self, session: Session) -> None:
        first, second = self.keepers
        query = "select max(id) from raised_level where person_id = :who and lowered_on is null"
        level_id = session.scalar(text(query), {"who": self.person})
        session.rollback()
        if level_id is None:
            raise Missing
        act = levels.propose_lowering(session, first, level_id, BASIS, DAY)
        decide(session, second, act.id, True, DAY)

    def _signing(self, session: Session) -> Callable[[], object]:
        mine = Province(session, self.province.document, self.province.identities)
        return lambda: mine.sign(FACILITY, moment=DAY)

    def _observed(self) -> OneRecord:
        """Return the record as the database has it."""
        self.session.rollback()
        self.session.expire_all()
        who = UUID(self.person)
        draft = draft_store.open_draft(self.session, who)
        query = self.session.query(RecordVersion).filter_by(record_id=who)
        versions = query.order_by(RecordVersion.version).all()
        phones = tuple(
            str(records.contents_of(self.session, [one])[who]["identity"]["phone"])
            for one in versions
        )
        held = own_record.text_of(self.session, self._actor, DAY)
        newest = {
            tier: self.session.scalar(
                text("select version from holding where tier = :tier and record_id = :who"),
                {"tier": tier, "who": who},
            )
            for tier in ("facility", "department")
        }
        found = OneRecord(
            draft.state if draft else None,
            held.revision,
            held.typed[PHONE],
            phones,
            newest["facility"] or 0,
            newest["department"] or 0,
            self.person in restricted_by_id(self.session, local_day(DAY)),
        )
        self.session.rollback()
        return found


def _one_after_the_other(
    record: OneRecord, acts: tuple[one_record.Act, one_record.Act], order: tuple[int, int]
) -> tuple[tuple[bool, bool], OneRecord]:
    """Return which of the acts was done, in the order of the acts, and what came of them."""
    done = [False, False]
    for place in order:
        after = acts[place](record)
        done[place] = after is not None
        record = after or record
    return (done[0], done[1]), record


def _keepers(province: Province) -> tuple[Officer, Officer]:
    """Return two of the province who keep levels, each designated by the other."""
    made = make_admins(province)
    pair = (made.first, made.second)
    for by, who in (pair, pair[::-1]):
        assignments.assign(
            province.session, by, UUID(who.person_id), SEE_RESTRICTED, province.unit(PROVINCE),
            BASIS, local_day(DAY), UNTIL, DAY,
        )  # fmt: skip
    first, second = (province.officer(one.person_id, DAY) for one in pair)
    return first, second


def _nothing_shown() -> object:
    raise refuse_state("already_checked")


def test_acts_in_any_order_end_as_the_model_says(all_databases: Databases) -> None:
    """`INTERLEAVINGS=400` asks more of it than the test run does: 25 steps each."""
    machine = type("Machine", (Interleavings,), {"databases": all_databases})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],  # a shorter example would take minutes to find
        ),
    )
