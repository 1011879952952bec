"""Authentication over real HTTP: each refusal, in order, and signed answers. Source: annex 26."""

import socket
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import requests
from sqlalchemy import select

from province_app import create_app
from province_app.clock import system_now
from province_app.exchange.message_signatures import OwnKey
from province_app.models.exchange import ExchangeNonce
from province_app.stores import exchange as store
from tests.exchange.parties import NDJSON, NationalNode, Sender, code_of


def test_a_signed_request_is_answered_signed(province: Sender) -> None:
    assert province.call("GET", "/requirements").status_code == 200


def test_an_unsigned_request_is_refused(province: Sender, national: NationalNode) -> None:
    response = requests.get(national.url + "/exchange/v1/catalogues", timeout=20)
    assert code_of(response) == (401, "component_missing")
    assert '"@method";req "@target-uri";req)' in response.headers["Signature-Input"]


def test_an_unknown_key_is_refused(province: Sender) -> None:
    unknown = OwnKey("H41/1", province.key.private)
    response = Sender(province.node, unknown).call("GET", "/catalogues")
    assert code_of(response) == (401, "key_unknown")


@pytest.mark.parametrize("change", ["method", "path", "query", "digest"])
def test_a_spliced_request_is_refused(change: str, province: Sender) -> None:
    request = province.prepared("GET", "/catalogues")
    if change == "method":
        request.method = "PUT"
    elif change == "path":
        request.url = request.url.replace("catalogues", "requirements")
    elif change == "query":
        request.url += "?version=1"
    else:
        other = province.prepared("GET", "/catalogues", b"other")
        request.headers["Content-Digest"] = other.headers["Content-Digest"]
    assert code_of(province.send(request)) == (401, "request_signature_invalid")


def test_an_expired_signature_is_refused(province: Sender) -> None:
    old = system_now() - timedelta(seconds=310)
    response = province.call("GET", "/catalogues", at=old)
    assert code_of(response) == (401, "created_out_of_range")


def test_another_body_is_refused(province: Sender) -> None:
    request = province.prepared("POST", f"/submissions/{uuid4()}/commit", b"{}")
    request.body = b"[]"
    response = province.send(request)
    assert code_of(response) == (400, "content_digest_mismatch")
    province.verify(response)


def test_a_nonce_is_used_once_and_kept(province: Sender, national: NationalNode) -> None:
    request = province.prepared("GET", "/catalogues")
    assert province.send(request).status_code == 200
    assert code_of(province.send(request)) == (401, "nonce_replayed")
    kept = national.session.scalars(select(ExchangeNonce)).all()
    assert [one.key_id for one in kept] == ["H40/1"]
    assert kept[0].kept_until > system_now() + timedelta(seconds=590)


def test_a_nonce_is_remembered_by_every_process(province: Sender, national: NationalNode) -> None:
    """Another worker, or the same one after a restart, knows it too."""
    request = province.prepared("GET", "/catalogues")
    assert province.send(request).status_code == 200
    other = create_app(national.settings).test_client()
    response = other.get(request.path_url, headers=list(request.headers.items()))
    assert (response.status_code, response.json["code"]) == (401, "nonce_replayed")


def test_a_refused_request_uses_no_nonce(province: Sender, national: NationalNode) -> None:
    request = province.prepared("POST", f"/submissions/{uuid4()}/commit", b"{}")
    request.body = b"[]"
    province.send(request)
    province.call("GET", "/catalogues", at=system_now() - timedelta(seconds=310))
    assert national.session.scalars(select(ExchangeNonce)).all() == []


def test_only_nonces_that_are_useless_are_forgotten(national: NationalNode) -> None:
    now = system_now()
    for seconds, nonce in ((-1, "a" * 22), (1, "b" * 22)):
        store.remember_nonce(national.session, "H40/1", nonce, now + timedelta(seconds=seconds))
    store.forget_nonces(national.session, now)
    assert national.session.scalars(select(ExchangeNonce.nonce)).all() == ["b" * 22]


def test_the_host_header_decides_nothing(province: Sender) -> None:
    request = province.prepared("GET", "/catalogues")
    request.headers["Host"] = "example.vn"
    assert province.send(request).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing", (404, "not_found")),
        ("GET", "/catalogues/", (404, "not_found")),
        ("GET", "", (404, "not_found")),
        ("PUT", "/units/0", (404, "not_found")),
        ("GET", "/units/1", (405, "method_not_allowed")),
        ("GET", "/lookups", (405, "method_not_allowed")),
        ("DELETE", "/catalogues", (405, "method_not_allowed")),
        ("OPTIONS", "/catalogues", (405, "method_not_allowed")),
        ("POST", "/requirements", (405, "method_not_allowed")),
    ],
)
def test_what_does_not_exist_is_refused_signed(
    method: str, path: str, expected: tuple[int, str], province: Sender
) -> None:
    assert code_of(province.call(method, path)) == expected


def test_what_does_not_exist_is_not_told_to_strangers(national: NationalNode) -> None:
    for path in ("/exchange/v1/nothing", "/exchange/v1/catalogues"):
        response = requests.delete(national.url + path, timeout=20)
        assert code_of(response) == (401, "component_missing")


@pytest.mark.parametrize(
    ("path", "content_type", "headers"),
    [
        ("/submissions/{}", "application/json; charset=utf-8", {}),
        ("/submissions/{}", "application/x-ndjson", {}),
        ("/submissions/{}", "application/json", {"Content_Encoding": "gzip"}),
        ("/submissions/{}/parts/1", "application/json", {}),
        ("/submissions/{}/parts/1", NDJSON, {"Content_Encoding": "br"}),
    ],
)
def test_another_media_type_is_refused(
    path: str, content_type: str, headers: dict[str, str], province: Sender
) -> None:
    response = province.call("PUT", path.format(uuid4()), b"{}", content_type, **headers)
    assert code_of(response) == (415, "media_type")


def test_a_body_that_is_too_large_is_refused(province: Sender) -> None:
    body = bytes(8 * 1024 * 1024 + 1)
    response = province.call("PUT", f"/submissions/{uuid4()}", body)
    assert code_of(response) == (413, "too_large")


def test_a_chunked_body_is_refused(province: Sender, national: NationalNode) -> None:
    request = province.prepared("POST", f"/submissions/{uuid4()}/commit", b"{}")
    request.headers["Transfer-Encoding"] = "chunked"
    del request.headers["Content-Length"]
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    wire = "\r\n".join([f"POST {request.path_url} HTTP/1.1", "Host: x", *lines, "", ""]).encode()
    port = int(national.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(wire + b"2\r\n{}\r\n0\r\n\r\n")
        assert b'"code":"content_digest_mismatch"' in connection.makefile("rb").read()


def test_a_failure_inside_is_answered_signed_and_tells_nothing(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("province_app.exchange.views.published", fail)
    response = province.call("GET", "/requirements")
    assert code_of(response) == (500, "internal")
    assert "secret" not in response.text


def test_a_database_that_is_away_is_answered_signed(
    province: Sender, national: NationalNode
) -> None:
    away = replace(national.settings, database_url="postgresql+psycopg2://app@127.0.0.1:1/none")
    request = province.prepared("GET", "/catalogues")
    response = (
        create_app(away).test_client().get(request.path_url, headers=list(request.headers.items()))
    )
    assert (response.status_code, response.json["code"]) == (503, "unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert "sig1=" in response.headers["Signature"]
