"""The client against the real national node over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from config.settings import Settings
from province_app.exchange.digests import results_digest
from province_app.exchange.node import node_of
from province_app.services import catalogues
from province_app.signing.pki import DemoPki, make_demo_pki
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable
from sync_jobs.signed_client import SignedClient
from tests.databases import Database
from tests.exchange.parties import (
    PIN,
    NationalNode,
    Sender,
    Submission,
    make_manifest,
    moment,
    national_node,
    ndjson,
    seal,
)
from tests.exchange.people import Record, records
from tests.sync_jobs.fake_nodes import fake_node


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """Keys and seals of both nodes."""
    return make_demo_pki(tmp_path_factory.mktemp("pki"), [("head", "Trần Văn Bình")], PIN)


@pytest.fixture
def national(database: Database, pki: DemoPki, tmp_path: Path) -> Iterator[NationalNode]:
    """The real national node."""
    with national_node(database, pki, tmp_path) as node:
        yield node


def opening(sent: Submission) -> dict[str, Any]:
    """Return what the jobs hand to the gateway: all but the sender."""
    body = sent.opening()
    del body["sender"]
    return {"submission_id": sent.id, **body}


def planned(national: NationalNode, people: list[Record]) -> tuple[Submission, tuple[Any, ...]]:
    """Return a submission of one part that only the test knows yet, and its manifest."""
    manifest = make_manifest(national.pki, people)
    part = ndjson([one.line(manifest[0]) for one in people])
    return Submission(Sender.of(national), [part]), manifest


def test_records_travel_to_an_approved_receipt(
    gateway: NationalGateway, national: NationalNode
) -> None:
    listed = gateway.catalogues()
    assert {one["code"]: one["version"] for one in listed} == catalogues.versions(national.session)
    assert gateway.catalogue("gioi_tinh")["entries"][1]["name"] == "Nam"
    assert gateway.requirements()["fields"]
    people = records(3)
    people[2].sections["identity"]["gender_code"] = "9"
    sent, (manifest_id, body, cms) = planned(national, people)
    submission_id = UUID(sent.id)
    for _ in range(2):  # every call may be repeated
        gateway.open(opening(sent))
        gateway.put_manifest(submission_id, UUID(manifest_id), body, cms)
        gateway.put_part(submission_id, 1, sent.parts[0])
    for _ in range(2):
        gateway.commit(submission_id)
    assert gateway.status(submission_id)["state"] == "processing"
    assert national.judge()
    status = gateway.status(submission_id)
    assert (status["state"], status["counts"]["accepted"]) == ("judged", 2)
    assert status["manifests"] == [manifest_id]
    results = list(gateway.results(submission_id))
    assert [one["outcome"] for one in results] == ["accepted", "accepted", "rejected"]
    assert results[2]["path"] == "/sections/identity/content/gender_code"
    receipt = gateway.receipt(submission_id, bytes.fromhex(opening(sent)["items_digest"]))
    assert (receipt.content.counts.accepted, receipt.content.receiver) == (2, "G01")
    rows = [(one["record_id"], one["version"], one["outcome"], one["code"]) for one in results]
    assert receipt.content.results_digest == results_digest(rows).hex()
    for _ in range(2):
        gateway.approve(submission_id, seal(national.pki, "H40", receipt.body))
    assert gateway.status(submission_id)["state"] == "approved"


def test_results_are_read_page_by_page(
    gateway: NationalGateway, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = records(5)
    sent, (manifest_id, body, cms) = planned(national, people)
    gateway.open(opening(sent))
    gateway.put_manifest(UUID(sent.id), UUID(manifest_id), body, cms)
    gateway.put_part(UUID(sent.id), 1, sent.parts[0])
    gateway.commit(UUID(sent.id))
    national.judge()
    monkeypatch.setattr("sync_jobs.national_gateway.RESULTS_PAGE", 2)
    found = [one["record_id"] for one in gateway.results(UUID(sent.id))]
    assert found == [one.record_id for one in people]


def test_a_refusal_is_kept_for_people(gateway: NationalGateway, national: NationalNode) -> None:
    sent, _ = planned(national, records(1))
    with pytest.raises(NationalRefused) as refused:
        gateway.open(opening(sent) | {"catalogues": {}})
    assert (refused.value.status, refused.value.code) == (409, "catalogue_stale")
    assert refused.value.problem["catalogues"] == catalogues.versions(national.session)
    gateway.open(opening(sent))
    with pytest.raises(NationalRefused) as refused:
        gateway.commit(UUID(sent.id))
    assert (refused.value.code, refused.value.problem["parts"]) == ("parts_missing", [1])
    with pytest.raises(NationalRefused, match="404 not_found"):
        gateway.status(uuid4())


def test_a_catalogue_that_changed_meanwhile_is_the_listed_one(
    gateway: NationalGateway, national: NationalNode
) -> None:
    gateway.catalogues()
    at = moment("2024-05-28T00:00:00Z")
    catalogues.store_pulled(national.session, "gioi_tinh", "new", [], at)
    assert gateway.catalogue("gioi_tinh")["entries"]
    gateway.catalogues()
    assert gateway.catalogue("gioi_tinh") == {"code": "gioi_tinh", "version": "new", "entries": []}


def test_an_answer_to_another_request_counts_as_none(
    gateway: NationalGateway, settings: Settings
) -> None:
    """A recorded genuine answer does not answer again."""
    recorded: list[tuple[int, bytes, dict[str, str]]] = []
    exchange = SignedClient._exchange

    def record(self: SignedClient, request: Any) -> Any:
        response, content = exchange(self, request)
        recorded.append((response.status_code, content, dict(response.headers)))
        return response, content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignedClient, "_exchange", record)
        gateway.requirements()
    status, body, headers = recorded[0]
    kept = {name: headers[name] for name in ("Signature", "Signature-Input", "Content-Digest")}
    with fake_node(lambda _: (status, body, dict(kept)), None) as url:
        with pytest.raises(NationalUnavailable, match="request_signature_invalid"):
            NationalGateway(node_of(settings), url).requirements()
