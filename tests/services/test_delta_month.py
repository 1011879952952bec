"""A month in which little changed: what the receiver holds is settled as it is counted."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from tests.climbing import climbed_month, run_stage
from tests.desks import FACILITY, plain_member
from tests.histories import PHONE, change
from tests.provinces import Province, at
from tiers.stages import Stage

FIRST, SECOND = Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE


def shares(session: Session, run_id: int) -> set[str]:
    """Return the units that have a share of the run."""
    query = text(
        "select code from stage_piece join unit_period using (unit_id) where run_id = :run"
    )
    return set(session.scalars(query, {"run": run_id}))


def sign_one_change(province: Province) -> None:
    """Let one person of the facility have a new version in June."""
    person = plain_member(province, FACILITY)
    change(province, person, {PHONE: "0912345678"}, 20, month=6)
    province.sign(FACILITY, moment=at(24, month=6))


def test_a_month_without_a_change_is_settled_as_it_is_counted(session: Session) -> None:
    climbed_month(session)
    run = run_stage(session, FIRST, at(26, month=6))
    assert run.state == "done"
    assert shares(session, run.id) == set()
    (sums,) = runs.stage_sums(session, run.period)
    assert sums.balanced
    assert sums.owed == sums.unchanged > 0
    settled = text("select count(*) from sync_item where run_id = :run and digest is not null")
    assert session.scalar(settled, {"run": run.id}) == sums.owed


def test_only_units_with_a_change_have_a_share(session: Session) -> None:
    province = climbed_month(session)
    sign_one_change(province)
    run = run_stage(session, FIRST, at(26, month=6))
    assert shares(session, run.id) == {FACILITY}
    run_stage(session, SECOND, at(27, month=6))
    for sums in runs.stage_sums(session, run.period):
        assert sums.balanced
        assert (sums.accepted, sums.unchanged) == (1, sums.owed - 1)


def test_what_was_signed_since_the_count_is_taken_by_the_next_run(session: Session) -> None:
    province = climbed_month(session)
    run_stage(session, FIRST, at(26, month=6))
    sign_one_change(province)
    run = run_stage(session, FIRST, at(26, 15, month=6))
    assert shares(session, run.id) == {FACILITY}
    (sums,) = runs.stage_sums(session, run.period)
    assert sums.balanced
    assert sums.accepted == 1
