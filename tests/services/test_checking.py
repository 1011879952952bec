"""HR checks: who may, what becomes of it, and that two who check at once are told apart."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from province_app.services import check_page, checking
from province_app.services.errors import Missing, Refused, UnknownField
from province_app.stores import records
from province_app.stores.transaction import transaction
from tests.databases import Database
from tests.desks import (
    ELSEWHERE,
    FACILITY,
    FIELD,
    amend,
    appoint,
    at_once,
    draft_of,
    end_post,
    plain_member,
)
from tests.provinces import START, Province, at, load_province

REASON = [{"path": FIELD, "reason": "wrong", "text": "Xem lại quyết định."}]


@pytest.fixture
def province(session: Session) -> Province:
    """A province where everybody of one facility has sent the own record."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    return loaded


def refused(act, *arguments) -> str:
    """Return the code with which the act is refused."""
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.decision.code


def confirm(province: Province, who: str, person_id: str, *rest) -> int:
    session, draft = province.session, draft_of(province, person_id)
    return checking.confirm_drafts(session, province.officer(who), [draft.id], START, *rest)


def versions(session: Session, person_id: str) -> int:
    session.rollback()
    query = text("select count(*) from record_version where record_id = :who")
    return session.scalar(query, {"who": person_id})


def test_hr_of_another_unit_finds_no_such_draft(province: Province) -> None:
    """A draft of another unit is absent, to see, to confirm and to return. Đ.7.1a"""
    session, stranger = province.session, province.officer(province.holder(ELSEWHERE, "hr"))
    draft = draft_of(province, plain_member(province, FACILITY))
    for act in (
        lambda: check_page.check_desk(session, stranger, draft.id, START),
        lambda: checking.confirm_drafts(session, stranger, [draft.id], START),
        lambda: checking.return_draft(session, stranger, draft.id, REASON, START),
    ):
        with pytest.raises(Missing):
            act()
    assert versions(session, str(draft.person_id)) == 0


def test_one_foreign_draft_in_the_bulk_stops_all(province: Province) -> None:
    province.send(ELSEWHERE)
    session, hr = province.session, province.officer(province.holder(FACILITY, "hr"))
    mine, theirs = (plain_member(province, unit) for unit in (FACILITY, ELSEWHERE))
    ids = [draft_of(province, who).id for who in (mine, theirs)]
    with pytest.raises(Missing):
        checking.confirm_drafts(session, hr, ids, START)
    assert versions(session, mine) == versions(session, theirs) == 0


def test_nobody_checks_the_own_record(province: Province) -> None:
    """Neither HR, nor the deputy who checks HR's. Đ.7.1a"""
    hr, deputy = (province.holder(FACILITY, post) for post in ("hr", "deputy"))
    assert refused(confirm, province, hr, hr) == "own_record"
    draft = draft_of(province, hr)
    assert (
        refused(
            checking.return_draft, province.session, province.officer(hr), draft.id, REASON, START
        )
        == "own_record"
    )
    assert confirm(province, deputy, hr) == 1
    row = province.session.execute(
        text("select confirmed_by, confirmed_as from record_version where record_id = :who"),
        {"who": hr},
    ).one()
    assert (str(row.confirmed_by), row.confirmed_as) == (deputy, "deputy")


