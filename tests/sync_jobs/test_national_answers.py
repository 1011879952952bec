"""The client against nodes that are down, silent, busy or answer something else."""

import json
import socket
from dataclasses import replace

import pytest
from werkzeug.wrappers import Request

from config.settings import Settings
from province_app.exchange.message_signatures import load_own_key
from province_app.exchange.node import node_of
from province_app.signing.pki import DemoPki
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable
from tests.sync_jobs.fake_nodes import ID, answering, fake_node


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
    ("asked", "signed", "kept"),
    [
        ("86400", True, 3600),
        ("1000000000000", True, 3600),
        ("9" * 5000, True, None),
        ("-1", True, None),
        ("٣٠", True, None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", True, None),
        ("600", False, None),
    ],
    ids=range(7),
)
def test_no_pause_is_longer_than_an_hour_or_asked_for_by_a_stranger(
    asked: str, signed: bool, kept: int | None, settings: Settings, pki: DemoPki
) -> None:
    headers = {"Retry_After": asked.encode().decode("latin-1")}
    with answering(settings, pki, {}, 503, signed=signed, **headers) as gateway:
        with pytest.raises(NationalUnavailable) as unavailable:
            gateway.status(ID)
    assert unavailable.value.retry_after_s == kept


@pytest.mark.parametrize("agency", ["H40", "H40.16"])
def test_only_the_node_above_answers(agency: str, settings: Settings, pki: DemoPki) -> None:
    """Neither we nor a department of ours, whose keys are registered too."""
    value = {"state": "judged", "count": 0, "counts": {}, "parts": [], "manifests": []}
    key = load_own_key(f"{agency}/1", pki.key_files[agency])
    with fake_node(lambda _: (200, json.dumps(value).encode(), {}), key) as url:
        with pytest.raises(NationalUnavailable, match="key_unknown"):
            NationalGateway(node_of(settings), url).status(ID)


def test_the_node_above_may_be_named(settings: Settings, pki: DemoPki) -> None:
    for named, answers in (("G01", True), ("G02", False)):
        told = replace(settings, exchange_peer_agency=named)
        with answering(told, pki, {"version": "1", "fields": []}) as gateway:
            if answers:
                gateway.requirements()
                continue
            with pytest.raises(NationalUnavailable, match="key_unknown"):
                gateway.requirements()


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


def test_an_answer_nested_too_deep_is_refused(settings: Settings, pki: DemoPki) -> None:
    """It must not stop the tick, nor is it asked for again."""
    line = {
        "record_id": str(ID), "version": 1, "digest": "ab" * 32, "manifest_id": str(ID),
        "sections": {"identity": {"salt": "ab" * 16, "content": {"deep": 0}}}, "withheld": {},
        "manifest": "", "signature": "",
    }  # fmt: skip
    deep = json.dumps(line).encode().replace(b'"deep": 0', b'"deep":' + b"[" * 990 + b"]" * 990)
    with answering(settings, pki, deep) as gateway:
        with pytest.raises(NationalRefused, match="answer_invalid"):
            gateway.look_up("036012345678", "x", "y")


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
