"""A unit switches to the event policy on a date: what it owes, signs, and until when."""

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import checking, moves, runs, staging, sync_policy
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from province_app.services.exceptional_windows import signing_opening
from province_app.services.moves import Filing
from province_app.stores import runs as run_store
from province_app.stores.transaction import transaction
from tests.climbing import items, run_stage
from tests.desks import amend, draft_of, plain_member
from tests.provinces import Province, load_province, trust
from tests.provinces import at as moment_of
from tests.stages import insert_person
from tests.test_migrations import refused
from tiers.deadlines import Change
from tiers.moves import MoveKind
from tiers.stages import Stage
from tiers.sync_policy import Policy
from tiers.units import Tier

UNIT, OTHER = "H40.03.01", "H40.02.01"
BASIS = Basis("31/QĐ-SNV", date(2024, 5, 2))
FIRST, SECOND, LAST = Stage


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of June, the first whole month of the test province."""
    return moment_of(day, hour, minute, month=6)


@pytest.fixture
def province(session: Session) -> Province:
    """A unit that switches on 10 May, chosen on the 2nd."""
    made = load_province(session)
    switch(made, Policy.EVENT, 10, 2)
    return made


def switch(
    province: Province, policy: Policy, day: int, moment: int, unit: str | None = UNIT
) -> int:
    manager = province.officer(province.holder("H40.03", "hr"), at(moment))
    ids = None if unit is None else [province.unit(unit)]
    start = date(2024, 6, day)
    return sync_policy.switch_policy(
        province.session, manager, ids, policy, start, BASIS, at(moment)
    )


def bring(province: Province, moment: datetime, unit: str = UNIT) -> None:
    province.send(unit, moment)
    province.confirm(unit, moment)
    for post in ("head", "deputy"):
        province.sign(unit, post, moment)


def climb(session: Session, moment: datetime) -> int:
    """Work off what waits inside the province; return how many runs there were."""
    done = 0
    while True:
        asked = [run for run in runs.ask_for_events(session, moment) if run.stage != LAST]
        if not asked:
            return done
        for run in asked:
            key = runs.begin_run(session, run, moment)
            while staging.run_next_piece(session, key, trust(), moment):
                pass
            runs.finish_run(session, run, moment)
            done += 1


def is_open(province: Province, unit: str, moment: datetime) -> bool:
    return signing_opening(province.session, province.unit(unit), Tier.FACILITY, moment).is_open


def test_signing_is_always_open_from_the_day_on(province: Province) -> None:
    moments = (
        at(9, 23, 59),
        at(10, 0),
        at(15),
        at(24),
        at(27),
        at(30, 23, 59),
        moment_of(1, month=7),
    )
    assert [is_open(province, UNIT, one) for one in moments] == [False, *[True] * 6]
    assert [is_open(province, OTHER, one) for one in moments] == [
        False, False, False, True, False, False, False,
    ]  # fmt: skip


def test_the_way_back_closes_signing_and_asks_for_no_run(
    province: Province, session: Session
) -> None:
    switch(province, Policy.MONTHLY, 15, 11)
    bring(province, at(14))
    assert not is_open(province, UNIT, at(15))
    assert climb(session, at(14, 10)) == 2  # signed while it was due
    assert climb(session, at(16)) == 0
    people = len(province.people(UNIT))
    assert [one.owed for one in runs.stage_sums(session, "2024-06")] == [people, people]
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))


def test_a_person_whom_no_item_knows_turns_the_sums_red(
    province: Province, session: Session
) -> None:
    bring(province, at(14))
    climb(session, at(14, 10))
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))
    insert_person(session, province.unit(OTHER))
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))  # not its month yet
    insert_person(session, province.unit(UNIT))
    assert not any(one.balanced for one in runs.stage_sums(session, "2024-06"))


def test_who_leaves_in_the_month_stays_counted(province: Province, session: Session) -> None:
    """Also who never had a version, and also when the unit is counted again later."""
    insert_person(session, province.unit(UNIT))
    bring(province, at(14))
    climb(session, at(14, 10))
    hr = province.officer(province.holder(UNIT, "hr"), at(20))
    gone, other = (UUID(one) for one in plain_members(province)[:2])
    moves.file(session, hr, gone, Filing(MoveKind.RETIRED, date(2024, 6, 12), BASIS), at(20))
    ends = text("select ends_on from employment where person_id = :who")
    assert session.scalar(ends, {"who": gone}) == date(2024, 6, 15)  # counted until the 14th
    left = text(
        "update employment set ends_on = '2024-06-15' from person"
        " where person.id = person_id and full_name = 'Người Ngoài Sổ'"
    )
    with transaction(session):
        session.execute(left)
    amend(province, str(other), "Soạn thảo", at(20))
    province.confirm(UNIT, at(20))
    province.sign(UNIT, moment=at(20))
    assert climb(session, at(20, 10)) == 2
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))


def plain_members(province: Province) -> list[str]:
    posted = {row["person"] for row in province.document["appointments"]}
    return [one for one in province.people(UNIT) if one not in posted]


def test_a_change_climbs_again_and_each_record_keeps_its_one_item(
    province: Province, session: Session
) -> None:
    bring(province, at(14))
    climb(session, at(14, 10))
    who = plain_member(province, UNIT)
    amend(province, who, "Soạn thảo văn bản", at(16))
    province.confirm(UNIT, at(16))
    province.sign(UNIT, moment=at(16))
    assert climb(session, at(16, 10)) == 2
    assert climb(session, at(16, 11)) == 0
    version = text("select version from holding where tier = 'province' and record_id = :who")
    assert session.scalar(version, {"who": who}) == 2
    counts = text("select stage, count(*) from sync_item group by stage")
    assert set(session.execute(counts).all()) == {
        (stage, len(province.people(UNIT))) for stage in (FIRST, SECOND)
    }
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))


def test_a_refused_run_is_not_asked_for_again_at_once(province: Province, session: Session) -> None:
    """It is tried again once a day, and at once when something else is signed."""
    bring(province, at(14))
    climb(session, at(14, 10))
    (run,) = run_store.open_runs(session)
    assert run.stage == LAST
    assert runs.ask_for_events(session, at(14, 10)) == []  # while it is open
    runs.refuse_run(session, run, "409 catalogue_stale", at(14, 10))
    assert runs.ask_for_events(session, at(14, 11)) == []
    assert runs.ask_for_events(session, at(15, 1, 29)) == []
    (again,) = runs.ask_for_events(session, at(15, 1, 31))
    runs.refuse_run(session, again, "409 catalogue_stale", at(15, 1, 31))
    assert runs.ask_for_events(session, at(15, 9)) == []
    amend(province, plain_member(province, UNIT), "Soạn thảo", at(15, 10))
    province.confirm(UNIT, at(15, 10))
    province.sign(UNIT, moment=at(15, 10))
    climb(session, at(15, 11))
    assert run_store.is_open(session, LAST, "2024-06", Policy.EVENT)


def test_a_run_by_event_takes_nothing_of_the_other_units(
    province: Province, session: Session
) -> None:
    """What a unit of the calendar signs in its window waits for the stage's own day."""
    bring(province, at(23), OTHER)
    bring(province, at(23))
    climb(session, at(23, 10))
    mine = {UUID(one) for one in province.people(UNIT)}
    for stage in (FIRST, SECOND):
        assert set(items(session, stage)) == mine
    for tier in ("department", "province"):
        held = text("select record_id from holding where tier = :tier and run_id is not null")
        assert set(session.scalars(held, {"tier": tier})) == mine


