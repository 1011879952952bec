"""What a node written by somebody else may do within the contract, and the client takes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from werkzeug.wrappers import Request

from config.settings import Settings
from province_app.exchange.message_signatures import load_own_key, public_jwk
from province_app.exchange.node import node_of
from province_app.record.canonical import canonical
from province_app.services.catalogues import catalogue_digest
from province_app.signing.pki import DemoPki, make_demo_pki
from sync_jobs import signed_client
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable
from tests.exchange.parties import PIN, seal
from tests.sync_jobs.fake_nodes import ID, ITEMS, answering, fake_node, receipt, sealed

Answer = tuple[int, bytes, dict[str, str]]


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """Keys and seals of both nodes."""
    return make_demo_pki(tmp_path_factory.mktemp("pki"), [], PIN)


@pytest.fixture
def serve(settings: Settings, pki: DemoPki) -> Any:
    """Return the context of a gateway to a node that answers by the function."""
    key = load_own_key("G01/1", pki.key_files["G01"])

    class Served:
        def __init__(self, answer: Callable[[Request], Answer]) -> None:
            self.node = fake_node(answer, key)

        def __enter__(self) -> NationalGateway:
            return NationalGateway(node_of(settings), self.node.__enter__())

        def __exit__(self, *error: Any) -> None:
            self.node.__exit__(*error)

    return Served


def good(value: object, status: int = 200, **headers: str) -> Answer:
    """Return an answer of that content."""
    return status, json.dumps(value).encode(), dict(headers)


def row(number: int, **members: Any) -> dict[str, Any]:
    """Return a result with only what it must have."""
    return {"record_id": str(UUID(int=number)), "version": 1, "outcome": "accepted", **members}


def test_cursors_are_opaque_and_a_page_may_be_empty(serve: Any) -> None:
    """Annex 43; members that are null may be left out, more may be there (28)."""
    pages = {
        None: {"results": [row(1, more=1)], "next": "Z_-"},
        "Z_-": {"results": [], "next": "0"},
        "0": {"results": [row(2)], "next": None, "total": 2},
    }
    with serve(lambda request: good(pages[request.args.get("after")])) as gateway:
        found = list(gateway.results(ID))
    assert [one["record_id"] for one in found] == [str(UUID(int=1)), str(UUID(int=2))]
    assert all(one["code"] is one["path"] is one["message"] is None for one in found)


def test_cursors_that_go_round_are_an_error(serve: Any) -> None:
    def answer(request: Request) -> Answer:
        after = request.args.get("after", "")
        return good({"results": [row(1)], "next": "b" if after == "a" else "a"})

    with serve(answer) as gateway, pytest.raises(NationalRefused, match="do not end"):
        list(gateway.results(ID))


def test_changes_end_where_the_cursor_stays(serve: Any) -> None:
    """Annex 45: `next` is never null."""
    asked: list[str | None] = []

    def answer(request: Request) -> Answer:
        asked.append(request.args.get("after"))
        return good({"changes": [], "next": "c1"})

    with serve(answer) as gateway:
        assert list(gateway.changes()) == []
        assert list(gateway.changes("c1")) == []
    assert asked == [None, "c1"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_node_is_asked_again_with_a_new_signature(status: int, serve: Any) -> None:
    """Annex 25: a retry is a new signature with a new nonce."""
    seen: list[str] = []

    def answer(request: Request) -> Answer:
        seen.append(request.headers["Signature"])
        if len(seen) < 3:
            return good({}, status)
        return good({"version": "1", "fields": []})

    with serve(answer) as gateway:
        assert gateway.requirements()["version"] == "1"
    assert len(set(seen)) == 3


def test_the_pause_that_a_node_asks_for_is_kept(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    with serve(lambda _: good({}, 503, **{"Retry-After": "2"})) as gateway:
        with pytest.raises(NationalUnavailable):
            gateway.status(ID)
    assert len(slept) == signed_client.ATTEMPTS - 1
    assert min(slept) >= 2


def test_a_long_pause_is_left_to_the_schedule(serve: Any) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        return good({}, 429, **{"Retry-After": "600"})

    with serve(answer) as gateway, pytest.raises(NationalUnavailable) as error:
        gateway.status(ID)
    assert (len(asked), error.value.retry_after_s) == (1, 600)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 418, 422])
def test_a_refusal_is_never_tried_again(status: int, serve: Any) -> None:
    """Contract §3; a code that nobody here knows is kept as it is (annex 27)."""
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        problem = {"type": "about:blank", "code": "new_code", "detail": "x", "more": [1]}
        return good(problem, status, **{"Content-Type": "application/problem+json"})

    with serve(answer) as gateway, pytest.raises(NationalRefused) as error:
        gateway.status(ID)
    assert len(asked) == 1
    assert (error.value.status, error.value.code) == (status, "new_code")


def test_a_catalogue_may_have_any_version_and_more_members(serve: Any) -> None:
    """Annex 28, 39: versions are opaque, the digest is over the entries as they came."""
    version = "2024/05 – lần 1?#&"
    entries = [{"code": "1", "name": "Nam", "more": {"b": 1, "a": [True]}}]
    sha256 = catalogue_digest("gioi_tinh", version, entries).hex()
    listed = [{"code": "gioi_tinh", "version": version, "sha256": sha256, "entries": entries}]
    found = {"entries": entries, "version": version, "code": "gioi_tinh", "note": ""}

    def answer(request: Request) -> Answer:
        if request.path.endswith("/catalogues"):
            return good(listed)
        assert request.args["version"] == version
        return good(found)

    with serve(answer) as gateway:
        assert gateway.catalogue("gioi_tinh")["version"] == version


def test_a_receipt_that_is_not_canonical_is_refused(settings: Settings, pki: DemoPki) -> None:
    """Annex 6: its bytes are its JCS form, so members stand in one order only."""
    body = json.dumps(dict(reversed(json.loads(receipt()).items()))).encode()
    assert canonical(json.loads(body)) == receipt()
    with answering(settings, pki, sealed(body, seal(pki, "G01", body))) as gateway:
        with pytest.raises(NationalRefused, match="receipt_invalid"):
            gateway.receipt(ID, ITEMS)


def test_keys_of_other_kinds_in_a_jwks_are_passed_over(pki: DemoPki, tmp_path: Path) -> None:
    """Annex 24: `kty OKP, crv Ed25519`; the rest of the file is not ours to judge."""
    from province_app.exchange.message_signatures import PeerKeys

    own = public_jwk(load_own_key("G01/1", pki.key_files["G01"]))
    others: list[dict[str, Any]] = [{"kty": "RSA", "n": "x"}, {"kty": "EC", "crv": "P-256"}, {}]
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [*others, own, {**own, "kid": "sig-2024"}]}))
    assert list(PeerKeys(path).current()) == ["G01/1"]
