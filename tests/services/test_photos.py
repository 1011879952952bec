"""The photo of the own record: its way from the camera into what the head signs. TT 06/2023, H5."""

from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from province_app.evidence.vault import Vault
from province_app.record.canonical import canonical
from province_app.services import (
    checking,
    drafts,
    evidence_reading,
    photos,
    record_print,
    required_fields,
)
from province_app.services.errors import InvalidEntry, Missing, Refused, UnknownField
from province_app.services.photo_origin import PATH as PHOTO
from province_app.services.roster import NewPerson, add_people
from province_app.stores import records
from province_app.workbooks.layout import plans
from tests.climbing import climb, items
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, draft_of, plain_member
from tests.evidence.files import jpeg, pdf, png
from tests.provinces import Province, at
from tiers.stages import Stage
from tiers.units import Officer, Role

NOW = at(20)


@pytest.fixture
def person(province: Province) -> Officer:
    return Officer(plain_member(province, FACILITY), Role.PERSON)


def put(province: Province, vault: Vault, person: Officer, data: bytes, moment=NOW) -> str:
    return photos.put(province.session, vault, person, data, moment).sha256.hex()


def newest(province: Province, person: Officer) -> dict:
    who = UUID(person.person_id)
    version = records.latest(province.session, [who])[who]
    return records.content_of(province.session, version)["identity"]


def confirm(province: Province, person: Officer, moment) -> None:
    drafts.send_draft(province.session, person, moment)
    hr = province.officer(province.holder(FACILITY, "hr"), moment)
    draft = draft_of(province, person.person_id)
    checking.confirm_drafts(province.session, hr, [draft.id], moment)


def test_the_version_that_is_signed_binds_the_very_picture(
    province: Province, vault: Vault, person: Officer
) -> None:
    session, who = province.session, UUID(person.person_id)
    digest = put(province, vault, person, jpeg((900, 1200)))
    confirm(province, person, NOW)
    held = newest(province, person)
    assert held["photo"] == digest
    assert digest in held["evidence"]
    kept = photos.bytes_of(session, vault, who, digest)
    assert sha256(kept).hexdigest() == digest
    never_here = sha256(b"of a version that other software delivered").hexdigest()
    assert photos.bytes_of(session, vault, who, never_here) == b""  # the frame stays empty
    salt = session.scalar(
        text("select salt from record_section where record_id = :who and name = 'identity'"),
        {"who": who},
    )
    version = records.latest(session, [who])[who]
    section = orjson.loads(version.tree)["sections"]["identity"]
    assert sha256(bytes(salt) + canonical(held)).hexdigest() == section
    province.sign(FACILITY)
    climb(session)
    assert items(session, Stage.DEPARTMENT_TO_PROVINCE)[who] == ("accepted", None, None)


def test_a_version_from_before_photos_stays_what_was_signed(
    province: Province, vault: Vault, person: Officer
) -> None:
    """The field is an addition: nothing that is stored is read anew to be verified."""
    session, who = province.session, UUID(person.person_id)
    confirm(province, person, NOW)
    version = records.latest(session, [who])[who]
    held = newest(province, person)
    held.pop("photo")  # as a node wrote it before there was the field
    salt = b"0" * 16
    old = canonical(held)
    tree = orjson.loads(version.tree)
    tree["sections"]["identity"] = sha256(salt + old).hexdigest()
    digests = [bytes.fromhex(one) for one in tree["sections"].values()]
    session.execute(
        text(
            "insert into record_section (record_id, digest, name, salt, content, sealed)"
            " values (:who, :digest, 'identity', :salt, :content, false)"
        ),
        {"who": who, "digest": sha256(salt + old).digest(), "salt": salt, "content": old},
    )
    session.execute(
        text(
            "insert into record_version (record_id, version, digest, tree, section_digests, change,"
            " unit_id, draft_id, confirmed_by, confirmed_as, confirmed_at)"
            " select record_id, 2, :digest, :tree, :digests, 'changed', unit_id, draft_id,"
            " confirmed_by, confirmed_as, confirmed_at from record_version where record_id = :who"
        ),
        {
            "who": who,
            "digest": sha256(canonical({**tree, "version": 2})).digest(),
            "tree": canonical({**tree, "version": 2}),
            "digests": digests,
        },
    )
    session.commit()
    province.sign(FACILITY)
    climb(session)
    assert items(session, Stage.DEPARTMENT_TO_PROVINCE)[who] == ("accepted", None, None)
    digest = put(province, vault, person, jpeg((900, 1200)), at(28))  # and it can be added to
    confirm(province, person, at(28))
    assert newest(province, person)["photo"] == digest


def test_another_change_keeps_the_photo_and_a_second_photo_replaces_it(
    province: Province, vault: Vault, person: Officer
) -> None:
    session = province.session
    first = put(province, vault, person, jpeg((900, 1200)))
    confirm(province, person, NOW)
    revision = drafts.next_revision(session, UUID(person.person_id))
    drafts.save_draft(session, person, {"identity.phone": "0912345678"}, revision, at(21))
    confirm(province, person, at(21))
    assert newest(province, person)["photo"] == first
    second = put(province, vault, person, png((500, 800)), at(22))
    draft = draft_of(province, person.person_id)
    assert draft.evidence == {PHOTO: [second]}
    confirm(province, person, at(22))
    held = newest(province, person)
    assert held["photo"] == second
    assert first not in held["evidence"]
    assert photos.bytes_of(session, vault, UUID(person.person_id), first)  # the old version's


