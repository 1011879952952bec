"""The tree of units with quotas and successors, as it is told. Source: QĐ 893; contract §3."""

from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.exchange.documents import Units, check
from province_app.services import roster, unit_facts, unit_trees
from province_app.services.basis import Basis
from province_app.services.errors import Missing, Refused
from tests.provinces import Province, at, load_province
from tiers.stages import Stage
from tiers.units import Officer, Tier

FACILITY, SIBLING, DEPARTMENT = "H40.02.01", "H40.03.01", "H40.02"
BASIS = Basis("20/QĐ-UBND", date(2024, 5, 20))
NOW = at(27)


@pytest.fixture
def world(session: Session) -> Province:
    return load_province(session, 6)


@pytest.fixture
def manager(world: Province) -> Officer:
    return world.officer(world.holder("H40.03", "hr"))


def tree(session: Session, day: int = 27, stage: Stage = Stage.PROVINCE_TO_NATIONAL) -> Any:
    """Return the tree that would be sent on the day, by code."""
    made = unit_trees.to_send(session, at(day), stage)
    assert made is not None
    told = check(Units, orjson.loads(made.body)).units
    return {one.code: one for one in told}


def end(session: Session, code: str, day: str) -> None:
    session.execute(
        text("update unit_period set valid_to = :day where code = :code"),
        {"day": day, "code": code},
    )
    session.commit()


def test_the_latest_quota_of_the_newest_year_travels(session: Session, manager: Officer) -> None:
    for year, assigned, day in ((2023, 40, 2), (2024, 38, 3), (2024, 36, 4), (2025, 9, 5)):
        basis = Basis(f"{day}/QĐ-UBND", date(2024, 5, day))
        unit_facts.assign(session, manager, FACILITY, year, assigned, basis, NOW)
    found = tree(session)
    quota = found[FACILITY].quota
    assert (quota.year, quota.assigned, quota.decision) == (2024, 36, "4/QĐ-UBND")
    assert found[DEPARTMENT].quota is None
    told = session.scalars(text("select event from audit_event where event = 'unit.assigned'"))
    assert len(told.all()) == 4


def test_a_merger_travels_with_the_unit_that_ended_and_what_follows_it(
    session: Session, manager: Officer
) -> None:
    """Expectations §1, point 15: the ended unit keeps its row, its parent of then, its days."""
    with pytest.raises(Refused, match="unit_not_ended"):
        unit_facts.name_successor(session, manager, FACILITY, SIBLING, BASIS, NOW)
    end(session, FACILITY, "2024-05-27")
    before = tree(session)
    assert before[FACILITY].successors == []
    unit_facts.name_successor(session, manager, FACILITY, SIBLING, BASIS, NOW)
    with pytest.raises(Refused, match="successor_known"):
        unit_facts.name_successor(session, manager, FACILITY, SIBLING, BASIS, NOW)
    ended = tree(session)[FACILITY]
    assert (ended.successors, ended.parent) == ([SIBLING], DEPARTMENT)
    assert ended.valid_to == "2024-05-27"
    assert ended.quota is None


def test_a_unit_under_a_new_code_follows_its_old_one(session: Session, world: Province) -> None:
    unit_id = world.unit(FACILITY)
    end(session, FACILITY, "2024-05-20")
    session.execute(
        text(
            "insert into unit_period (unit_id, valid_from, code, name, kind, tier, parent_id)"
            " select unit_id, '2024-05-20', 'H40.02.99', name, kind, tier, parent_id"
            " from unit_period where unit_id = :id"
        ),
        {"id": unit_id},
    )
    session.commit()
    found = tree(session)
    assert found[FACILITY].successors == ["H40.02.99"]
    assert found["H40.02.99"].successors == []
    assert len(found) == len(world.document["units"]) + 1


def test_a_code_in_use_again_stands_once(session: Session, world: Province) -> None:
    """Codes were reused in 2025: the unit that has it now stands in the tree."""
    end(session, FACILITY, "2024-05-20")
    again = roster.NewUnit(
        FACILITY, "Trường mới", "kindergarten", "facility", DEPARTMENT, date(2024, 5, 25)
    )
    roster.add_units(session, [again], NOW)
    found = tree(session)
    assert (found[FACILITY].name, found[FACILITY].valid_to) == ("Trường mới", None)
    assert len(found) == len(world.document["units"])


def test_units_come_with_quotas_and_successors_from_a_load(
    session: Session, world: Province
) -> None:
    quota = roster.NewQuota(2024, 12, "7/QĐ-UBND", date(2024, 1, 5))
    ended = roster.NewUnit(
        "H40.02.98", "Trường cũ", "kindergarten", "facility", DEPARTMENT,
        date(2020, 1, 1), date(2024, 1, 1), successors=[FACILITY], quotas=[quota],
    )  # fmt: skip
    roster.add_units(session, [ended], NOW)
    assert tree(session)["H40.02.98"].successors == [FACILITY]


def test_a_department_tells_of_its_own_levels(session: Session, world: Province) -> None:
    found = tree(session, stage=Stage.DEPARTMENT_TO_PROVINCE)
    assert {one.tier for one in found.values()} == {Tier.DEPARTMENT, Tier.FACILITY}


def test_only_so_noi_vu_says_it_and_with_a_document(
    session: Session, world: Province, manager: Officer
) -> None:
    stranger = world.officer(world.holder(DEPARTMENT, "hr"))
    with pytest.raises(Refused, match="role_lacks"):
        unit_facts.assign(session, stranger, FACILITY, 2024, 5, BASIS, NOW)
    with pytest.raises(Refused, match="role_lacks"):
        unit_facts.name_successor(session, stranger, FACILITY, SIBLING, BASIS, NOW)
    with pytest.raises(Refused, match="basis_missing"):
        unit_facts.assign(session, manager, FACILITY, 2024, 5, Basis(" ", BASIS.day), NOW)
    with pytest.raises(Refused, match="quota_number"):
        unit_facts.assign(session, manager, FACILITY, 2024, -1, BASIS, NOW)
    with pytest.raises(Missing):
        unit_facts.assign(session, manager, "H40.77", 2024, 5, BASIS, NOW)
    with pytest.raises(Missing):
        unit_facts.name_successor(session, manager, "H40.77", SIBLING, BASIS, NOW)
