"""What the officers of a department and of Sở Nội vụ see of the stages."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from province_app.services import monitor, receipts, runs, staging
from province_app.services.errors import Missing
from province_app.signing.keystore import sign_with_keystore
from tests.databases import Database
from tests.provinces import PIN, Province, at, authority, signed_month, trust
from tests.stages import begin, give_seals, insert_person, push_to_national, run_stage, tamper
from tests.web import Site
from tiers.stages import Outcome, Stage
from tiers.units import Officer

PERIOD = "2024-05"
UNKNOWN = ("catalogue_unknown_code", "/sections/education/content/general_education_code")


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which everything is signed: 24 people in two departments."""
    return signed_month(session)


def manager(province: Province) -> Officer:
    """Sở Nội vụ."""
    return province.officer(province.holder("H40.03", "hr"), at(26))


def department(province: Province, unit: str = "H40.02") -> Officer:
    """The HR officer of a department."""
    return province.officer(province.holder(unit, "hr"), at(26))


def look(province: Province, officer: Officer, stage: Stage, moment: datetime) -> monitor.Frame:
    return monitor.frame_of(province.session, officer, stage, PERIOD, moment)


def listed(province: Province, frame: monitor.Frame, counted: str, **filters: object) -> set[str]:
    found, _ = monitor.records(province.session, frame, counted, **filters)
    return {str(item.record_id) for item in found}


@pytest.mark.parametrize("stage", list(Stage))
def test_the_departments_sums_add_up_to_the_provinces(province: Province, stage: Stage) -> None:
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    push_to_national(province.session, at(28))
    whole = look(province, manager(province), stage, at(28))
    total = monitor.sums_of(province.session, whole, stage)
    roots = [province.unit("H40.02"), province.unit("H40.02.01")]
    others = [province.unit("H40.03"), province.unit("H40.03.01")]
    parts = [
        monitor.sums_of(province.session, replace(whole, unit_ids=tuple(ids)), stage)
        for ids in (roots, others)
    ]
    assert total
    assert total.balanced
    assert total.owed > 0
    for name in ("owed", *Outcome):
        assert getattr(total, name) == sum(getattr(part, name) for part in parts if part)
    lines, more = monitor.unit_lines(province.session, whole, 1, at(28))
    assert not more
    assert sum(line.month.owed for line in lines) == total.owed
    assert sum(line.month.arrived for line in lines) == total.accepted


def test_a_department_sees_its_subtree_and_nothing_else(province: Province) -> None:
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    own = {*province.people("H40.02"), *province.people("H40.02.01")}
    for stage in (Stage.DEPARTMENT_TO_PROVINCE, Stage.PROVINCE_TO_NATIONAL):
        frame = look(province, department(province), stage, at(28))
        assert listed(province, frame, "owed") == own
        lines, _ = monitor.unit_lines(province.session, frame, 1, at(28))
        assert {line.month.unit_id for line in lines} == {
            province.unit("H40.02"),
            province.unit("H40.02.01"),
        }
    with pytest.raises(Missing):
        monitor.records(province.session, frame, "owed", unit_id=province.unit("H40.03"))


def test_an_officer_without_an_hr_post_in_a_department_sees_nobody(province: Province) -> None:
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    officer = replace(department(province), posts=frozenset())
    frame = look(province, officer, Stage.FACILITY_TO_DEPARTMENT, at(26))
    sums = monitor.sums_of(province.session, frame, frame.stage)
    assert sums
    assert sums.owed == 0
    assert monitor.unit_lines(province.session, frame, 1, at(26)) == ([], False)
    assert listed(province, frame, "owed") == set()


