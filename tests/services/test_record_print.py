"""The record on paper: the own one whole, another's with an audit event and only what was asked."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.people import Person
from province_app.models.rights import PersonRequest
from province_app.printing import pdf as printing
from province_app.services import record_print
from province_app.services.errors import Missing, Refused
from province_app.services.record_readers import readers_of
from province_app.stores import records
from province_app.stores.transaction import transaction
from tests.desks import DEPARTMENT, FACILITY, NO_FILES, amend, draft_of, plain_member
from tests.printing.papers import dense, pages
from tests.provinces import START, Province, at
from tests.raised import raise_by_row
from tiers.units import Officer, Role

HIDDEN = "Thông tin hạn chế"


@pytest.fixture
def official(province: Province) -> str:
    """Somebody without a post who fills the form."""
    return plain_member(province, DEPARTMENT)


@pytest.fixture
def confirmed(province: Province, official: str) -> str:
    """The same, with a version that nobody signed yet."""
    province.send(DEPARTMENT)
    province.confirm(DEPARTMENT)
    return official


def own(province: Province, who: str, *, draft: bool = False) -> record_print.Print:
    return record_print.print_own(
        province.session, NO_FILES, Officer(who, Role.PERSON), draft=draft
    )


def told(printed: record_print.Print) -> str:
    return "\n".join(pages(printed.pdf))


def events(session: Session) -> list[tuple]:
    query = text("select actor, subject, unit_id, detail from audit_event where event = :event")
    return [tuple(row) for row in session.execute(query, {"event": "record.printed"})]


def test_before_the_first_version_the_own_draft_is_printed_and_marked(province, official) -> None:
    printed = own(province, official)
    assert printed.file_name == "so-yeu-ly-lich-ban-nhap.pdf"
    assert "BẢN NHÁP" in told(printed)
    name = province.session.get_one(Person, UUID(official)).full_name
    assert f"viết chữ in hoa): {name.upper()}"[:30] in told(printed)


def test_the_own_version_is_printed_whole_and_leaves_no_event(province, confirmed) -> None:
    printed = own(province, confirmed)
    assert printed.file_name == "so-yeu-ly-lich-phien-ban-1.pdf"
    version = records.latest(province.session, [UUID(confirmed)])[UUID(confirmed)]
    foot = f"Phiên bản 1, mã {version.digest.hex()}"
    assert dense(foot) in dense(told(printed))
    assert "ký số" not in told(printed)
    assert HIDDEN not in told(printed)
    assert "BẢN NHÁP" not in told(printed)
    assert "Sở Nội vụ" in told(printed)  # the unit's name, not its code
    assert events(province.session) == []


def test_a_signed_version_names_who_signed_it_and_when(province, confirmed) -> None:
    manifest = province.sign(DEPARTMENT, moment=at(24))
    signer = province.session.get_one(Person, manifest.signer_id).full_name
    assert dense(f"ký số bởi {signer} ngày 24/5/2024") in dense(told(own(province, confirmed)))


def test_an_open_draft_beside_a_version_is_printed_when_asked_for(province, confirmed) -> None:
    amend(province, confirmed, "Soạn thảo văn bản", at(21))
    assert "Soạn thảo văn bản" not in told(own(province, confirmed))
    drawn = told(own(province, confirmed, draft=True))
    assert "BẢN NHÁP" in drawn
    assert "Soạn thảo văn bản" in drawn


def test_without_draft_or_version_there_is_nothing_to_print(province, confirmed) -> None:
    with pytest.raises(Missing):
        own(province, confirmed, draft=True)
    with pytest.raises(Missing):
        own(province, str(uuid4()))


def test_a_wrong_draft_is_printed_without_what_is_wrong_in_it(province, official) -> None:
    draft = draft_of(province, official)
    draft.typed = {**draft.typed, "identity.cccd_issue_date": "31/02/2020"}
    assert "31/02/2020" not in told(own(province, official))


def test_another_persons_record_is_withheld_where_restricted_and_the_print_is_noted(
    province, confirmed
) -> None:
    session, record = province.session, UUID(confirmed)
    version = records.latest(session, [record])[record]
    printed = record_print.print_record(session, NO_FILES, record, at(22), restricted=False)
    assert HIDDEN in told(printed)
    whole = record_print.print_record(
        session, NO_FILES, record, at(22), restricted=True, actor=record
    )
    assert whole.pdf == own(province, confirmed).pdf
    unit = version.unit_id
    assert events(session) == [
        (None, confirmed, unit, {"version": 1, "restricted": False}),
        (record, confirmed, unit, {"version": 1, "restricted": True}),
    ]


def test_what_cannot_be_printed_is_not_noted(province, confirmed, monkeypatch) -> None:
    def broken(*_: object) -> bytes:
        raise printing.PrintError("unknown font family: tinos")

    monkeypatch.setattr(record_print, "pdf_of", broken)
    with pytest.raises(printing.PrintError):
        record_print.print_record(
            province.session, NO_FILES, UUID(confirmed), at(22), restricted=False
        )
    with pytest.raises(Missing):
        record_print.print_record(province.session, NO_FILES, uuid4(), at(22), restricted=False)
    assert events(province.session) == []


def test_contract_staff_get_the_contract_sheet(province) -> None:
    contract = next(row for row in province.document["persons"] if row["category"] == "HD111")
    printed = own(province, contract["id"])
    assert printed.file_name == "hop-dong-lao-dong-ban-nhap.pdf"
    assert contract["fields"]["contract.contract_number"] in told(printed)


def test_codes_are_read_by_the_day_of_the_version(province, confirmed, monkeypatch) -> None:
    days: set[date] = set()
    real = record_print.pdf_of

    def watched(paper, made_at):
        days.add(paper.day)
        return real(paper, made_at)

    monkeypatch.setattr(record_print, "pdf_of", watched)
    record_print.print_record(
        province.session, NO_FILES, UUID(confirmed), at(28, month=12), restricted=True
    )
    assert days == {START.date()}


def hr_of(province: Province) -> Officer:
    return province.officer(province.holder(DEPARTMENT, "hr"))


def by_hr(province: Province, who: str, *, restricted: bool = False) -> record_print.Print:
    return record_print.print_for(
        province.session, NO_FILES, hr_of(province), UUID(who), START, restricted=restricted
    )


def test_hr_prints_a_record_of_its_unit_and_the_person_sees_it(province, confirmed) -> None:
    """Source: Quy chế Đ.6.1, 7.1a."""
    printed = by_hr(province, confirmed)
    assert HIDDEN in told(printed)
    assert HIDDEN not in told(by_hr(province, confirmed, restricted=True))
    hr = hr_of(province)
    (first, second) = events(province.session)
    assert (str(first[0]), first[1]) == (hr.person_id, confirmed)
    assert (first[3]["purpose"], first[3]["restricted"]) == ("print", False)
    assert second[3]["restricted"] is True
    mine = readers_of(province.session, Officer(confirmed, Role.PERSON))
    assert {(one.purpose, one.times) for one in mine.lines} >= {("print", 2)}


def test_hr_prints_nobody_elsewhere_and_nothing_that_was_not_confirmed(province, official) -> None:
    with pytest.raises(Missing):
        by_hr(province, plain_member(province, FACILITY))
    with pytest.raises(Refused) as none:
        by_hr(province, official)
    assert none.value.decision.code == "nothing_to_print"
    assert events(province.session) == []


def test_a_person_at_the_raised_level_is_printed_by_nobody_who_is_told_nothing(
    province, confirmed
) -> None:
    """Source: Quy chế Đ.3.2."""
    raise_by_row(province.session, confirmed)
    province.session.commit()
    hr = province.officer(province.holder(DEPARTMENT, "hr"), at(22))
    with pytest.raises(Missing):
        record_print.print_for(
            province.session, NO_FILES, hr, UUID(confirmed), at(22), restricted=False
        )


def restrict(province: Province, who: str, path: str | None) -> None:
    """Let the person's data be restricted: one field, or all of it; by the granted row alone."""
    unit = province.unit(DEPARTMENT)
    with transaction(province.session):
        province.session.add(
            PersonRequest(
                id=uuid4(), person_id=UUID(who), unit_id=unit, above_id=unit, kind="restriction",
                path=path, said="x", asked_at=START, due_at=START, answer="granted",
                answered_by=UUID(province.holder(DEPARTMENT, "hr")), answered_at=START,
            )
        )  # fmt: skip


def test_what_a_person_had_restricted_is_on_no_paper(province, confirmed) -> None:
    """Source: Nghị định 13/2023/NĐ-CP Đ.14."""
    session = province.session
    phone = draft_of(province, confirmed).typed["identity.phone"]
    assert phone in told(by_hr(province, confirmed))
    restrict(province, confirmed, "identity.phone")
    assert phone not in told(by_hr(province, confirmed))
    assert phone in told(own(province, confirmed))  # the own paper stays whole
    restrict(province, confirmed, None)
    with pytest.raises(Refused) as closed:
        by_hr(province, confirmed)
    assert closed.value.decision.code == "print_closed"
    assert len(events(session)) == 2
