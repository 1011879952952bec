"""What the rules hear of a draft, where they are asked: documents, other people's numbers, HR."""

import pytest
from sqlalchemy import text

from province_app.record.form import CONTRACT_STAFF
from province_app.services import check_page, checking, drafts, own_record
from province_app.services.errors import InvalidEntry
from province_app.services.quality import RuleFault, faults_before_confirming
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, plain_member, prove
from tests.provinces import START, Province
from tests.services.test_quality import faults_of, retype
from tiers.units import Officer, Role

NUMBERS = ("identity.cccd_number", "identity.personal_id")
BIRTH, STAFF_NUMBER = "identity.birth_date", "identity.staff_number"


def send(province: Province, person_id: str) -> None:
    drafts.send_draft(province.session, province.officer(person_id), START)


def hr_of(province: Province) -> Officer:
    return province.officer(province.holder(FACILITY, "hr"))


def confirm(province: Province, person_id: str) -> None:
    draft = draft_of(province, person_id)
    checking.confirm_drafts(province.session, hr_of(province), [draft.id], START)


def said(province: Province, person_id: str, path: str) -> list[str]:
    """Return what the check page says of the field."""
    draft = draft_of(province, person_id)
    desk = check_page.check_desk(province.session, hr_of(province), draft.id, START)
    return [hit.key for hit in desk.concerns.get(path, ())]


def other_year(province: Province, person_id: str) -> None:
    """Let the number say another year of birth than the person's: it was given so long ago."""
    number = draft_of(province, person_id).typed[NUMBERS[0]]
    other = f"{number[:4]}{(int(number[4:6]) + 1) % 100:02d}{number[6:]}"
    retype(province, person_id, **{path.replace(".", "__"): other for path in NUMBERS})


def test_a_year_that_a_document_explains_is_only_a_warning(province: Province) -> None:
    """ID-4: without the document nobody could ever get past it."""
    person_id = plain_member(province, FACILITY)
    other_year(province, person_id)
    with pytest.raises(InvalidEntry) as caught:
        send(province, person_id)
    assert faults_of(caught) == [(NUMBERS[0], "ID-4")]
    province.session.rollback()
    prove(province.session, draft_of(province, person_id), BIRTH)
    own = own_record.text_of(province.session, Officer(person_id, Role.PERSON), START)
    assert [one.hit.key for one in own.warnings if one.path in NUMBERS] == ["ID-4/explained"]
    send(province, person_id)
    assert said(province, person_id, NUMBERS[0]) == ["ID-4/explained"]
    confirm(province, person_id)
    own = own_record.text_of(province.session, Officer(person_id, Role.PERSON), START)
    assert [one.path for one in own.faults] == []  # the version keeps the document


def test_a_number_that_another_draft_has_is_said_before_anybody_confirms(
    province: Province,
) -> None:
    """ID-6."""
    province.send(FACILITY)
    province.confirm(FACILITY)
    taken = draft_of(province, plain_member(province, FACILITY)).typed[NUMBERS[1]]
    person_id = plain_member(province, ELSEWHERE)
    draft = draft_of(province, person_id)
    retype(province, person_id, **{path.replace(".", "__"): taken for path in NUMBERS})
    desk_hr = province.officer(province.holder(ELSEWHERE, "hr"))
    draft.state = "with_hr"
    province.session.commit()
    desk = check_page.check_desk(province.session, desk_hr, draft.id, START)
    assert "ID-6" in [hit.key for hit in desk.concerns[NUMBERS[0]]]


def test_a_staff_number_that_the_unit_owes_stops_the_check_alone(province: Province) -> None:
    """Source: Quy chế Đ.6.2.b; the person cannot give it."""
    person_id = plain_member(province, FACILITY)
    retype(province, person_id, identity__staff_number="")
    send(province, person_id)
    with pytest.raises(InvalidEntry) as caught:
        confirm(province, person_id)
    assert faults_of(caught) == [(STAFF_NUMBER, "DU-1")]
    province.session.rollback()
    assert said(province, person_id, STAFF_NUMBER) == ["DU-1"]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("identity.gender_code", "0", "DU-1/unknown"),
        ("salary.salary_step", "", "DU-2/whole"),
        ("salary.salary_coefficient", "", "DU-2/whole"),
        ("salary.salary_effective_date", "", "DU-2/whole"),
        ("salary.salary_percent", "", "DU-2/whole"),
    ],
)
def test_what_the_person_owes_stops_the_sending(
    province: Province, path: str, text: str, rule: str
) -> None:
    """Source: Quy chế Đ.6.2.b; item 30.1 is a rank with its pay."""
    person_id = plain_member(province, FACILITY)
    retype(province, person_id, **{path.replace(".", "__"): text})
    with pytest.raises(InvalidEntry) as caught:
        send(province, person_id)
    assert (path, rule) in faults_of(caught)


