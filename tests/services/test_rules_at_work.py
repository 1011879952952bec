"""What the rules hear of a draft, where they are asked: documents, other people's numbers, HR."""

import pytest

from province_app.services import check_page, checking, drafts, own_record
from province_app.services.errors import InvalidEntry
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member, prove
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
