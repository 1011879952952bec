"""The stages inside the province: what climbs, what is withheld and why. Quy chế Đ.8.1, 8.2."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import drafts, runs
from province_app.services.errors import Refused
from province_app.signing.trust import TrustList
from tests.climbing import climb, items, run_stage
from tests.databases import Database, as_owner
from tests.provinces import Province, at, authority, load_province, sign_all, signed_month
from tiers.stages import Stage

FIRST, SECOND = Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE
UNIT = "H40.03.01"


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which everything is signed."""
    return signed_month(session)


def test_every_record_reaches_the_province(province: Province, session: Session) -> None:
    climb(session)
    first, second = runs.stage_sums(session, "2024-05")
    people = len(province.document["persons"])
    assert first.balanced
    assert second.balanced
    assert second.owed == second.accepted == people
    assert first.owed == first.accepted < people
    held = session.scalar(text("select count(*) from holding where tier = 'province'"))
    assert held == people


def test_a_run_repeated_moves_nothing(province: Province, session: Session) -> None:
    climb(session)
    before = items(session, SECOND)
    run_stage(session, SECOND, at(27, 15))
    assert items(session, SECOND) == before


def test_a_section_changed_after_signing_is_withheld_and_named(
    province: Province, session: Session, database: Database
) -> None:
    victim = province.people(UNIT)[1]
    as_owner(
        database,
        "update record_section set content = convert_to(replace(convert_from(content, 'UTF8'),"
        " 'salary_step', 'salary_stop'), 'UTF8')"
        " where record_id = :id and name = 'salary'",
        id=victim,
    )
    climb(session)
    outcome = items(session, FIRST)
    assert outcome.pop(UUID(victim)) == ("withheld", "digest_mismatch", "/sections/salary")
    assert set(outcome.values()) == {("accepted", None, None)}
    assert runs.stage_sums(session, "2024-05")[0].balanced


def test_a_version_whose_tree_was_replaced_is_withheld(
    province: Province, session: Session, database: Database
) -> None:
    victim = province.people(UNIT)[1]
    as_owner(
        database,
        "update record_version set tree = convert_to(convert_from(tree, 'UTF8') || ' ', 'UTF8')"
        " where record_id = :id",
        id=victim,
    )
    climb(session)
    assert items(session, FIRST)[UUID(victim)] == ("withheld", "digest_mismatch", "/digest")


def test_a_holding_that_no_manifest_names_is_withheld(
    province: Province, session: Session, database: Database
) -> None:
    """A version that is whole, but that the head never signed, does not travel."""
    victim = province.people(UNIT)[1]
    as_owner(
        database, "update holding set digest = sha256(digest) where record_id = :id", id=victim
    )
    climb(session)
    assert items(session, FIRST)[UUID(victim)] == ("withheld", "digest_mismatch", "/digest")


def test_a_replaced_signature_withholds_the_whole_manifest(
    province: Province, session: Session, database: Database
) -> None:
    head = province.holder(UNIT, "head")
    as_owner(
        database,
        "update manifest set signature = (select signature from manifest other"
        " where other.signer_id <> :head limit 1) where signer_id = :head",
        head=head,
    )
    climb(session)
    outcome = items(session, FIRST)
    theirs = {UUID(one) for one in province.people(UNIT)} - {UUID(head)}
    assert {outcome[one] for one in theirs} == {("withheld", "signature_invalid", None)}
    assert outcome[UUID(head)] == ("accepted", None, None)  # the deputy's manifest


def test_a_certificate_revoked_since_withholds_until_the_present_head_signs(
    session: Session,
) -> None:
    """Design decision 9: the sender re-judges each manifest before its stage."""
    province = load_province(session)
    sign_all(province)
    head = province.holder(UNIT, "head")
    ca = authority()
    ca.revoke(province.identities[head].certificate_der, at(24))
    climb(session, TrustList.from_pem(ca.trust_pem()))
    withheld = {key for key, one in items(session, FIRST).items() if one[0] == "withheld"}
    assert withheld == {UUID(one) for one in province.people(UNIT)} - {UUID(head)}
    assert {items(session, FIRST)[one][1] for one in withheld} == {"signer_not_authorised"}


def test_what_nobody_signed_or_could_sign_is_withheld(session: Session) -> None:
    province = load_province(session)
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)  # the head's own record waits for the deputy
    head = UUID(province.holder(UNIT, "head"))
    session.execute(text("delete from appointment where post = 'deputy'"))
    session.commit()
    climb(session)
    outcome = items(session, FIRST)
    assert outcome[head] == ("withheld", "no_signer", None)
    other = UUID(province.people("H40.02.01")[-1])
    assert outcome[other] == ("withheld", "not_signed", None)


