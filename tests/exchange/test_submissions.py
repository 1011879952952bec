"""Opening, closing and resuming a submission. Source: annex 30-35, 38, 42."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import requests

from province_app.exchange.message_signatures import OwnKey
from province_app.services import catalogues
from tests.exchange.parties import (
    NationalNode,
    Sender,
    Submission,
    code_of,
    digest_of,
    make_manifest,
    moment,
    ndjson,
    submission,
)
from tests.exchange.people import Record, records


def two_parts(province: Sender, people: list[Record]) -> tuple[Submission, str, bytes, bytes]:
    """Return a submission of two parts that is not opened yet, and its manifest."""
    manifest_id, body, cms = make_manifest(province.node.pki, people)
    lines = [one.line(manifest_id) for one in people]
    return Submission(province, [ndjson(lines[:1]), ndjson(lines[1:])]), manifest_id, body, cms


def test_a_submission_is_opened_once(province: Sender) -> None:
    sent = Submission(province, [])
    first = province.put_json(sent.path, sent.opening())
    assert (first.status_code, first.json()) == (201, {"submission_id": sent.id, "state": "open"})
    other_form = json.dumps(sent.opening(), indent=1, sort_keys=True).encode()
    again = province.call("PUT", sent.path, other_form)
    assert (again.status_code, again.json()) == (200, first.json())
    other = province.put_json(sent.path, sent.opening(period="2024-06"))
    assert code_of(other) == (409, "different_body")


def test_the_first_answer_stays_after_the_catalogues_changed(
    province: Sender, national: NationalNode
) -> None:
    sent = Submission(province, [])
    opening = sent.opening()
    assert province.put_json(sent.path, opening).status_code == 201
    at = moment("2024-05-28T00:00:00Z")
    catalogues.store_pulled(national.session, "gioi_tinh", "new", [], at)
    assert province.put_json(sent.path, opening).status_code == 200


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"period": "2024-13"}, "/period"),
        ({"period": "2024-5"}, "/period"),
        ({"stage": "province"}, "/stage"),
        ({"stage": "facility"}, "/stage"),
        ({"count": -1}, "/count"),
        ({"count": "3"}, "/count"),
        ({"count": True}, "/count"),
        ({"parts": -1}, "/parts"),
        ({"parts": 100_001}, "/parts"),
        ({"items_digest": "AB" * 32}, "/items_digest"),
        ({"catalogues": {"gioi_tinh": 1}}, "/catalogues/gioi_tinh"),
        ({"sender": "h40"}, "/sender"),
        ({"more": 1}, "/more"),
    ],
)
def test_a_malformed_opening_is_refused(
    members: dict[str, object], path: str, province: Sender
) -> None:
    sent = Submission(province, [])
    response = province.put_json(sent.path, sent.opening(**members))
    assert code_of(response) == (422, "schema_invalid")
    assert response.json()["path"] == path
    assert province.put_json(sent.path, sent.opening()).status_code == 201  # nothing was stored


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"sender":"H40","sender":"H40"}', b"\xff"])
def test_an_unreadable_opening_is_refused(body: bytes, province: Sender) -> None:
    response = province.call("PUT", f"/submissions/{uuid4()}", body)
    assert code_of(response) == (422, "schema_invalid")


@pytest.mark.parametrize("form", [str.upper, lambda text: text.replace("-", ""), lambda _: "7"])
def test_an_id_has_one_form(form: object, province: Sender) -> None:
    sent = Submission(province, [], id=form(str(uuid4())))  # type: ignore[operator]
    response = province.put_json(sent.path, sent.opening())
    assert code_of(response) == (422, "schema_invalid")
    assert code_of(province.call("GET", sent.path)) == (404, "not_found")


def test_the_sender_is_the_holder_of_the_key(province: Sender) -> None:
    sent = Submission(province, [])
    response = province.put_json(sent.path, sent.opening(sender="H41"))
    assert code_of(response) == (403, "sender_mismatch")


def test_stale_catalogues_are_refused_with_the_current_ones(
    province: Sender, national: NationalNode
) -> None:
    sent = Submission(province, [])
    current = catalogues.versions(national.session)
    for wrong in ({}, {**current, "gioi_tinh": "old"}, {**current, "unknown": "1"}):
        response = province.put_json(sent.path, sent.opening(catalogues=wrong))
        assert code_of(response) == (409, "catalogue_stale")
        assert response.json()["catalogues"] == current


def test_ids_are_private_to_their_sender(province: Sender, national: NationalNode) -> None:
    sent = Submission(province, []).open()
    other = Sender.of(national, "G01")
    for method, path, body in [
        ("GET", "", b""),
        ("GET", "/results", b""),
        ("GET", "/receipt", b""),
        ("POST", "/commit", b""),
        ("POST", "/approval", b'{"signature":""}'),
        ("PUT", f"/manifests/{uuid4()}", b"{}"),
    ]:
        assert code_of(other.call(method, sent.path + path, body)) == (404, "not_found")
    taken = other.put_json(sent.path, sent.opening(sender="G01"))
    assert code_of(taken) == (409, "different_body")
    assert sent.status()["state"] == "open"


def test_what_was_never_opened_is_not_found(province: Sender) -> None:
    sent = Submission(province, [])
    for method, path in [("GET", ""), ("POST", "/commit"), ("GET", "/receipt")]:
        assert code_of(province.call(method, sent.path + path)) == (404, "not_found")
    assert code_of(sent.put_part(1, b"")) == (404, "not_found")


def test_a_commit_needs_all_parts(province: Sender) -> None:
    sent, *_ = two_parts(province, records(3))
    sent.open()
    sent.put_part(2)
    response = sent.commit()
    assert code_of(response) == (409, "parts_missing")
    assert response.json()["parts"] == [1]
    assert sent.status()["state"] == "open"


@pytest.mark.parametrize(
    "members", [{"count": 2}, {"count": 4}, {"items_digest": "00" * 32}], ids=str
)
def test_a_commit_needs_the_promised_items(members: dict[str, object], province: Sender) -> None:
    sent, *_ = two_parts(province, records(3))
    sent.open(**members).put_parts()
    assert code_of(sent.commit()) == (422, "items_mismatch")
    assert sent.status()["state"] == "open"
    assert not province.node.judge()


def test_a_record_stands_in_one_line_only(province: Sender) -> None:
    person = records(1)[0]
    line = person.line(str(uuid4()))
    sent = Submission(province, [ndjson([line, line])]).open().put_parts()
    assert code_of(sent.commit()) == (422, "items_mismatch")


def test_the_items_digest_is_over_sorted_items(province: Sender) -> None:
    people = records(3)
    backwards = submission(province, list(reversed(people)))
    assert backwards.commit().status_code == 202


def test_an_empty_submission_is_judged(province: Sender) -> None:
    sent = Submission(province, [])
    assert sent.opening()["items_digest"] == digest_of(b"")
    assert sent.open().judged() == {}


def test_a_commit_is_repeated_harmlessly(province: Sender) -> None:
    sent = submission(province, records(1))
    for state in ("processing", "processing", "judged"):
        if state == "judged":
            assert province.node.judge()
        response = sent.commit()
        assert (response.status_code, response.json()["state"]) == (202, state)
    assert not province.node.judge()


def test_the_same_opening_at_once_opens_once(province: Sender) -> None:
    sent = Submission(province, [])
    opening = sent.opening()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: province.put_json(sent.path, opening), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.content for answer in answers}) == 1


def test_the_same_commit_at_once_commits_once(province: Sender) -> None:
    sent = submission(province, records(2))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sent.commit(), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert province.node.judge()
    assert not province.node.judge()


def test_a_commit_has_no_body(province: Sender) -> None:
    sent = submission(province, records(1))
    response = province.call("POST", f"{sent.path}/commit", b"{}")
    assert code_of(response) == (422, "schema_invalid")


def test_after_the_commit_nothing_more_is_taken(province: Sender) -> None:
    sent, *manifest = two_parts(province, records(3))
    sent.open()
    before = [sent.put_manifest(*manifest).json(), sent.put_part(1).json()]
    sent.put_part(2)
    opened = sent.opening()
    assert sent.commit().status_code == 202
    assert [sent.put_manifest(*manifest).json(), sent.put_part(1).json()] == before
    assert province.put_json(sent.path, opened).json()["state"] == "open"  # the stored answer
    assert code_of(province.put_json(sent.path, {**opened, "count": 9})) == (409, "not_open")
    assert code_of(sent.put_part(1, sent.parts[1])) == (409, "not_open")
    other = make_manifest(province.node.pki, records(1))
    assert code_of(sent.put_manifest(*other)) == (409, "not_open")


def test_a_killed_sender_goes_on_from_the_status(province: Sender) -> None:
    people = records(3)
    sent, *manifest = two_parts(province, people)
    sent.open()
    sent.put_manifest(*manifest)
    sent.put_part(2)
    status = sent.status()
    assert status["state"] == "open"
    assert status["manifests"] == [manifest[0]]
    assert status["parts"] == [{"part": 2, "sha256": digest_of(sent.parts[1])}]
    assert (status["count"], status["counts"]["pending"]) == (3, 3)
    again = Submission(province, sent.parts, id=sent.id)  # the sender knows only its own log
    assert province.put_json(again.path, again.opening()).status_code == 200
    assert again.put_manifest(*manifest).status_code == 200
    assert again.put_parts().judged().keys() == {one.record_id for one in people}


def test_a_second_submission_finds_everything_unchanged(province: Sender) -> None:
    people = records(3)
    assert {one["outcome"] for one in submission(province, people).judged().values()} == {
        "accepted"
    }
    second = submission(province, people)
    assert {one["outcome"] for one in second.judged().values()} == {"unchanged"}
    assert second.status()["counts"]["unchanged"] == 3


def test_submissions_are_judged_in_order_of_commit(
    province: Sender, national: NationalNode
) -> None:
    first, second = submission(province, records(1)), submission(province, records(1, first=2))
    assert second.commit().status_code == first.commit().status_code == 202
    assert national.judge()
    assert (second.status()["state"], first.status()["state"]) == ("judged", "processing")


def test_a_stranger_cannot_open(national: NationalNode, province: Sender) -> None:
    stranger = Sender(national, OwnKey("H99/1", province.key.private), "H99")
    sent = Submission(stranger, [])
    response: requests.Response = stranger.put_json(sent.path, sent.opening())
    assert code_of(response) == (401, "key_unknown")