def test_after_the_month_has_opened_an_event_still_takes_its_own_alone(
    province: Province, session: Session
) -> None:
    """The department goes by the month and owes in the same piece; its day is over."""
    run_stage(session, FIRST, at(26))
    run_stage(session, SECOND, at(27))
    bring(province, at(23), "H40.03")  # came to hold it behind the stage's back
    bring(province, at(29))
    climb(session, at(29, 10))
    mine = {UUID(one) for one in province.people(UNIT)}
    accepted = {who for who, one in items(session, SECOND).items() if one[0] == "accepted"}
    assert accepted == mine
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))


def test_an_open_run_of_the_month_waits_for_no_event(province: Province, session: Session) -> None:
    bring(province, at(26, 0, 30))
    (event,) = runs.ask_for_events(session, at(26, 1))
    due = runs.ask_for_due_stages(session, at(26, 1, 1))
    month = next(run for run in due if run.period == "2024-06")
    assert {event.policy, month.policy} == {"event", None}
    for run in (event, month):
        key = runs.begin_run(session, run, at(26, 1, 2))
        while staging.run_next_piece(session, key, trust(), at(26, 1, 2)):
            pass
        runs.finish_run(session, run, at(26, 1, 3))
    first = runs.stage_sums(session, "2024-06")[0]
    assert first.balanced
    assert first.owed == sum(
        len(province.people(one["code"]))
        for one in province.document["units"]
        if one["tier"] == "facility"
    )


