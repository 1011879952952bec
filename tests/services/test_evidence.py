"""Documents on their way, attached, confirmed and read. Source: Quy chế Đ.6.2b, 7.1a."""

import os
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.evidence import kinds
from province_app.evidence.vault import Vault
from province_app.record.evidence_needs import needs
from province_app.record.schema import SECTIONS, fields
from province_app.services import drafts, evidence, evidence_sweep, own_record
from province_app.services import evidence_reading as reading
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import InvalidEntry, Missing, Refused, UnknownField
from province_app.stores import records
from tests.databases import Database
from tests.desks import ELSEWHERE, FACILITY, amend, at_once, draft_of, plain_member
from tests.evidence.files import TAKEN, jpeg, pdf, taken
from tests.provinces import Province, at, load_province
from tiers import evidence as rules
from tiers.units import Officer, Role

ALLOWANCE, COEFFICIENT = "salary.other_allowance_text", "salary.position_allowance_coefficient"
PHONE, JOINED_ARMY = "identity.phone", "political.enlist_date"
NOW = at(21)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "evidence")


@pytest.fixture
def province(session: Session) -> Province:
    """A province where one facility has its first versions."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def person(province: Province) -> Officer:
    """An employee of the facility who has changed an allowance and not sent it."""
    actor = Officer(plain_member(province, FACILITY), Role.PERSON)
    save(province, actor, {ALLOWANCE: next_text(province, actor)})
    return actor


def save(province: Province, actor: Officer, typed: dict[str, str], moment=NOW) -> None:
    revision = own_record.text_of(province.session, actor, moment).revision
    drafts.save_draft(province.session, actor, typed, revision, moment)


def next_text(province: Province, actor: Officer) -> str:
    """Return a step that is not the one of the newest version."""
    return f"{content(province, actor.person_id)['salary']['other_allowance_text'] or ''} thêm"


def bring(province: Province, vault: Vault, actor: Officer, path: str, data: bytes) -> str:
    found = uploads.upload_whole(
        province.session, vault, actor, path, r"C:\scan\Quyết định.pdf", data, NOW
    )
    return found.sha256.hex()


def code_of(act, *arguments, **named) -> str:
    with pytest.raises(Refused) as caught:
        act(*arguments, **named)
    return caught.value.decision.code


def events(session: Session) -> list[str]:
    query = "select event from audit_event where event like 'evidence.%' order by id"
    return list(session.scalars(text(query)))


def content(province: Province, person_id: str) -> dict[str, dict[str, object]]:
    province.session.rollback()
    version = records.latest(province.session, [UUID(person_id)])[UUID(person_id)]
    return records.content_of(province.session, version)


def files_on_disk(vault: Vault) -> int:
    return sum(1 for file in vault.folder.rglob("*") if file.is_file())


# The rule


def test_the_list_of_documents_names_fields_of_the_form() -> None:
    """A path of a section that this form has must be a field that the person fills."""
    known = {path for path, info in fields().items() if info.item.filled_by == "person"}
    assert {path for path in needs() if path.split(".")[0] in SECTIONS} <= known
    assert {ALLOWANCE, "identity.birth_date"} <= set(needs())


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


# The way in


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


def test_the_sweep_keeps_all_that_rows_name(
    province: Province, vault: Vault, person: Officer
) -> None:
    bring(province, vault, person, ALLOWANCE, pdf(pages=2))
    upload_id = uploads.begin_upload(province.session, vault, person, ALLOWANCE, "a", 9, NOW).id
    uploads.continue_upload(province.session, vault, person, upload_id, 0, b"123", NOW)
    before = files_on_disk(vault)
    vault.put(b"orphan", vault.new_key("x"), "x")
    assert evidence.sweep_orphans(province.session, vault, written_before=4e9) == 1
    assert files_on_disk(vault) == before


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


# The version


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


# The readers


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


def test_the_days_sweep_is_done_once(province: Province, vault: Vault, person: Officer) -> None:
    session, due = province.session, at(22, hour=2)
    uploads.begin_upload(session, vault, person, ALLOWANCE, "a", len(jpeg()), NOW)
    key = vault.new_key("x")
    orphan = vault.put(b"orphan", key, "x")
    later = at(23, hour=3)
    os.utime(vault.folder / orphan[:2] / orphan, (1000, 1000))
    assert evidence_sweep.sweep_daily(session, vault, due, later, later)
    assert files_on_disk(vault) == 0
    assert "evidence.expired" in events(session)
    assert not evidence_sweep.sweep_daily(session, vault, due, later, later)
    assert evidence_sweep.sweep_daily(session, vault, at(23, hour=2), later, later)
