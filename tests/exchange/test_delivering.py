"""The province as receiver for a department with software of its own. Quy chế Đ.8.2."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import runs
from province_app.signing.pki import DEPARTMENT, DemoPki
from province_app.signing.verifier import certificate_sha256_of
from province_app.stores import runs as run_store
from tests.databases import Database
from tests.desks import appoint, plain_member
from tests.exchange.departments import delivered, load_receiver, people, province_node, rows
from tests.exchange.parties import (
    NationalNode,
    Sender,
    Submission,
    code_of,
    make_manifest,
    seal,
    submission,
)
from tests.exchange.people import Record, content
from tests.provinces import Province, at
from tests.stages import run_stage
from tests.web import Site, without_tokens
from tiers.stages import Stage

D2P = Stage.DEPARTMENT_TO_PROVINCE


@pytest.fixture
def loaded(session: Session) -> Province:
    """The province's own units and people."""
    return load_receiver(session)


@pytest.fixture
def node(
    loaded: Province, database: Database, pki: DemoPki, tmp_path: Path, master_keys: Path
) -> Iterator[NationalNode]:
    """The province, served over HTTP on the 27th."""
    with province_node(database, pki, tmp_path, master_keys) as made:
        yield made


@pytest.fixture
def department(node: NationalNode) -> Sender:
    """The department's software, by hand."""
    return Sender.of(node, DEPARTMENT)


def outcomes(results: dict[str, dict[str, object]]) -> list[tuple[object, object, object]]:
    """Return outcome, code and path of each record, by record id."""
    return [(one["outcome"], one["code"], one["path"]) for _, one in sorted(results.items())]


def items(session: Session) -> list[tuple[object, ...]]:
    """Return the department's items of its stage: record, outcome, code."""
    query = (
        "select record_id::text, outcome, code from sync_item where stage = :stage"
        " and record_id::text like '%-0000-4000-8000-000000000000' order by record_id"
    )
    return rows(session, query, stage=D2P)


def test_what_is_accepted_becomes_a_signed_version_of_the_province(
    department: Sender, session: Session
) -> None:
    made = people(range(1, 4))
    given = submission(department, made)
    assert outcomes(given.judged()) == [("accepted", None, None)] * 3
    held = rows(
        session,
        "select holding.record_id::text, encode(holding.digest, 'hex'), unit_period.code,"
        " person.full_name, employment.category, version.received_in is not null, version.draft_id"
        " from holding join record_version version using (record_id, version)"
        " join employment on employment.person_id = holding.record_id"
        " join unit_period on unit_period.unit_id = employment.unit_id"
        " join person on person.id = holding.record_id where holding.tier = 'province' order by 1",
    )
    name = "Phạm Thị Hồng Nhung"
    assert held == [
        (one.record_id, one.digest, "H40.16.01", name, "VC", True, None) for one in made
    ]
    # The head's list and signature lie here byte for byte, to go on to the national node.
    kept = rows(
        session,
        "select manifest.body = given.manifest, manifest.signature = given.signature"
        " from manifest join exchange_manifest given on given.manifest_id = manifest.id",
    )
    assert kept == [(True, True)]


def test_the_receipt_is_sealed_by_a_seal_for_receipts_alone(
    department: Sender, pki: DemoPki
) -> None:
    given = submission(department, people(range(1, 2)))
    given.judged()
    answer = department.call("GET", f"{given.path}/receipt").json()
    mark = certificate_sha256_of(b64decode(answer["signature"]))
    assert json.loads(pki.department_seals_file.read_bytes()) == {"H40": [mark]}
    assert mark not in json.loads(pki.seals_file.read_bytes())["H40"]
    said = json.loads(b64decode(answer["receipt"]))
    assert (said["sender"], said["receiver"]) == (DEPARTMENT, "H40")


def test_the_same_submission_twice_changes_nothing(department: Sender, session: Session) -> None:
    made = people(range(1, 3))
    given = submission(department, made)
    first = given.judged()
    assert department.put_json(given.path, given.opening()).status_code == 200
    assert given.put_part(1).status_code == 200
    assert given.commit().status_code == 202
    assert not department.node.judge()
    assert given.results() == first
    again = submission(department, made)
    assert outcomes(again.judged()) == [("unchanged", None, None)] * 2
    assert rows(session, "select count(*) from record_version") == [(2,)]
    assert rows(session, "select count(*) from employment where starts_on = '2024-05-01'") == [(2,)]


@pytest.mark.parametrize("stage", ["national", "department"])
def test_another_stage_is_refused(department: Sender, stage: str) -> None:
    given = Submission(department, [b""])
    answer = department.put_json(given.path, given.opening(stage=stage))
    assert code_of(answer) == (422, "schema_invalid")
    assert answer.json()["path"] == "/stage"