def test_each_change_has_a_deadline_and_the_overdue_ones_are_named(
    province: Province, session: Session
) -> None:
    """NĐ 27/2026: three working days from the confirmation; before the switch there was none."""
    early, late = [one for one in province.people(UNIT) if one != province.holder(UNIT, "hr")][:2]
    province.send(UNIT, at(7))
    _confirm_only(province, [early], at(7))
    _confirm_only(province, [late], at(10, 16))
    unit = [province.unit(UNIT)]
    (change,) = sync_policy.open_changes(session, unit, at(10, 17))
    assert str(change.unsent.record_id) == late
    assert change.kind is Change.DOSSIER
    assert change.due_at == at(14, 0)  # a Monday; 11, 12, 13 June are the three days
    assert sync_policy.overdue_changes(session, unit, at(13, 23, 59)) == []
    assert len(sync_policy.overdue_changes(session, unit, at(14, 0))) == 1
    assert sync_policy.open_changes(session, [province.unit(OTHER)], at(14)) == []
    assert sync_policy.open_changes(session, unit, at(14), hidden=[late]) == []


def _confirm_only(province: Province, who: list[str], moment: datetime) -> None:
    hr = province.officer(province.holder(UNIT, "hr"), moment)
    ids = [draft_of(province, one).id for one in who]
    checking.confirm_drafts(province.session, hr, ids, moment)


@pytest.mark.parametrize(
    ("day", "unit", "basis", "code"),
    [
        (1, UNIT, BASIS, "day_past"),
        (20, UNIT, Basis(" ", date(2024, 5, 2)), "basis_missing"),
        (20, UNIT, Basis("1/QĐ", date(2024, 6, 3)), "basis_ahead"),
        (12, UNIT, BASIS, "policy_as_it_is"),
    ],
)
def test_a_switch_needs_a_day_to_come_and_a_document(
    province: Province, day: int, unit: str, basis: Basis, code: str
) -> None:
    manager = province.officer(province.holder("H40.03", "hr"), at(2))
    with pytest.raises(Refused) as caught:
        sync_policy.switch_policy(
            province.session, manager, [province.unit(unit)], Policy.EVENT, date(2024, 6, day),
            basis, at(2),
        )  # fmt: skip
    assert caught.value.decision.code == code


def test_the_province_itself_signs_nothing_and_follows_no_policy(province: Province) -> None:
    with pytest.raises(Missing):
        switch(province, Policy.EVENT, 20, 2, "H40")


def test_what_was_chosen_stays_written(province: Province, session: Session) -> None:
    assert switch(province, Policy.EVENT, 20, 2, None) == 1
    event = text("select basis, detail from audit_event where event = 'sync_policy.chosen'")
    basis, detail = session.execute(event).all()[0]
    assert basis == "NĐ 27/2026"
    assert detail == {"policy": "event", "valid_from": "2024-06-10", "document": "31/QĐ-SNV"}
    refused(session, "update sync_policy set policy = 'monthly'", "permission denied")
    refused(session, "delete from sync_policy", "permission denied")
