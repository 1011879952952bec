"""Who reads a document, as which copy, and what is written down. Source: Quy chế Đ.7.1a."""

from uuid import UUID

import pytest
from sqlalchemy import text

from province_app.evidence.vault import Vault
from province_app.services import drafts
from province_app.services import evidence_reading as reading
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import Missing
from tests.desks import ELSEWHERE, FACILITY
from tests.evidence.files import TAKEN, jpeg, pdf, taken
from tests.provinces import Province
from tests.services.evidence.documents import (
    ALLOWANCE,
    JOINED_ARMY,
    NOW,
    bring,
    events,
    save,
)
from tiers.units import Officer, Role


def readers(province: Province) -> dict[str, Officer]:
    who = {
        post: province.officer(province.holder(FACILITY, post)) for post in ("hr", "head", "deputy")
    }
    return who | {
        "stranger": province.officer(province.holder(ELSEWHERE, "hr")),
        "colleague": Officer(
            next(
                one
                for one in province.people(FACILITY)[::-1]
                if one not in {row["person"] for row in province.document["appointments"]}
            ),
            Role.PERSON,
        ),
    }


def reads(province: Province, vault: Vault, reader: Officer, owner: Officer, digest: str) -> bool:
    act = (province.session, vault, reader, UUID(owner.person_id), digest)
    try:
        page = reading.read_page(*act, 1, NOW)
        copy = reading.read_copy(*act, NOW)
    except Missing:
        return False
    assert page.shown
    assert page.media_type == "image/jpeg"
    assert copy.data[:4] == b"%PDF"
    return True


def test_a_document_is_seen_by_its_owner_and_by_those_before_whom_it_lies(
    province: Province, vault: Vault, person: Officer
) -> None:
    """Đ.7.1a: HR, deputy and head of the unit once it is sent; nobody else, ever."""
    digest = bring(province, vault, person, ALLOWANCE, pdf())
    everybody = readers(province)
    assert everybody["colleague"].person_id != person.person_id

    def who() -> set[str]:
        return {
            name for name, one in everybody.items() if reads(province, vault, one, person, digest)
        }

    assert reads(province, vault, person, person, digest)
    assert who() == set()  # not sent yet
    drafts.send_draft(province.session, person, NOW)
    assert who() == {"hr", "head", "deputy"}
    province.confirm(FACILITY, NOW)
    assert who() == {"hr", "head", "deputy"}


def test_what_proves_a_restricted_section_lies_before_leaders_only_until_it_is_confirmed(
    province: Province, vault: Vault, person: Officer
) -> None:
    """As in the history of the record: deputy and head see of it only that it changed."""
    save(province, person, {JOINED_ARMY: "01/03/2008"})
    bring(province, vault, person, ALLOWANCE, jpeg())
    digest = bring(province, vault, person, JOINED_ARMY, pdf())
    everybody = readers(province)

    def who() -> set[str]:
        return {
            name for name, one in everybody.items() if reads(province, vault, one, person, digest)
        }

    drafts.send_draft(province.session, person, NOW)
    assert who() == {"hr", "head", "deputy"}  # one of them checks where no HR officer may
    province.confirm(FACILITY, NOW)
    assert who() == {"hr"}


def test_what_others_read_is_written_down_and_what_the_owner_reads_is_not(
    province: Province, vault: Vault, person: Officer
) -> None:
    digest = bring(province, vault, person, ALLOWANCE, pdf())
    drafts.send_draft(province.session, person, NOW)
    reads(province, vault, person, person, digest)
    assert "evidence.read" not in events(province.session)
    hr = readers(province)["hr"]
    reads(province, vault, hr, person, digest)
    rows = province.session.execute(
        text("select actor, subject, detail from audit_event where event = 'evidence.read'")
    ).all()
    assert [(str(row.actor), row.subject, row.detail) for row in rows] == [
        (hr.person_id, person.person_id, {"purpose": "evidence", "sha256": digest, "part": part})
        for part in ("page/1", "copy")
    ]


@pytest.mark.parametrize("number", [0, -1, 2, 10**9])
def test_a_page_that_is_not_there_is_absent(
    province: Province, vault: Vault, person: Officer, number: int
) -> None:
    digest = bring(province, vault, person, ALLOWANCE, pdf())
    with pytest.raises(Missing):
        reading.read_page(
            province.session, vault, person, UUID(person.person_id), digest, number, NOW
        )


@pytest.mark.parametrize("digest", ["", "zz" * 32, "AB" * 32, "0" * 63, "0" * 64, "é" * 64])
def test_a_digest_that_is_none_is_absent(
    province: Province, vault: Vault, person: Officer, digest: str
) -> None:
    with pytest.raises(Missing):
        reading.read_copy(province.session, vault, person, UUID(person.person_id), digest, NOW)


def test_another_persons_upload_is_absent(
    province: Province, vault: Vault, person: Officer
) -> None:
    upload_id = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", 5, NOW).id
    other = readers(province)["colleague"]
    for act in (uploads.find_upload,):
        with pytest.raises(Missing):
            act(province.session, other, upload_id, NOW)
    with pytest.raises(Missing):
        uploads.continue_upload(province.session, vault, other, upload_id, 0, b"1", NOW)
    with pytest.raises(Missing):
        uploads.cancel_upload(province.session, vault, other, upload_id, NOW)


@pytest.mark.parametrize("name", ["pdf of a seal", "png with texts", "jpeg of a phone"])
def test_the_copy_is_served_and_never_the_original(
    province: Province, vault: Vault, person: Officer, name: str
) -> None:
    data = taken(name) if name in TAKEN else pdf()
    digest = bring(province, vault, person, ALLOWANCE, data)
    found = reading.read_copy(province.session, vault, person, UUID(person.person_id), digest, NOW)
    assert found.data != data
    assert b"canary-8842" not in found.data
    assert found.name == {"pdf": "Quyết định.pdf", "png": "Quyết định.png"}.get(
        name[:3], "Quyết định.jpg"
    )