def test_who_does_not_deliver_or_names_another_is_refused(
    department: Sender, node: NationalNode
) -> None:
    """403 sender_mismatch: another's name; a key that is no department's here."""
    given = Submission(department, [b""])
    answer = department.put_json(given.path, given.opening(sender="H40"))
    assert code_of(answer) == (403, "sender_mismatch")
    for other in ("G01", "H40"):
        foreign = Submission(Sender.of(node, other), [b""])
        answer = foreign.sender.put_json(foreign.path, foreign.opening())
        assert code_of(answer) == (403, "sender_mismatch")


def test_a_record_of_another_departments_unit_is_rejected(
    department: Sender, loaded: Province, session: Session
) -> None:
    """By the list's unit where the unit is not the department's; by the person's unit otherwise."""
    mine = people(range(1, 2))
    elsewhere = delivered(Record(loaded.people("H40.03")[0], 9, content(7)))
    given = submission(department, sorted([*mine, elsewhere], key=lambda one: one.record_id))
    found = given.judged()
    assert found[mine[0].record_id]["outcome"] == "accepted"
    told = found[elsewhere.record_id]
    assert (told["code"], told["path"]) == ("not_owner", "/record_id")
    manifest_id, body, cms = make_manifest(department.node.pki, mine, unit="H40.03")
    another = Submission(department, [b""]).open()
    refused = another.put_manifest(manifest_id, body, cms)
    assert code_of(refused) == (422, "signer_not_authorised")
    # The prefix is the department's, but the province knows no such unit.
    invented = submission(department, people(range(2, 3)), unit="H40.16.99")
    assert outcomes(invented.judged()) == [("rejected", "signer_not_authorised", "/manifest_id")]
    assert rows(session, "select count(*) from record_version") == [(1,)]


def test_a_tampered_record_is_rejected_alone(department: Sender, session: Session) -> None:
    made = people(range(1, 4))

    def bent(manifest_id: str) -> list[dict[str, object]]:
        lines = [one.line(manifest_id) for one in made]
        lines[1]["sections"]["salary"]["content"]["salary_step"] = 9
        return lines

    assert outcomes(submission(department, made, bent).judged()) == [
        ("accepted", None, None),
        ("rejected", "digest_mismatch", "/digest"),
        ("accepted", None, None),
    ]
    assert rows(session, "select count(*) from holding where tier = 'province'") == [(2,)]


def test_what_the_province_could_not_keep_is_rejected_with_its_place(department: Sender) -> None:
    """A withheld section, a field that the form has not, a number that somebody else holds."""
    made = people(range(1, 4))
    made[0].withheld = {"health": "ab" * 32}
    made[1].sections["identity"]["nickname"] = "Nhung"
    made[2].sections["identity"]["birth_full_name"] = None
    assert outcomes(submission(department, made).judged()) == [
        ("rejected", "required_missing", "/withheld/health"),
        ("rejected", "schema_invalid", "/sections/identity/content/nickname"),
        ("rejected", "required_missing", "/sections/identity/content/birth_full_name"),
    ]
    twice = people(range(5, 7))
    twice[1].sections["identity"]["personal_id"] = twice[0].sections["identity"]["personal_id"]
    found = outcomes(submission(department, twice).judged())
    assert [code for _, code, _ in found] == [None, "identity_conflict"]


def test_a_department_is_owed_once(department: Sender, loaded: Province, session: Session) -> None:
    """Nothing of it in the stage of facilities; its items wait for the delivery, which settles."""
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, 2))
    run_stage(session, D2P, at(27, 1, 30))
    assert items(session) == []
    made = people(range(1, 4))
    made[2].withheld = {"health": "ab" * 32}
    submission(department, made).judged()
    # Who was rejected has no roster here yet, and so nothing is owed of that person.
    assert items(session) == [(one.record_id, "accepted", None) for one in made[:2]]
    made[0] = delivered(Record(made[0].record_id, 2, content(1)))
    made[0].sections["salary"]["rank_code"] = "V.99.99.99"
    submission(department, made[:1]).judged()
    assert items(session) == [
        (made[0].record_id, "rejected", "catalogue_unknown_code"),
        (made[1].record_id, "accepted", None),
    ]
    session.rollback()
    assert [one.balanced for one in runs.stage_sums(session, "2024-05")] == [True, True]
    pieces = rows(session, "select distinct unit_id from stage_piece")
    assert (loaded.unit(DEPARTMENT),) not in pieces
    assert all(run.state == "done" for run in run_store.latest(session, "2024-05").values())


def test_what_is_known_waits_for_the_month_s_delivery(department: Sender, session: Session) -> None:
    """Delivered before the stage opens: settled when it opens. A month without: it waits."""
    made = people(range(1, 3))
    submission(department, made).judged()
    assert items(session) == []
    run_stage(session, D2P, at(27, 3))
    assert items(session) == [(one.record_id, "accepted", None) for one in made]
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26, 3, month=6))
    run_stage(session, D2P, at(27, 3, month=6))
    query = "select count(*) from sync_item where stage = :stage and record_id = :who"
    first = {"stage": Stage.FACILITY_TO_DEPARTMENT, "who": UUID(made[0].record_id)}
    assert rows(session, query, **first) == [(0,)]  # its own software runs that stage
    session.rollback()
    assert all(one.balanced for one in runs.stage_sums(session, "2024-06"))
    assert [
        one[1]
        for one in rows(
            session,
            "select record_id, outcome from sync_item where stage = :stage and period = '2024-06'"
            " and record_id::text like '%-0000-4000-8000-000000000000'",
            stage=D2P,
        )
    ] == ["queued", "queued"]