def test_it_can_be_taken_away_until_it_is_sent(
    province: Province, vault: Vault, person: Officer
) -> None:
    session = province.session
    put(province, vault, person, jpeg((900, 1200)))
    photos.remove(session, person, NOW)
    draft = draft_of(province, person.person_id)
    assert not draft.typed.get(PHOTO)
    assert draft.evidence is None
    with pytest.raises(Missing):
        photos.remove(session, person, NOW)
    session.rollback()
    confirm(province, person, NOW)
    assert newest(province, person)["photo"] is None


def test_a_refused_file_changes_nothing(province: Province, vault: Vault, person: Officer) -> None:
    session = province.session
    before = draft_of(province, person.person_id).revision
    for data, code in (
        (pdf(), "photo_kind"),
        (b"GIF89a" + bytes(60), "photo_kind"),
        (png((60, 40)), "photo_small"),
        (b"\xff" * (photos.LARGEST + 1), "photo_too_large"),
    ):
        with pytest.raises(Refused) as refused:
            put(province, vault, person, data)
        assert refused.value.decision.code == code
        session.rollback()
    assert draft_of(province, person.person_id).revision == before
    assert not [one for one in vault.folder.rglob("*") if one.is_file()]


def test_what_the_scanner_finds_is_not_taken(
    province: Province, vault: Vault, person: Officer
) -> None:
    infected = Vault(vault.folder, ("/bin/false",))
    with pytest.raises(Refused) as refused:
        put(province, infected, person, jpeg((900, 1200)))
    assert refused.value.decision.code == "evidence_infected"


def test_a_record_that_waits_takes_no_photo_and_nobody_types_a_digest(
    province: Province, vault: Vault, person: Officer
) -> None:
    session = province.session
    with pytest.raises(UnknownField):
        drafts.save_draft(session, person, {PHOTO: "0f" * 32}, 1, NOW)
    drafts.send_draft(session, person, NOW)
    hr = province.officer(province.holder(FACILITY, "hr"), NOW)
    draft = draft_of(province, person.person_id)
    checking.confirm_drafts(session, hr, [draft.id], NOW)
    unit = text("update employment set ends_on = '2024-05-21' where person_id = :who")
    session.execute(unit, {"who": person.person_id})
    session.commit()
    with pytest.raises(Refused) as refused:
        put(province, vault, person, jpeg((900, 1200)), at(22))
    assert refused.value.decision.code == "on_no_roster"


def test_it_is_read_like_the_record(province: Province, vault: Vault, person: Officer) -> None:
    """The owner always; HR of the unit once it was sent; nobody else."""
    session, who = province.session, UUID(person.person_id)
    digest = put(province, vault, person, jpeg((900, 1200)))
    hr = province.officer(province.holder(FACILITY, "hr"), NOW)
    stranger = province.officer(province.holder(ELSEWHERE, "hr"), NOW)
    colleague = Officer(
        next(one for one in province.people(FACILITY) if one != str(who)), Role.PERSON
    )

    def read(reader: Officer) -> str:
        return evidence_reading.read_copy(session, vault, reader, who, digest, NOW).media_type

    assert read(person) == "image/jpeg"
    for nobody in (hr, stranger, colleague):
        with pytest.raises(Missing):
            read(nobody)
    drafts.send_draft(session, person, NOW)
    assert read(hr) == "image/jpeg"
    for nobody in (stranger, colleague):
        with pytest.raises(Missing):
            read(nobody)


def test_it_stands_in_its_frame_on_the_paper(
    province: Province, vault: Vault, person: Officer
) -> None:
    empty = record_print.print_own(province.session, vault, person, draft=True).pdf
    put(province, vault, person, jpeg((900, 1200)))
    filled = record_print.print_own(province.session, vault, person, draft=True).pdf
    assert b"/DCTDecode" not in empty
    assert b"/DCTDecode" in filled
    confirm(province, person, NOW)
    assert b"/DCTDecode" in record_print.print_own(province.session, vault, person).pdf


def test_a_unit_may_require_it(province: Province, vault: Vault, person: Officer) -> None:
    session = province.session
    found = province.officer(province.holder(DEPARTMENT, "hr"), NOW)
    hr = Officer(found.person_id, Role.DEPARTMENT_HR, found.posts)
    unit, day = province.unit(DEPARTMENT), NOW.date()  # and all below it
    required_fields.add_required(session, hr, unit, PHOTO, day, NOW)
    with pytest.raises(InvalidEntry) as lacking:
        drafts.send_draft(session, person, NOW)
    assert [one.path for one in lacking.value.faults] == [PHOTO]
    session.rollback()
    put(province, vault, person, jpeg((900, 1200)))
    drafts.send_draft(session, person, NOW)


def test_no_workbook_and_no_load_brings_it(province: Province) -> None:
    assert not [one for plan in plans() for one in plan.columns if one.path == PHOTO]
    new = NewPerson(uuid4(), "Trần Thị Hà", "VC", date(2024, 1, 1), fields={PHOTO: "0f" * 32})
    with pytest.raises(KeyError):
        add_people(province.session, province.unit(FACILITY), [new], NOW)