def test_a_person_whom_no_item_knows_makes_the_equation_fail(province: Province) -> None:
    """Exchange contract §3: owed is counted from people, not from items."""
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    insert_person(province.session, province.unit("H40.02.01"))
    for officer in (manager(province), department(province)):
        frame = look(province, officer, Stage.FACILITY_TO_DEPARTMENT, at(26))
        sums = monitor.sums_of(province.session, frame, frame.stage)
        assert sums
        assert not sums.balanced
        found, _ = monitor.records(province.session, frame, "unaccounted")
        assert [item.person for item in found] == ["Người Ngoài Sổ"]
    unseen = replace(frame, unit_ids=(province.unit("H40.03.01"),))
    untouched = monitor.sums_of(province.session, unseen, frame.stage)
    assert untouched
    assert untouched.balanced


def test_each_number_of_a_unit_is_the_length_of_its_list(
    province: Province, database: Database
) -> None:
    broken = province.people("H40.02.01")[2]
    tamper(database, broken)
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    frame = look(province, manager(province), Stage.FACILITY_TO_DEPARTMENT, at(26))
    lines, _ = monitor.unit_lines(province.session, frame, 1, at(26))
    worst = lines[0].month
    assert worst.unit_id == province.unit("H40.02.01")
    assert (worst.owed, worst.signed, worst.arrived, worst.withheld) == (5, 5, 4, 1)
    assert lines[0].contact
    for counted in ("owed", "entered", "checked", "signed", "arrived", "stopped"):
        found = listed(province, frame, counted, unit_id=worst.unit_id)
        assert len(found) == getattr(worst, counted), counted


def test_causes_name_the_place_and_the_code_in_use(province: Province) -> None:
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    refused = province.people("H40.02.01")[1]
    secret = province.people("H40.03.01")[1]
    push_to_national(
        province.session,
        at(28),
        {refused: UNKNOWN, secret: (UNKNOWN[0], "/sections/identity/content/personal_id")},
    )
    frame = look(province, manager(province), Stage.PROVINCE_TO_NATIONAL, at(28))
    by_path = {cause.path: cause for cause in monitor.causes(province.session, frame)}
    assert by_path[UNKNOWN[1]].values
    assert all("/" in value for value in by_path[UNKNOWN[1]].values)  # 12/12, 10/10
    assert by_path["/sections/identity/content/personal_id"].values == ()
    cause = "".join(UNKNOWN)
    assert listed(province, frame, "rejected", cause=cause) == {refused}
    mine = look(province, department(province), Stage.PROVINCE_TO_NATIONAL, at(28))
    assert [one.path for one in monitor.causes(province.session, mine)] == [UNKNOWN[1]]
    firsts = monitor.first_of_causes(province.session, mine)
    assert [str(item.record_id) for item in firsts] == [refused]


