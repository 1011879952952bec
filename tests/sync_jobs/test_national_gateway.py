"""The client against the real national node over HTTP, and against nodes that misbehave."""

import json
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from requests.structures import CaseInsensitiveDict
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from config.settings import Settings, load_settings
from province_app.clock import system_now
from province_app.exchange.digests import results_digest
from province_app.exchange.message_signatures import (
    Answer,
    OwnKey,
    ReceivedRequest,
    load_own_key,
    sign_answer,
)
from province_app.exchange.node import node_of
from province_app.record.canonical import canonical
from province_app.services import catalogues
from province_app.signing.pki import DemoPki, make_demo_pki
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable
from sync_jobs.signed_client import SignedClient
from tests.databases import Database
from tests.exchange.parties import (
    PERIOD,
    PIN,
    NationalNode,
    Record,
    Sender,
    Submission,
    environment,
    make_manifest,
    moment,
    national_node,
    ndjson,
    records,
    seal,
)

ID = UUID("00000000-0000-4000-8000-000000000001")
ITEMS = bytes(32)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """Keys and seals of both nodes."""
    return make_demo_pki(tmp_path_factory.mktemp("pki"), [("head", "Trần Văn Bình")], PIN)


@pytest.fixture
def national(database: Database, pki: DemoPki, tmp_path: Path) -> Iterator[NationalNode]:
    """The real national node."""
    with national_node(database, pki, tmp_path) as node:
        yield node


@pytest.fixture
def settings(pki: DemoPki, tmp_path: Path) -> Settings:
    """The province's settings, without the national node's address."""
    return load_settings(environment(pki, "H40", VAR_DIR=str(tmp_path)))


@pytest.fixture
def gateway(national: NationalNode, settings: Settings) -> NationalGateway:
    """The province's gateway to the real node."""
    return NationalGateway(node_of(settings), national.url)


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


Fake = Callable[[Request], tuple[int, bytes, dict[str, str]]]


@contextmanager
def fake_node(answer: Fake, key: OwnKey | None) -> Iterator[str]:
    """Serve answers of the test's choice, signed with the key (or not at all); yield the URL."""

    @Request.application
    def app(request: Request) -> Response:
        status, body, headers = answer(request)
        content_type = headers.pop("Content-Type", "application/json")
        response = Response(body, status, headers, content_type=content_type)
        if key is not None:
            named = CaseInsensitiveDict({"Content-Type": content_type})
            url = f"http://127.0.0.1:{server.port}{request.environ['RAW_URI']}"
            received = ReceivedRequest(
                request.method, url, CaseInsensitiveDict(request.headers.items())
            )
            sign_answer(Answer(status, named, received), body, key, system_now())
            response.headers.update(named)
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(
    settings: Settings,
    pki: DemoPki,
    value: object,
    status: int = 200,
    *,
    signed: bool = True,
    **headers: str,
) -> Iterator[NationalGateway]:
    """Yield a gateway to a node that answers everything in the same way."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    key = load_own_key("G01/1", pki.key_files["G01"]) if signed else None
    with fake_node(lambda _: (status, body, dict(named)), key) as url:
        yield NationalGateway(node_of(settings), url)


def test_a_node_that_is_down_is_unavailable(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        gateway = NationalGateway(node_of(settings), f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(NationalUnavailable):
            gateway.status(ID)


def test_a_node_that_is_silent_is_unavailable(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_jobs.signed_client.TIMEOUTS_S", (0.2, 0.2))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        gateway = NationalGateway(node_of(settings), f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(NationalUnavailable):
            gateway.status(ID)


@pytest.mark.parametrize(("status", "pause"), [(503, 7), (429, 9), (500, None), (302, None)])
def test_a_busy_node_is_unavailable_for_a_while(
    status: int, pause: int | None, settings: Settings, pki: DemoPki
) -> None:
    headers = {"Retry_After": str(pause)} if pause else {"Location": "/"}
    with answering(settings, pki, {"code": "unavailable"}, status, **headers) as gateway:
        with pytest.raises(NationalUnavailable) as unavailable:
            gateway.status(ID)
    assert unavailable.value.retry_after_s == pause


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "nonce_replayed"),
        (401, "created_out_of_range"),
        (400, "content_digest_mismatch"),
    ],
)
def test_what_befell_a_request_on_its_way_is_mended_by_a_new_signature(
    status: int, code: str, settings: Settings, pki: DemoPki
) -> None:
    """Annex 25, 26: who repeated it, held it up or damaged it was not the receiver."""
    nonces: list[str] = []

    def answer(request: Request) -> tuple[int, bytes, dict[str, str]]:
        nonces.append(request.headers["Signature-Input"].partition('nonce="')[2][:22])
        if len(nonces) == 1:
            return status, json.dumps({"code": code}).encode(), {}
        return 200, json.dumps({"version": "1", "fields": []}).encode(), {}

    with fake_node(answer, load_own_key("G01/1", pki.key_files["G01"])) as url:
        assert NationalGateway(node_of(settings), url).requirements()["version"] == "1"
    assert len(set(nonces)) == len(nonces) == 2


def test_a_redirect_is_not_followed(settings: Settings, pki: DemoPki) -> None:
    asked: list[str] = []

    def answer(request: Request) -> tuple[int, bytes, dict[str, str]]:
        asked.append(request.path)
        return 307, b"{}", {"Location": "/elsewhere"}

    with fake_node(answer, load_own_key("G01/1", pki.key_files["G01"])) as url:
        with pytest.raises(NationalUnavailable):
            NationalGateway(node_of(settings), url).requirements()
    assert set(asked) == {"/exchange/v1/requirements"}


def test_an_unsigned_answer_counts_as_none(settings: Settings, pki: DemoPki) -> None:
    """Whatever its status: a proxy's page must not look like a judgement."""
    for status in (200, 404, 502):
        with answering(settings, pki, {"state": "judged"}, status, signed=False) as gateway:
            with pytest.raises(NationalUnavailable):
                gateway.status(ID)


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


