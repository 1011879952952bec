"""Documents on their way: piece by piece, at once, refused, expired. Source: Quy chế Đ.6.2b."""

import sys
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.evidence import kinds
from province_app.evidence.vault import Vault
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import Missing, Refused
from tests.databases import Database
from tests.desks import at_once, draft_of
from tests.evidence.files import jpeg, pdf
from tests.provinces import Province
from tests.services.evidence.documents import (
    ALLOWANCE,
    NOW,
    bring,
    code_of,
    events,
    files_on_disk,
)
from tiers import evidence as rules
from tiers.units import Officer


@pytest.mark.parametrize("cut", [1, 7, 500, -1])
def test_an_upload_goes_on_from_any_byte(
    province: Province, vault: Vault, person: Officer, cut: int
) -> None:
    data = pdf(pages=3)
    session = province.session
    upload = uploads.begin_upload(session, vault, person, ALLOWANCE, "a.pdf", len(data), NOW)
    upload_id, cut = upload.id, cut % len(data)
    uploads.continue_upload(session, vault, person, upload_id, 0, data[:cut], NOW)
    assert uploads.find_upload(session, person, upload_id, NOW).received == cut
    again = (session, vault, person, upload_id)
    for wrong in (0, cut - 1, cut + 1):
        if wrong != cut:
            assert code_of(uploads.continue_upload, *again, wrong, b"x", NOW) == "evidence_offset"
    assert code_of(uploads.finish_upload, *again, NOW) == "evidence_offset"
    uploads.continue_upload(*again, cut, data[cut:], NOW)
    found = uploads.finish_upload(*again, NOW)
    assert found.sha256 == sha256(data).digest()
    assert (found.kind, found.pages, found.size) == ("pdf", 3, len(data))
    assert draft_of(province, person.person_id).evidence == {ALLOWANCE: [found.sha256.hex()]}
    assert files_on_disk(vault) == 2 + 3  # the original, the copy, three pages; no piece
    with pytest.raises(Missing):
        uploads.find_upload(session, person, upload_id, NOW)
    assert events(session) == ["evidence.begun", "evidence.attached"]


def test_nothing_of_the_file_lies_readable_on_disk(
    province: Province, vault: Vault, person: Officer
) -> None:
    data = jpeg(comment=b"canary-8842")
    upload = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", len(data), NOW)
    uploads.continue_upload(province.session, vault, person, upload.id, 0, data[:300], NOW)
    half = [file.read_bytes() for file in vault.folder.rglob("*") if file.is_file()]
    uploads.cancel_upload(province.session, vault, person, upload.id, NOW)
    bring(province, vault, person, ALLOWANCE, data)
    whole = [file.read_bytes() for file in vault.folder.rglob("*") if file.is_file()]
    assert (len(half), len(whole)) == (1, 3)
    for one in (*half, *whole):
        assert b"canary-8842" not in one
        assert b"JFIF" not in one


def test_more_than_was_announced_is_refused(
    province: Province, vault: Vault, person: Officer
) -> None:
    upload = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", 5, NOW)
    act = (province.session, vault, person, upload.id, 0, b"123456", NOW)
    assert code_of(uploads.continue_upload, *act) == "evidence_too_large"
    assert files_on_disk(vault) == 0