def test_a_repaired_record_travels_in_the_next_run(province: Province, session: Session) -> None:
    victim = UUID(province.people(UNIT)[1])
    session.execute(text("delete from holding where record_id = :id"), {"id": victim})
    session.commit()
    climb(session)
    assert items(session, FIRST)[victim][1] == "not_signed"
    session.execute(
        text(
            "insert into holding select 'facility', item.record_id, version.unit_id, item.version,"
            " item.digest, item.manifest_id, null, now() from manifest_item item"
            " join record_version version using (record_id, version) where record_id = :id"
        ),
        {"id": victim},
    )
    session.commit()
    run_stage(session, FIRST, at(26, 15))
    assert items(session, FIRST)[victim] == ("accepted", None, None)


def test_the_sums_see_a_person_whom_no_item_knows(province: Province, session: Session) -> None:
    climb(session)
    someone = "insert into person values (gen_random_uuid(), 'Ai Đó', 'x', now()) returning id"
    person = session.scalar(text(someone))
    session.execute(
        text(
            "insert into employment (person_id, unit_id, category, starts_on)"
            " values (:person, :unit, 'VC', '2020-01-01')"
        ),
        {"person": person, "unit": province.unit(UNIT)},
    )
    session.commit()
    assert not any(one.balanced for one in runs.stage_sums(session, "2024-05"))


@pytest.mark.parametrize(
    ("stage", "moment"),
    [
        (FIRST, at(26) - timedelta(hours=9, seconds=1)),
        (FIRST, at(27, 0)),
        (SECOND, at(27, 0) - timedelta(seconds=1)),
        (SECOND, at(28, 0)),
        (Stage.PROVINCE_TO_NATIONAL, at(28, 0) - timedelta(seconds=1)),
        (Stage.PROVINCE_TO_NATIONAL, at(1, 0, month=6)),
    ],
)
def test_a_stage_is_refused_outside_its_days(
    session: Session, stage: Stage, moment: object
) -> None:
    """Quy chế Đ.8.1-8.3: day 26, day 27, day 28 to the end of the month."""
    province = load_province(session)
    manager = province.officer(province.holder("H40.03", "hr"), at(26))
    with pytest.raises(Refused) as refused:
        runs.ask_for_stage(session, manager, stage, "thử", moment)  # type: ignore[arg-type]
    assert refused.value.decision.code == "stage_closed"
    assert refused.value.decision.until is not None


def test_asking_twice_gives_one_open_run(province: Province, session: Session) -> None:
    manager = province.officer(province.holder("H40.03", "hr"), at(26))
    asked = [runs.ask_for_stage(session, manager, FIRST, "thử", at(26)).id for _ in range(2)]
    assert asked[0] == asked[1]


def test_a_department_cannot_push_to_the_national_node(session: Session) -> None:
    province = load_province(session)
    officer = province.officer(province.holder("H40.02", "hr"))
    with pytest.raises(Refused) as refused:
        runs.ask_for_stage(session, officer, Stage.PROVINCE_TO_NATIONAL, "thử", at(28))
    assert refused.value.decision.code == "role_lacks"


def test_the_calendar_claims_each_run_once(province: Province, session: Session) -> None:
    assert len(runs.ask_for_due_stages(session, at(26, 1, 0, 1))) == 1
    assert runs.ask_for_due_stages(session, at(26, 2)) == []


def test_a_stage_after_its_legal_day_runs_and_is_marked_late(
    province: Province, session: Session
) -> None:
    asked = runs.ask_for_due_stages(session, at(28, 2))
    assert [(run.stage, run.late) for run in asked] == [
        (FIRST, True),
        (SECOND, True),
        (Stage.PROVINCE_TO_NATIONAL, False),
    ]


def test_nothing_stops_for_one_draft_that_is_still_open(session: Session) -> None:
    """A new draft on top of a signed version never blocks the signed one."""
    province = signed_month(session)
    someone = province.people(UNIT)[0]
    revision = drafts.next_revision(session, UUID(someone))
    typed = {"identity.phone": "0912345678"}
    drafts.save_draft(session, province.officer(someone), typed, revision, at(25))
    climb(session)
    assert {one[0] for one in items(session, FIRST).values()} == {"accepted"}


def test_a_verdict_is_asked_again_under_another_trust_list(
    province: Province, session: Session
) -> None:
    climb(session)
    query = text("select count(*), count(distinct trust_state) from manifest_verification")
    first = session.execute(query).one()
    run_stage(session, SECOND, at(27, 15))
    assert session.execute(query).one() == first  # same trust, nothing new to judge