@pytest.mark.parametrize(
    "value",
    [
        b"no json",
        [],
        {"state": "done", "count": 1, "counts": {}, "parts": [], "manifests": []},
        {"state": "judged", "count": "1", "counts": {}, "parts": [], "manifests": []},
    ],
)
def test_an_answer_in_another_form_is_refused(
    value: object, settings: Settings, pki: DemoPki
) -> None:
    with answering(settings, pki, value) as gateway:
        with pytest.raises(NationalRefused, match="answer_invalid"):
            gateway.status(ID)


def test_unknown_members_of_an_answer_are_ignored(settings: Settings, pki: DemoPki) -> None:
    value = {
        "state": "judged", "count": 0, "counts": {}, "parts": [], "manifests": [], "more": 1,
    }  # fmt: skip
    with answering(settings, pki, value) as gateway:
        assert "more" not in gateway.status(ID)


def test_an_endless_answer_is_refused(
    settings: Settings, pki: DemoPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_jobs.signed_client.MOST_ANSWER_BYTES", 1000)
    with answering(settings, pki, b"[" + b" " * 2000 + b"]") as gateway:
        with pytest.raises(NationalRefused, match="too large"):
            gateway.catalogues()


def test_endless_results_are_refused(settings: Settings, pki: DemoPki) -> None:
    row = {
        "record_id": str(ID), "version": 1, "outcome": "accepted",
        "code": None, "path": None, "message": None,
    }  # fmt: skip
    with answering(settings, pki, {"results": [row], "next": "x"}) as gateway:
        with pytest.raises(NationalRefused, match="do not end"):
            list(gateway.results(ID))


def test_a_forged_catalogue_is_refused(settings: Settings, pki: DemoPki) -> None:
    entry = {"code": "1", "name": "<img onerror>", "parent": None, "valid_from": None}
    found = {"code": "a", "version": "1", "entries": [entry | {"valid_to": None}]}
    listed = [{"code": "a", "version": "1", "sha256": "00" * 32, "entries": 1}]
    key = load_own_key("G01/1", pki.key_files["G01"])

    def answer(request: Request) -> tuple[int, bytes, dict[str, str]]:
        value = listed if request.path.endswith("/catalogues") else found
        return 200, json.dumps(value).encode(), {}

    with fake_node(answer, key) as url:
        with pytest.raises(NationalRefused, match="not what its digest says"):
            NationalGateway(node_of(settings), url).catalogue("a")


def receipt(**members: object) -> bytes:
    """Return a receipt's bytes; `members` replace what is right."""
    return canonical(
        {
            "schema": "cbccvc-receipt/1",
            "submission_id": str(ID),
            "sender": "H40",
            "receiver": "G01",
            "period": PERIOD,
            "counts": {"accepted": 1, "unchanged": 0, "rejected": 0},
            "items_digest": ITEMS.hex(),
            "results_digest": "ab" * 32,
            "judged_at": "2024-05-28T00:00:00Z",
        }
        | members
    )


def sealed(body: bytes, signature: bytes) -> dict[str, str]:
    """Return the answer that brings a receipt."""
    return {"receipt": b64encode(body).decode(), "signature": b64encode(signature).decode()}


def test_a_right_receipt_is_taken(settings: Settings, pki: DemoPki) -> None:
    body = receipt()
    with answering(settings, pki, sealed(body, seal(pki, "G01", body))) as gateway:
        assert gateway.receipt(ID, ITEMS).body == body


@pytest.mark.parametrize(
    "members",
    [
        {"submission_id": str(uuid4())},
        {"sender": "H41"},
        {"receiver": "H40"},
        {"items_digest": "ab" * 32},
        {"schema": "cbccvc-manifest/1"},
        {"more": 1},
    ],
    ids=range(6),
)
def test_a_receipt_of_something_else_is_refused(
    members: dict[str, object], settings: Settings, pki: DemoPki
) -> None:
    body = receipt(**members)
    with answering(settings, pki, sealed(body, seal(pki, "G01", body))) as gateway:
        with pytest.raises(NationalRefused, match="receipt_invalid"):
            gateway.receipt(ID, ITEMS)


def test_a_receipt_without_the_nodes_seal_is_refused(settings: Settings, pki: DemoPki) -> None:
    body = receipt()
    for signature in (seal(pki, "H40", body), seal(pki, "G01", body + b"\n"), b""):
        with answering(settings, pki, sealed(body, signature)) as gateway:
            with pytest.raises(NationalRefused, match="receipt_invalid"):
                gateway.receipt(ID, ITEMS)
