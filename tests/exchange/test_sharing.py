"""Changes back to the agency, and persons looked up. Source: annex 45, 46; NĐ Đ.11.5."""

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from sqlalchemy import text

from province_app.exchange.disclosures import read_disclosure
from province_app.exchange.documents import Manifest, read_signed
from province_app.signing.trust import TrustList
from province_app.signing.verifier import verify_detached
from tests.exchange.parties import (
    NationalNode,
    Sender,
    Submission,
    code_of,
    moment,
    ndjson,
    seal,
    submission,
)
from tests.exchange.people import Record, records

PURPOSE = {"purpose": "Tiếp nhận cán bộ từ tỉnh khác", "basis": "Quyết định 12/QĐ-SNV"}


def approve(sent: Submission) -> Submission:
    """Let the submission be judged, and approve it."""
    sent.judged()
    receipt = b64decode(sent.sender.call("GET", f"{sent.path}/receipt").json()["receipt"])
    cms = seal(sent.sender.node.pki, sent.sender.agency, receipt)
    body = json.dumps({"signature": b64encode(cms).decode()}).encode()
    assert sent.sender.call("POST", f"{sent.path}/approval", body).status_code == 200
    return sent


def changes(sender: Sender, after: str | None = None, limit: int | None = None) -> dict[str, Any]:
    """Return one page of changes."""
    wanted = {"after": after, "limit": limit}
    query = "&".join(f"{name}={value}" for name, value in wanted.items() if value is not None)
    answer = sender.call("GET", f"/changes?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def look_up(sender: Sender, personal_id: str, **members: Any) -> Any:
    """Ask for the person."""
    body = {"personal_id": personal_id, **PURPOSE, **members}
    return sender.call("POST", "/lookups", json.dumps(body).encode())


def assert_provable(change: dict[str, Any], node: NationalNode) -> None:
    """The line belongs to its manifest, and the head's signature covers that."""
    content, cms = b64decode(change["manifest"]), b64decode(change["signature"])
    verify_detached(
        content, cms, TrustList.load(node.pki.trust_file), moment("2024-05-28T00:00:00Z")
    )
    line = {name: one for name, one in change.items() if name not in ("manifest", "signature")}
    disclosed = read_disclosure(ndjson([line]).rstrip())
    item = next(
        one for one in read_signed(Manifest, content).items if one.record_id == line["record_id"]
    )
    assert disclosed.digest == item.digest == line["digest"]  # type: ignore[union-attr]


def newer(person: Record) -> Record:
    """Return the next version of the record."""
    return Record(person.record_id, person.version + 1, person.sections, person.withheld)


def test_approved_records_are_shared_back_with_their_proof(
    province: Sender, national: NationalNode
) -> None:
    people = records(3)
    sent = submission(province, people)
    empty = changes(province)
    assert empty["changes"] == []
    sent.judged()
    assert changes(province, empty["next"])["changes"] == []  # accepted is not approved
    again = approve(submission(province, [newer(people[0])]))
    found = changes(province, empty["next"])
    assert [one["version"] for one in found["changes"]] == [2]
    assert again.results()[people[0].record_id]["outcome"] == "accepted"
    for one in found["changes"]:
        assert_provable(one, national)
    same = changes(province, found["next"])
    assert (same["changes"], same["next"]) == ([], found["next"])


def test_changes_come_in_pages_in_order_of_approval(province: Sender) -> None:
    first, second = (submission(province, records(3, 1 + 3 * n)) for n in range(2))
    first.judged()
    second.judged()
    for one in (second, first):
        receipt = b64decode(province.call("GET", f"{one.path}/receipt").json()["receipt"])
        cms = b64encode(seal(province.node.pki, "H40", receipt)).decode()
        body = json.dumps({"signature": cms}).encode()
        assert province.call("POST", f"{one.path}/approval", body).status_code == 200
    read: list[str] = []
    after = None
    while page := changes(province, after, 2):
        after = page["next"]
        if not page["changes"]:
            break
        assert len(page["changes"]) <= 2
        read += [one["record_id"] for one in page["changes"]]
    assert read == [line["record_id"] for one in (second, first) for line in one.lines]


def test_a_page_of_changes_does_not_grow_out_of_bounds(
    province: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(submission(province, records(3)))
    monkeypatch.setattr("province_app.exchange.sharing.MOST_PAGE_BYTES", 10)
    page = changes(province)
    assert len(page["changes"]) == 1
    assert len(changes(province, page["next"])["changes"]) == 1


@pytest.mark.parametrize("query", ["after=x", "after=", "after=1_x", "limit=0", "limit=1001"])
def test_a_wrong_page_of_changes_is_refused(query: str, province: Sender) -> None:
    assert code_of(province.call("GET", f"/changes?{query}")) == (422, "schema_invalid")


def test_changes_are_the_agencys_own_and_its_predecessors(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(submission(province, records(1)))
    other = Sender.of(national, "G01")
    assert changes(other)["changes"] == []
    registered = national.settings.var / "agencies.json"
    merged = {"unit_prefixes": {}, "successions": [{"old": "H40", "new": "G01"}]}
    merged["successions"][0]["from"] = "2024-01-01"  # type: ignore[index]
    registered.write_text(json.dumps(merged))
    national.register(registered)
    assert len(changes(other)["changes"]) == 1
    assert changes(province)["changes"] == []


def test_a_person_received_from_outside_is_looked_up(
    province: Sender, national: NationalNode
) -> None:
    person = records(1)[0]
    number = person.sections["identity"]["personal_id"]
    other = Sender.of(national, "G01")
    sent = submission(province, [person])
    sent.judged()
    assert code_of(look_up(other, number)) == (404, "not_found")  # not approved
    approve(submission(province, [newer(person)]))
    found = look_up(other, number)
    assert found.status_code == 200
    assert (found.json()["record_id"], found.json()["version"]) == (person.record_id, 2)
    assert_provable(found.json(), national)


def test_the_newest_approved_version_is_found(province: Sender) -> None:
    person = records(1)[0]
    number = person.sections["identity"]["personal_id"]
    approve(submission(province, [person]))
    corrected = newer(person)
    corrected.sections = json.loads(json.dumps(person.sections))
    corrected.sections["identity"]["personal_id"] = "036099999999"
    sent = submission(province, [corrected])
    sent.judged()
    assert look_up(province, number).json()["version"] == 1
    assert look_up(province, "036099999999").status_code == 404
    approve(submission(province, [newer(corrected)]))
    assert look_up(province, number).status_code == 404
    assert look_up(province, "036099999999").json()["version"] == 3


def test_every_lookup_is_logged_with_its_purpose(province: Sender, national: NationalNode) -> None:
    person = records(1)[0]
    number = person.sections["identity"]["personal_id"]
    approve(submission(province, [person]))
    look_up(province, number)
    look_up(province, "036088888888")
    query = text(
        "select subject, detail from audit_event where event = 'exchange.lookup' order by id"
    )
    events = [(row.subject, row.detail) for row in national.session.execute(query)]
    said = {"agency": "H40", **PURPOSE}
    assert events == [
        (person.record_id, {**said, "found": True}),
        ("none", {**said, "found": False}),
    ]


def test_who_may_not_look_up_is_told_what_the_absent_are_told(
    province: Sender, national: NationalNode
) -> None:
    person = records(1)[0]
    approve(submission(province, [person]))
    registered = national.settings.var / "agencies.json"
    registered.write_text('{"unit_prefixes": {}, "successions": [], "no_lookups": ["G01"]}')
    national.register(registered)
    other = Sender.of(national, "G01")
    refused = look_up(other, person.sections["identity"]["personal_id"])
    absent = look_up(other, "036088888888")
    assert code_of(refused) == (404, "not_found")
    assert refused.content == absent.content


@pytest.mark.parametrize(
    "members",
    [
        {"personal_id": "03600000001"},
        {"personal_id": 36000000001},
        {"purpose": ""},
        {"basis": "x" * 501},
        {"basis": None},
        {"more": 1},
    ],
    ids=range(6),
)
def test_a_malformed_lookup_is_refused(members: dict[str, Any], province: Sender) -> None:
    body = {"personal_id": "036000000001", **PURPOSE, **members}
    answer = province.call("POST", "/lookups", json.dumps(body).encode())
    assert code_of(answer) == (422, "schema_invalid")
    assert answer.json()["path"] == f"/{next(iter(members))}"