def test_what_an_earlier_stage_withheld_keeps_its_reason(
    province: Province, database: Database
) -> None:
    broken = province.people("H40.02.01")[2]
    tamper(database, broken)
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(province.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    push_to_national(province.session, at(28))
    for stage in Stage:
        frame = look(province, manager(province), stage, at(28))
        (cause,) = monitor.causes(province.session, frame)
        assert (cause.code, cause.path) == ("digest_mismatch", "/sections/salary")
        reason = "digest_mismatch/sections/salary"
        assert listed(province, frame, "withheld", cause=reason) == {broken}


def test_pages_of_a_list_join_without_gap_or_repetition(province: Province) -> None:
    run_stage(province.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    frame = look(province, manager(province), Stage.DEPARTMENT_TO_PROVINCE, at(26))
    for number in range(10):
        insert_person(province.session, province.unit("H40.02" if number % 2 else "H40.03"))
    first, more = monitor.records(province.session, frame, "owed")
    assert more
    rest, none = monitor.records(province.session, frame, "owed", after=first[-1].record_id)
    assert not none
    assert len({item.record_id for item in [*first, *rest]}) == len(first) + len(rest) == 34


def test_progress_counts_the_open_run_within_the_scope(province: Province) -> None:
    session = province.session
    run, key = begin(session, Stage.FACILITY_TO_DEPARTMENT, at(26, 1))
    frame = look(province, manager(province), Stage.FACILITY_TO_DEPARTMENT, at(26, 1))
    mine = look(province, department(province), Stage.FACILITY_TO_DEPARTMENT, at(26, 1))
    staging.run_next_piece(session, key, trust(), at(26, 1))  # H40.02.01: 5 of 10
    later = at(26, 1, 0, 10)
    found = monitor.runs(session, frame, later)
    moving = monitor.moving(session, frame, found, later)
    assert moving
    assert (moving.done, moving.total, moving.left_s) == (5, 10, 10)
    assert moving.run.by == ""
    own = monitor.moving(session, mine, found, later)
    assert own
    assert (own.done, own.total, own.left_s) == (5, 5, 0)
    runs.note_fault(session, run, "no answer: ConnectTimeout")
    stopped = monitor.moving(session, frame, monitor.runs(session, frame, later), later)
    assert stopped
    assert stopped.left_s is None
    runs.finish_run(session, run, later)
    staging.run_next_piece(session, key, trust(), later)
    runs.finish_run(session, run, later)
    assert monitor.moving(session, frame, monitor.runs(session, frame, later), later) is None


def test_who_pressed_the_button_is_named_only_within_the_scope(province: Province) -> None:
    session = province.session
    runs.ask_for_stage(
        session, manager(province), Stage.DEPARTMENT_TO_PROVINCE, "Công văn 12/SNV", at(27, 0, 5)
    )
    whole = look(province, manager(province), Stage.DEPARTMENT_TO_PROVINCE, at(27, 1))
    mine = look(province, department(province), Stage.DEPARTMENT_TO_PROVINCE, at(27, 1))
    assert monitor.runs(session, whole, at(27, 1))[0].by
    assert monitor.runs(session, mine, at(27, 1))[0].by is None


def test_a_month_that_has_not_begun_does_not_exist(province: Province) -> None:
    for call in (
        lambda: monitor.stage_to_show(province.session, "2024-06", at(26)),
        lambda: monitor.frame_of(
            province.session, manager(province), Stage.FACILITY_TO_DEPARTMENT, "2024-06", at(26)
        ),
    ):
        with pytest.raises(Missing):
            call()


def test_the_stage_that_is_wanted_is_the_last_that_has_begun(province: Province) -> None:
    def wanted(day: int) -> Stage:
        return monitor.stage_to_show(province.session, PERIOD, at(day))

    assert wanted(20) is Stage.FACILITY_TO_DEPARTMENT
    assert wanted(26) is Stage.FACILITY_TO_DEPARTMENT
    assert wanted(27) is Stage.DEPARTMENT_TO_PROVINCE
    assert wanted(31) is Stage.PROVINCE_TO_NATIONAL


def test_a_receipt_holds_only_with_its_own_bytes_submission_and_seal(
    province: Province, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Exchange contract, annex 12 and 16."""
    session = province.session
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    sent = push_to_national(session, at(28))
    give_seals(site.app, tmp_path_factory.mktemp("seals"))
    settings = site.app.config["SETTINGS"]
    submission = sent.submission
    assert receipts.verify(submission, settings, at(28))
    assert not receipts.verify(submission, replace(settings, agency_code="H41"), at(28))
    assert not receipts.verify(submission, replace(settings, exchange_trust_file=None), at(28))
    assert not receipts.verify(submission, replace(settings, exchange_peer_agency="G2"), at(28))
    unknown = replace(settings, exchange_peer_seals_file=settings.exchange_seal_file)
    assert not receipts.verify(submission, unknown, at(28))
    with session.no_autoflush:
        submission.receipt = sent.receipt.replace(b'"rejected":0', b'"rejected":9')
        assert not receipts.verify(submission, settings, at(28))
        submission.receipt = sent.receipt
        stranger = authority().issue("Người lạ", PIN).p12
        submission.receipt_signature = sign_with_keystore(sent.receipt, stranger, PIN)
        assert not receipts.verify(submission, settings, at(28))
        submission.receipt_signature = sent.signature
        submission.items_digest = b"\0" * 32
        assert not receipts.verify(submission, settings, at(28))
    session.rollback()