def test_the_database_itself_refuses_a_check_of_the_own_record(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    statement = text("update draft set checked_by = person_id where person_id = :who")
    with pytest.raises(IntegrityError, match="ck_draft_own_record"):
        province.session.execute(statement, {"who": person_id})


def test_who_typed_the_change_does_not_check_it(province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    with transaction(province.session):
        draft_of(province, person_id).typed_by = UUID(hr)
    assert refused(confirm, province, hr, person_id) == "typed_the_change"
    assert confirm(province, province.holder(FACILITY, "deputy"), person_id) == 1


def test_the_head_does_not_check_while_there_is_hr(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    assert refused(confirm, province, province.holder(FACILITY, "head"), person_id) == (
        "not_the_checker"
    )


def test_a_post_that_has_ended_opens_nothing(province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    end_post(province, hr, date(2024, 5, 20))
    with pytest.raises(Missing):
        confirm(province, hr, person_id)


def test_confirming_makes_a_version_that_no_one_can_change(province: Province) -> None:
    """What was confirmed stays, even for who speaks to the database as the application does."""
    person_id = plain_member(province, FACILITY)
    assert confirm(province, province.holder(FACILITY, "hr"), person_id) == 1
    session = province.session
    version = records.latest(session, [UUID(person_id)])[UUID(person_id)]
    assert (version.version, version.change) == (1, "new")
    for statement in (
        "update record_version set digest = '' where record_id = :who",
        "delete from record_version where record_id = :who",
        "update record_section set content = '' where record_id = :who",
        "delete from record_section where record_id = :who",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(statement), {"who": person_id})
        session.rollback()


def test_a_confirmed_draft_is_not_confirmed_again(province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    confirm(province, hr, person_id)
    assert refused(confirm, province, hr, person_id) == "not_waiting_for_check"
    assert versions(province.session, person_id) == 1


@pytest.mark.parametrize(
    ("returns", "named"),
    [
        ([], ""),
        ([{"path": FIELD, "reason": "", "text": "Vì sao?"}], FIELD),
        ([{"path": FIELD, "reason": "other", "text": " \u0007 "}], FIELD),
        ([{"path": FIELD, "reason": "because", "text": ""}], FIELD),
        ([*REASON, {"path": "identity.phone", "reason": "other", "text": ""}], "identity.phone"),
    ],
)
def test_returning_needs_a_reason_for_each_field(
    province: Province, returns: list[dict[str, str]], named: str
) -> None:
    """Đ.7.1a: không xác nhận, đồng thời yêu cầu bổ sung."""
    session, hr = province.session, province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, plain_member(province, FACILITY))
    with pytest.raises(Refused) as caught:
        checking.return_draft(session, hr, draft.id, returns, START)
    assert (caught.value.decision.code, caught.value.detail) == ("reason_missing", named)
    assert draft_of(province, str(draft.person_id)).state == "with_hr"


def test_returning_names_fields_of_the_record_only(province: Province) -> None:
    session, hr = province.session, province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, plain_member(province, FACILITY))
    with pytest.raises(UnknownField):
        checking.return_draft(session, hr, draft.id, [{**REASON[0], "path": "state"}], START)


def test_a_returned_draft_carries_its_reasons(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    hr = province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, person_id)
    checking.return_draft(province.session, hr, draft.id, REASON, at(21), draft.revision)
    draft = draft_of(province, person_id)
    assert (draft.state, draft.returned_at, draft.returns) == ("returned", at(21), REASON)
    assert versions(province.session, person_id) == 0


def test_what_changed_since_it_was_shown_is_neither_confirmed_nor_returned(
    province: Province,
) -> None:
    """Shown, returned by a colleague, amended, sent again: the old page confirms nothing."""
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    draft = draft_of(province, person_id)
    shown, officer = draft.revision, province.officer(hr)
    checking.return_draft(province.session, officer, draft.id, REASON, at(21))
    amend(province, person_id, "Tin học", at(22))
    assert refused(confirm, province, hr, person_id, {draft.id: shown}) == "changed_since_shown"
    assert (
        refused(checking.return_draft, province.session, officer, draft.id, REASON, at(22), shown)
        == "changed_since_shown"
    )
    now = draft_of(province, person_id)
    assert (now.state, versions(province.session, person_id)) == ("with_hr", 0)
    assert confirm(province, hr, person_id, {draft.id: now.revision}) == 1


def test_the_desk_shows_what_differs_from_the_version_before(province: Province) -> None:
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    officer, session = province.officer(hr), province.session
    first = check_page.check_desk(session, officer, draft_of(province, person_id).id, START)
    assert first.first_entry
    assert all(change.old is None for change in first.changes)
    assert len(first.changes) > 20
    confirm(province, hr, person_id)
    amend(province, person_id, "Tin học", at(21))
    desk = check_page.check_desk(session, officer, draft_of(province, person_id).id, at(21))
    assert [(one.path, one.new) for one in desk.changes] == [(FIELD, "Tin học")]
    assert not desk.first_entry


def test_what_the_person_has_not_sent_is_not_shown(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    officer = province.officer(province.holder(FACILITY, "hr"))
    draft = draft_of(province, person_id)
    checking.return_draft(province.session, officer, draft.id, REASON, at(21))
    desk = check_page.check_desk(province.session, officer, draft.id, at(21))
    assert (desk.changes, desk.content, desk.decision.code) == ((), {}, "not_waiting_for_check")


def test_the_queue_holds_what_this_officer_may_check(province: Province) -> None:
    session, hr = province.session, province.holder(FACILITY, "hr")
    queue = check_page.to_check(session, province.officer(hr), START)
    assert {str(one.person_id) for one in queue} == set(province.people(FACILITY)) - {hr}
    deputy = province.officer(province.holder(FACILITY, "deputy"))
    assert [str(one.person_id) for one in check_page.to_check(session, deputy, START)] == [hr]
    desk = check_page.check_desk(session, province.officer(hr), queue[-1].id, START)
    assert desk.following == queue[0]


@pytest.mark.parametrize("second", ["confirm", "return"])
def test_of_two_who_check_at_once_one_wins(
    province: Province, database: Database, second: str
) -> None:
    """Both have read the draft before either acts: one version, and the other is told."""
    person_id, hr = plain_member(province, FACILITY), province.holder(FACILITY, "hr")
    colleague = next(
        who for who in province.people(FACILITY) if who not in (person_id, hr)
        and who != province.holder(FACILITY, "head")
    )  # fmt: skip
    appoint(province, colleague, FACILITY, "hr", "hr")
    draft_id = draft_of(province, person_id).id
    officers = [province.officer(hr), province.officer(colleague)]
    province.session.rollback()

    def checker(officer, kind: str):
        def look(session: Session):
            desk = check_page.check_desk(session, officer, draft_id, START)
            shown = desk.draft.revision

            def act() -> object:
                if kind == "confirm":
                    return checking.confirm_drafts(
                        session, officer, [draft_id], START, {draft_id: shown}
                    )
                return checking.return_draft(session, officer, draft_id, REASON, START, shown).id

            return act

        return look

    results = at_once(database, checker(officers[0], "confirm"), checker(officers[1], second))
    lost = [one for one in results if isinstance(one, Exception)]
    assert len(lost) == 1, results
    assert isinstance(lost[0], Refused)
    assert lost[0].decision.code == "not_waiting_for_check"
    won_by_confirming = results[0] == 1 or second == "confirm"
    assert versions(province.session, person_id) == (1 if won_by_confirming else 0)