def contract_worker(province: Province) -> str:
    """Return somebody of another facility who works under a labour contract."""
    query = text("select person_id from employment where category = any(:contract)")
    found = province.session.scalars(query, {"contract": sorted(CONTRACT_STAFF)})
    on_contract = {str(one) for one in found}
    posted = {row["person"] for row in province.document["appointments"]}
    return next(
        who
        for unit in (FACILITY, ELSEWHERE, DEPARTMENT)
        for who in province.people(unit)
        if who in on_contract and who not in posted
    )


@pytest.mark.parametrize(
    ("path", "text_", "fault"),
    [
        ("contract.salary_mode", "TT", ("contract.salary_amount", "DU-8/pay")),
        ("contract.step", "", ("contract.step", "DU-8/pay")),
        ("contract.copies", "", ("contract.copies", "required")),
    ],
)
def test_a_contract_without_its_pay_is_not_sent(
    province: Province, path: str, text_: str, fault: tuple[str, str]
) -> None:
    """Source: TT 05/2023/TT-BNV, Phụ lục II."""
    person_id = contract_worker(province)
    retype(province, person_id, **{path.replace(".", "__"): text_})
    with pytest.raises(InvalidEntry) as caught:
        send(province, person_id)
    assert faults_of(caught) == [fault]


def test_a_contract_without_the_employers_side_is_not_confirmed(province: Province) -> None:
    person_id = contract_worker(province)
    retype(province, person_id, contract__legal_basis="", contract__employer_address="")
    send(province, person_id)
    draft = draft_of(province, person_id)
    judged = drafts.judge(draft.typed, START, faults_before_confirming)
    assert [(one.path, one.hit.key) for one in judged.faults if isinstance(one, RuleFault)] == [
        ("contract.legal_basis", "DU-8"),
        ("contract.employer_address", "DU-8"),
    ]


def test_contracts_of_earlier_versions_are_looked_at(province: Province) -> None:
    """LC-14: the new contract begins while the confirmed one still runs."""
    person_id = contract_worker(province)
    unit = str(draft_of(province, person_id).typed["identity.using_unit_code"])
    province.send(unit)
    province.confirm(unit)
    actor = Officer(person_id, Role.PERSON)
    own = own_record.text_of(province.session, actor, START)
    assert "LC-14" not in [hit.key for hit in own.hits]
    typed = {"contract.contract_number": "999/HĐLĐ", "contract.start_date": "01/03/2024"}
    drafts.save_draft(province.session, actor, typed, own.revision, START)
    own = own_record.text_of(province.session, actor, START)
    assert [hit.path for hit in own.hits if hit.key == "LC-14"] == ["contract.start_date"]


def test_the_last_job_is_compared_with_the_unit_of_today(province: Province) -> None:
    """DT-10."""
    person_id = plain_member(province, FACILITY)
    jobs = [p for p in draft_of(province, person_id).typed if p.startswith("work_history.jobs.")]
    last = max(int(path.split(".")[2]) for path in jobs)
    path = f"work_history.jobs.{last}.org_text"
    actor = Officer(person_id, Role.PERSON)
    own = own_record.text_of(province.session, actor, START)
    assert "DT-10/current" not in [hit.key for hit in own.hits]
    retype(province, person_id, **{path.replace(".", "__"): "Nhà máy dệt"})
    own = own_record.text_of(province.session, actor, START)
    assert path in [hit.path for hit in own.hits if hit.key == "DT-10/current"]
    send(province, person_id)
    assert "DT-10/current" in said(province, person_id, "work_history.jobs")
