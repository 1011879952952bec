"""HR brings the photo of somebody who cannot: checked by another, seen by its person. TT06, H5."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from province_app.evidence.vault import Vault
from province_app.services import (
    checking,
    drafts,
    evidence_reading,
    hr_entry,
    objections,
    photos,
    record_print,
)
from province_app.services.errors import Missing, Refused
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.roster import NewPerson, add_people
from province_app.stores import records
from tests.climbing import climb, items
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.evidence.files import jpeg, png
from tests.provinces import Province, at
from tiers.stages import Stage
from tiers.units import Officer, Role

NOW, LATER, AGAIN = at(20), at(21), at(22)


@pytest.fixture
def facility(province: Province) -> Province:
    """A facility whose records are confirmed."""
    province.send(FACILITY, NOW)
    province.confirm(FACILITY, NOW)
    return province


@pytest.fixture
def person(facility: Province) -> UUID:
    return UUID(plain_member(facility, FACILITY))


@pytest.fixture
def hr(facility: Province) -> Officer:
    return facility.officer(facility.holder(FACILITY, "hr"), LATER)


def put(
    facility: Province, vault: Vault, hr: Officer, person: UUID, data: bytes, moment=LATER
) -> str:
    return photos.put(facility.session, vault, hr, data, moment, person).sha256.hex()


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.decision.code


def test_it_is_checked_by_another_signed_and_may_be_objected_to(
    facility: Province, vault: Vault, hr: Officer, person: UUID
) -> None:
    session = facility.session
    digest = put(facility, vault, hr, person, jpeg((900, 1200)))
    said = session.execute(
        text("select actor, detail ->> 'path' from audit_event where event = 'evidence.attached'")
    ).one()
    assert said == (UUID(hr.person_id), PHOTO)
    seen = evidence_reading.read_copy(session, vault, hr, person, digest, LATER)
    assert seen.media_type == "image/jpeg"
    hr_entry.send(session, hr, person, LATER)
    draft = draft_of(facility, str(person))
    assert refusal(checking.confirm_drafts, session, hr, [draft.id], LATER) == "typed_the_change"
    session.rollback()
    deputy = facility.officer(facility.holder(FACILITY, "deputy"), LATER)
    checking.confirm_drafts(session, deputy, [draft.id], LATER)
    version = records.latest(session, [person])[person]
    held = records.content_of(session, version)["identity"]
    assert version.version == 2
    assert (held["photo"], digest in held["evidence"]) == (digest, True)
    own = Officer(str(person), Role.PERSON)
    (typed,) = objections.typed_by_hr(session, own, LATER)
    assert (typed.change.path, typed.decision.allowed) == (PHOTO, True)
    assert b"/DCTDecode" in record_print.print_own(session, vault, own).pdf
    facility.sign(FACILITY)
    climb(session)
    assert items(session, Stage.DEPARTMENT_TO_PROVINCE)[person] == ("accepted", None, None)


def test_a_photo_of_the_persons_own_is_neither_seen_nor_replaced(
    facility: Province, vault: Vault, hr: Officer, person: UUID
) -> None:
    session, own = facility.session, Officer(str(person), Role.PERSON)
    mine = photos.put(session, vault, own, png((500, 800)), LATER).sha256.hex()
    found = photos.unit_photo(session, hr, person, LATER)
    assert (found.photo, found.mine, found.unseen) == (None, False, True)
    for act in (
        lambda: put(facility, vault, hr, person, jpeg((900, 1200))),
        lambda: photos.remove(session, hr, LATER, person),
    ):
        assert refusal(act) == "photo_of_person"
        session.rollback()
    draft = draft_of(facility, str(person))
    assert (draft.typed[PHOTO], draft.typed_by) == (mine, person)
    # HR's own typing beside it is still not HR's to send.
    hr_entry.save(session, hr, person, {"identity.staff_number": "7"}, draft.revision, LATER)
    assert refusal(hr_entry.send, session, hr, person, LATER) == "person_is_typing"
    session.rollback()
    drafts.send_draft(session, own, LATER)
    deputy = facility.officer(facility.holder(FACILITY, "deputy"), LATER)
    checking.confirm_drafts(session, deputy, [draft.id], LATER)
    typed = objections.typed_by_hr(session, own, LATER)
    assert [one.change.path for one in typed] == ["identity.staff_number"]


def test_what_hr_takes_back_leaves_the_photo_of_the_version_before(
    facility: Province, vault: Vault, hr: Officer, person: UUID
) -> None:
    session = facility.session
    first = put(facility, vault, hr, person, jpeg((900, 1200)))
    hr_entry.send(session, hr, person, LATER)
    deputy = facility.officer(facility.holder(FACILITY, "deputy"), LATER)
    checking.confirm_drafts(session, deputy, [draft_of(facility, str(person)).id], LATER)
    second = put(facility, vault, hr, person, png((500, 800)), AGAIN)
    found = photos.unit_photo(session, hr, person, AGAIN)
    assert found.photo is not None
    assert found.photo.digest == second
    photos.remove(session, hr, AGAIN, person)
    draft = draft_of(facility, str(person))
    assert (draft.typed[PHOTO], draft.evidence) == (first, None)
    assert refusal(hr_entry.send, session, hr, person, AGAIN) == "nothing_to_send"
    session.rollback()
    assert not photos.unit_photo(session, hr, person, AGAIN).mine
    with pytest.raises(Missing):
        photos.remove(session, hr, AGAIN, person)


def test_nobody_brings_it_for_another_unit_for_oneself_or_while_it_waits(
    facility: Province, vault: Vault, hr: Officer, person: UUID
) -> None:
    session = facility.session
    for stranger in (
        facility.officer(facility.holder(ELSEWHERE, "hr"), LATER),
        facility.officer(facility.holder(FACILITY, "head"), LATER),
    ):
        with pytest.raises(Missing):
            put(facility, vault, stranger, person, jpeg((900, 1200)))
        session.rollback()
    own = UUID(hr.person_id)
    assert refusal(put, facility, vault, hr, own, jpeg((900, 1200))) == "own_record"
    session.rollback()
    put(facility, vault, hr, person, jpeg((900, 1200)))
    hr_entry.send(session, hr, person, LATER)
    assert refusal(put, facility, vault, hr, person, png((500, 800))) == "already_sent"
    session.rollback()
    assert not [one for one in vault.folder.rglob("*") if one.is_file()] == []


def test_in_a_first_entry_the_person_sends_it(province: Province, vault: Vault) -> None:
    """Taking on somebody under a labour contract: HR brings the photo, the person the rest."""
    session, new = province.session, uuid4()
    taken_on = NewPerson(new, "Trần Thị Hà", "HDLD", date(2024, 5, 15))
    add_people(session, province.unit(FACILITY), [taken_on], NOW)
    hr = province.officer(province.holder(FACILITY, "hr"), LATER)
    digest = put(province, vault, hr, new, jpeg((900, 1200)))
    draft = draft_of(province, str(new))
    assert draft.typed[PHOTO] == digest
    assert draft.typed["service.staff_category"] == "HDLD"
    assert refusal(hr_entry.send, session, hr, new, LATER) == "person_is_typing"
    session.rollback()
    own = Officer(str(new), Role.PERSON)
    seen = evidence_reading.read_copy(session, vault, own, new, digest, LATER)
    assert seen.media_type == "image/jpeg"