def test_pieces_are_not_without_number(
    province: Province, vault: Vault, person: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PIECES", 2)
    upload_id = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", 5, NOW).id
    for offset in (0, 1):
        uploads.continue_upload(province.session, vault, person, upload_id, offset, b"1", NOW)
    act = (province.session, vault, person, upload_id, 2, b"1", NOW)
    assert code_of(uploads.continue_upload, *act) == "evidence_pieces"


def test_two_uploads_at_once_share_what_may_be_on_the_way(
    province: Province, vault: Vault, person: Officer, database: Database
) -> None:
    size = rules.OPEN_BYTES // 2 + 1

    def begin(session: Session):
        return lambda: uploads.begin_upload(session, vault, person, ALLOWANCE, "a", size, NOW)

    answers = at_once(database, begin, begin)
    refused = [one.decision.code for one in answers if isinstance(one, Refused)]
    assert refused == ["evidence_open"]
    province.session.rollback()
    count = text("select count(*) from evidence_upload")
    assert province.session.scalar(count) == 1


def test_two_files_at_once_are_both_attached(
    province: Province, vault: Vault, person: Officer, database: Database
) -> None:
    def give(data: bytes):
        return lambda session: (
            lambda: uploads.upload_whole(session, vault, person, ALLOWANCE, "a", data, NOW)
        )

    at_once(database, give(pdf()), give(jpeg()))
    province.session.rollback()
    found = draft_of(province, person.person_id).evidence
    assert found == {ALLOWANCE: sorted(sha256(data).hexdigest() for data in (pdf(), jpeg()))}


def test_the_same_file_twice_is_sealed_once(
    province: Province, vault: Vault, person: Officer
) -> None:
    digest = bring(province, vault, person, ALLOWANCE, jpeg())
    before = files_on_disk(vault)
    assert bring(province, vault, person, "salary.rank_code", jpeg()) == digest
    assert files_on_disk(vault) == before
    assert draft_of(province, person.person_id).evidence == {
        ALLOWANCE: [digest],
        "salary.rank_code": [digest],
    }


def test_a_file_that_is_not_taken_leaves_nothing(
    province: Province, vault: Vault, person: Officer
) -> None:
    act = (province.session, vault, person, ALLOWANCE, "a.pdf", b"<html>", NOW)
    assert code_of(uploads.upload_whole, *act) == "evidence_kind"
    assert files_on_disk(vault) == 0
    assert uploads.store.uploads_of(province.session, UUID(person.person_id), NOW) == []
    assert events(province.session) == ["evidence.begun", "evidence.refused"]


def test_an_upload_waits_where_there_was_no_room(
    province: Province, vault: Vault, person: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_data: bytes):
        raise kinds.NotAccepted("evidence_busy")

    session = province.session
    upload_id = uploads.begin_upload(session, vault, person, ALLOWANCE, "a", len(jpeg()), NOW).id
    uploads.continue_upload(session, vault, person, upload_id, 0, jpeg(), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "examine", busy)
        assert code_of(uploads.finish_upload, session, vault, person, upload_id, NOW) == (
            "evidence_busy"
        )
    uploads.finish_upload(session, vault, person, upload_id, NOW)


def test_an_upload_expires_and_its_pieces_go(
    province: Province, vault: Vault, person: Officer
) -> None:
    session = province.session
    upload_id = uploads.begin_upload(session, vault, person, ALLOWANCE, "a", 900, NOW).id
    uploads.continue_upload(session, vault, person, upload_id, 0, b"1" * 500, NOW)
    last = NOW + rules.KEPT_OPEN - timedelta(seconds=1)
    assert uploads.find_upload(session, person, upload_id, last).received == 500
    assert uploads.sweep_expired(session, vault, last) == 0
    later = NOW + rules.KEPT_OPEN
    with pytest.raises(Missing):
        uploads.continue_upload(session, vault, person, upload_id, 500, b"1", later)
    assert uploads.sweep_expired(session, vault, later) == 1
    assert files_on_disk(vault) == 0


def test_an_infected_file_is_refused_before_it_is_sealed(
    province: Province, vault: Vault, person: Officer
) -> None:
    infected = Vault(vault.folder, (sys.executable, "-c", "import sys; sys.exit(1)"))
    act = (province.session, infected, person, ALLOWANCE, "a.jpg", jpeg(), NOW)
    assert code_of(uploads.upload_whole, *act) == "evidence_infected"
    assert files_on_disk(vault) == 0
    assert events(province.session) == ["evidence.begun", "evidence.refused"]


def test_an_upload_waits_for_a_scanner_that_does_not_answer(
    province: Province, vault: Vault, person: Officer
) -> None:
    session, silent = province.session, Vault(vault.folder, ("/nothing",))
    upload_id = uploads.begin_upload(session, silent, person, ALLOWANCE, "a", len(jpeg()), NOW).id
    uploads.continue_upload(session, silent, person, upload_id, 0, jpeg(), NOW)
    act = (session, silent, person, upload_id, NOW)
    assert code_of(uploads.finish_upload, *act) == "evidence_unscanned"
    assert uploads.finish_upload(session, vault, person, upload_id, NOW).name == "a"
