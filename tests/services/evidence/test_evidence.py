"""Which changes need a document, and what it is attached to. Source: Quy chế Đ.6.2b, 7.1a."""

import pytest
from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.record.evidence_needs import needs
from province_app.record.schema import SECTIONS, fields
from province_app.services import drafts, evidence, own_record
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import InvalidEntry, Missing, UnknownField
from tests.desks import FACILITY, amend, draft_of, plain_member
from tests.evidence.files import jpeg, pdf
from tests.provinces import Province, at, load_province
from tests.services.evidence.documents import (
    ALLOWANCE,
    COEFFICIENT,
    NOW,
    PHONE,
    bring,
    code_of,
    content,
    events,
    next_text,
    save,
)
from tiers.units import Officer, Role


def test_the_list_of_documents_names_fields_of_the_form() -> None:
    """Of the person or of the unit; what the system fills, nobody can prove."""
    known = {path for path, info in fields().items() if info.item.filled_by != "system"}
    assert {path for path in needs() if path.split(".")[0] in SECTIONS} <= known
    assert {ALLOWANCE, "identity.birth_date"} <= set(needs())


def test_a_changed_term_of_a_contract_needs_the_contract() -> None:
    """Đ.6.2b; what is said of the person, and notes beside the terms, need no paper."""
    mine = {path for path, info in fields().items() if info.item.filled_by == "person"}
    free = {path.removeprefix("contract.") for path in mine - set(needs())}
    assert free & {path.removeprefix("contract.") for path in mine if "contract." in path} == {
        "nationality", "permanent_address", "cccd_issue_place", "email", "occupation", "tax_code",
        "shift_note", "equipment_note", "transport_note", "leave_note", "training_note",
    }  # fmt: skip
    assert needs()["contract.step"] == needs()["contract.annexes"]


def test_a_changed_field_is_not_sent_without_its_document(
    province: Province, vault: Vault, person: Officer
) -> None:
    """Đ.6.2b: and the page says so before."""
    page = own_record.text_of(province.session, person, NOW)
    assert [(one.path, one.code) for one in page.faults] == [(ALLOWANCE, "evidence_missing")]
    with pytest.raises(InvalidEntry) as refused:
        drafts.send_draft(province.session, person, NOW)
    assert [one.path for one in refused.value.faults] == [ALLOWANCE]
    bring(province, vault, person, COEFFICIENT, pdf())  # the same decision proves both
    assert own_record.text_of(province.session, person, NOW).faults == []
    drafts.send_draft(province.session, person, NOW)


def test_a_first_entry_needs_no_document(session: Session) -> None:
    """docs/adr/0011-evidence.md: the province holds the papers."""
    loaded = load_province(session)
    actor = Officer(plain_member(loaded, FACILITY), Role.PERSON)
    save(loaded, actor, {ALLOWANCE: "7"})
    drafts.send_draft(session, actor, NOW)


def test_a_change_back_needs_no_document(province: Province, person: Officer) -> None:
    old = str(content(province, person.person_id)["salary"]["other_allowance_text"] or "")
    save(province, person, {ALLOWANCE: old, PHONE: "0911111111"})
    drafts.send_draft(province.session, person, NOW)


@pytest.mark.parametrize("path", ["identity.staff_number", "service.status_since", "x.y", ""])
def test_a_document_goes_to_a_field_that_the_person_fills(
    province: Province, vault: Vault, person: Officer, path: str
) -> None:
    with pytest.raises(UnknownField):
        uploads.begin_upload(province.session, vault, person, path, "a", 5, NOW)


def test_what_was_sent_takes_no_document_and_gives_none(
    province: Province, vault: Vault, person: Officer
) -> None:
    digest = bring(province, vault, person, ALLOWANCE, jpeg())
    session = province.session
    upload_id = uploads.begin_upload(session, vault, person, ALLOWANCE, "a", len(pdf()), NOW).id
    uploads.continue_upload(session, vault, person, upload_id, 0, pdf(), NOW)
    drafts.send_draft(session, person, NOW)
    assert code_of(uploads.finish_upload, session, vault, person, upload_id, NOW) == "already_sent"
    assert code_of(evidence.detach, session, person, ALLOWANCE, digest, NOW) == "already_sent"
    assert draft_of(province, person.person_id).evidence == {ALLOWANCE: [digest]}


def test_a_document_is_taken_off_and_put_on_again(
    province: Province, vault: Vault, person: Officer
) -> None:
    digest = bring(province, vault, person, ALLOWANCE, jpeg())
    evidence.detach(province.session, person, ALLOWANCE, digest, NOW)
    assert draft_of(province, person.person_id).evidence is None
    with pytest.raises(Missing):
        evidence.detach(province.session, person, ALLOWANCE, digest, NOW)
    evidence.attach(province.session, person, COEFFICIENT, digest, NOW)
    assert draft_of(province, person.person_id).evidence == {COEFFICIENT: [digest]}
    with pytest.raises(Missing):
        evidence.attach(province.session, person, ALLOWANCE, "0" * 64, NOW)
    assert events(province.session)[-2:] == ["evidence.detached", "evidence.attached"]


def test_a_version_takes_the_documents_along_and_unchanged_sections_keep_theirs(
    province: Province, vault: Vault, person: Officer
) -> None:
    first = bring(province, vault, person, ALLOWANCE, jpeg())
    rank = bring(province, vault, person, "salary.rank_code", jpeg((50, 50)))
    drafts.send_draft(province.session, person, NOW)
    province.confirm(FACILITY, NOW)
    found = content(province, person.person_id)
    assert found["salary"]["evidence"] == sorted([first, rank])
    assert found["education"]["evidence"] == []

    amend(province, person.person_id, "0911111111", at(22), PHONE)
    province.confirm(FACILITY, at(22))
    assert content(province, person.person_id)["salary"]["evidence"] == sorted([first, rank])

    # A value that changed again leaves its old proof with the old version.
    save(province, person, {ALLOWANCE: next_text(province, person)}, at(23))
    second = bring(province, vault, person, ALLOWANCE, pdf())
    drafts.send_draft(province.session, person, at(23))
    province.confirm(FACILITY, at(23))
    assert content(province, person.person_id)["salary"]["evidence"] == sorted([rank, second])