def test_who_leaves_and_who_moves_within_the_department(
    department: Sender, session: Session
) -> None:
    first, second = people(range(1, 3))
    submission(department, [first, second]).judged()
    gone = delivered(Record(first.record_id, 2, content(1), change="left"))
    submission(department, [gone]).judged()
    moved = delivered(Record(second.record_id, 2, content(2)))
    submission(department, [moved], unit="H40.16.02").judged()
    query = (
        "select person_id::text, code, ends_on is null from employment"
        " join unit_period using (unit_id) where code like 'H40.16%' order by 1, starts_on"
    )
    assert rows(session, query) == [
        (first.record_id, "H40.16.01", False),
        (second.record_id, "H40.16.01", False),
        (second.record_id, "H40.16.02", True),
    ]


def test_a_list_s_id_that_names_another_list_here_is_refused(
    department: Sender, session: Session, loaded: Province
) -> None:
    """A later verification would judge the records by the other list."""
    for act in (loaded.send, loaded.confirm, loaded.sign):
        act("H40.03.01")
    taken = str(rows(session, "select id from manifest")[0][0])
    given = submission(department, people(range(1, 2)), manifest_id=taken)
    assert outcomes(given.judged()) == [("rejected", "signer_not_authorised", "/manifest_id")]


def test_a_version_that_the_province_made_itself_is_stale(
    department: Sender, loaded: Province, session: Session
) -> None:
    """Somebody who left a unit of the province for the department: the numbers go on."""
    for act in (loaded.send, loaded.confirm, loaded.sign):
        act("H40.03.01")
    who = plain_member(loaded, "H40.03.01")
    session.execute(
        text("update employment set ends_on = '2024-05-25' where person_id = :who"),
        {"who": UUID(who)},
    )
    session.commit()
    old = submission(department, [delivered(Record(who, 1, content(8)))])
    assert outcomes(old.judged()) == [("rejected", "stale_version", "/version")]
    new = submission(department, [delivered(Record(who, 2, content(8)))])
    assert outcomes(new.judged()) == [("accepted", None, None)]
    query = "select starts_on::text from employment where person_id = :who and ends_on is null"
    assert rows(session, query, who=UUID(who)) == [("2024-05-25",)]


def test_a_peer_s_signature_counts_and_not_its_origin(department: Sender) -> None:
    """The wall of the pages against foreign sites stands before the exchange as well."""
    given = Submission(department, [b""])
    body = json.dumps(given.opening()).encode()
    answer = department.call("PUT", given.path, body, Origin="https://so-gddt.example.vn")
    assert answer.status_code == 201
    unsigned = requests.put(department.node.url + "/exchange/v1" + given.path, body, timeout=20)
    assert unsigned.status_code == 401


def test_nobody_is_looked_up_at_a_province(department: Sender, pki: DemoPki) -> None:
    """Between departments the province moves people itself; what it knows is no directory."""
    made = people(range(1, 2))
    given = submission(department, made)
    given.judged()
    receipt = b64decode(department.call("GET", f"{given.path}/receipt").json()["receipt"])
    approval = {"signature": b64encode(seal(pki, DEPARTMENT, receipt)).decode()}
    sealed = department.call("POST", f"{given.path}/approval", json.dumps(approval).encode())
    assert sealed.json()["state"] == "approved"
    shared = department.call("GET", "/changes").json()["changes"]
    assert [one["record_id"] for one in shared] == [made[0].record_id]
    number = made[0].sections["identity"]["personal_id"]
    body = json.dumps({"personal_id": number, "purpose": "x", "basis": str(uuid4())}).encode()
    assert code_of(department.call("POST", "/lookups", body)) == (404, "not_found")


def test_the_pages_show_what_was_delivered(
    site: Site, department: Sender, session: Session, loaded: Province
) -> None:
    """Who typed and checked it there is not told; who signed it is, and the sums count it."""
    made = people(range(1, 3))
    submission(department, made).judged()
    run_stage(session, D2P, at(27, 3))
    site.at(at(27, 9))
    manager = loaded.holder("H40.03", "hr")
    site.sign_in(manager)
    month = unescape(without_tokens(site.get(f"/sync?stage={D2P}")))
    assert "Trường THPT chuyên Lê Hồng Phong" in month
    appoint(loaded, manager, f"{DEPARTMENT}.01", "hr", "hr")
    history = unescape(site.get(f"/records/{made[0].record_id}/history"))
    assert "phần mềm của đơn vị" in history
    assert "Trần Văn Bình" in history
    assert "Phạm Thị Hồng Nhung" in site.get(f"/records/{made[0].record_id}/versions/1")
