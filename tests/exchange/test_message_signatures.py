"""RFC 9421 exactly as annex 17-26 has it, without a server."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import http_sf
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from province_app.exchange.message_signatures import (
    Answer,
    MessageRefused,
    OwnKey,
    PeerKeys,
    check_digest,
    origin,
    sign_answer,
    sign_request,
    verify_answer,
    verify_request,
)

AT = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
URL = "http://127.0.0.1:5001/exchange/v1/submissions/x/results?limit=5"
Change = Callable[[requests.PreparedRequest], None]


def jwk(key: OwnKey) -> dict[str, str]:
    raw = key.private.public_key().public_bytes_raw()
    public = urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "kid": key.key_id, "x": public}


@pytest.fixture
def key() -> OwnKey:
    return OwnKey("H40/1", Ed25519PrivateKey.generate())


@pytest.fixture
def peers(key: OwnKey, tmp_path: Path) -> PeerKeys:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [jwk(key)]}))
    return PeerKeys(path)


def request_of(
    key: OwnKey, body: bytes = b"{}", at: datetime = AT, **headers: str
) -> requests.PreparedRequest:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = requests.Request(
        "PUT", URL, headers={"Content-Type": "application/json", **names}, data=body
    ).prepare()
    sign_request(request, body, key, at)
    return request


def refusal(request: requests.PreparedRequest, peers: PeerKeys, at: datetime = AT) -> str:
    with pytest.raises(MessageRefused) as refused:
        verify_request(request, peers, at)
    return refused.value.code


def test_a_request_has_exactly_the_agreed_form(key: OwnKey, peers: PeerKeys) -> None:
    request = request_of(key)
    ((label, (covered, parameters)),) = http_sf.parse(
        request.headers["Signature-Input"].encode(), tltype="dictionary"
    ).items()
    assert label == "sig1"
    assert covered == [
        (name, {}) for name in ("@method", "@target-uri", "content-digest", "content-type")
    ]
    assert set(parameters) == {"created", "expires", "nonce", "keyid", "tag"}
    assert parameters["expires"] == parameters["created"] + 300 == int(AT.timestamp()) + 300
    assert parameters["tag"] == "cbccvc-exchange"
    signed = verify_request(request, peers, AT)
    assert (signed.agency, signed.created) == ("H40", AT)
    assert signed.kept_until == AT + timedelta(seconds=600)


def test_a_content_encoding_is_covered_last(key: OwnKey, peers: PeerKeys) -> None:
    request = request_of(key, Content_Encoding="gzip")
    assert '"content-type" "content-encoding")' in request.headers["Signature-Input"]
    assert verify_request(request, peers, AT)
    del request.headers["Content-Encoding"]
    assert refusal(request, peers) == "component_missing"


def _set(name: str, value: str) -> Change:
    return lambda request: request.headers.__setitem__(name, value)


def _drop(name: str) -> Change:
    return lambda request: request.headers.__delitem__(name)


def _edit(name: str, old: str, new: str) -> Change:
    def change(request: requests.PreparedRequest) -> None:
        assert old in request.headers[name]
        request.headers[name] = request.headers[name].replace(old, new)

    return change


def _attribute(name: str, value: str) -> Change:
    return lambda request: setattr(request, name, value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_drop("Signature"), "component_missing"),
        (_drop("Signature-Input"), "component_missing"),
        (_drop("Content-Digest"), "component_missing"),
        (_drop("Content-Type"), "component_missing"),
        (_set("Signature-Input", "sig1=("), "component_missing"),
        (_set("Signature", "\x00"), "component_missing"),
        (_edit("Signature-Input", "sig1=", "sig2="), "component_missing"),
        (_edit("Signature-Input", ' "content-digest"', ""), "component_missing"),
        (_edit("Signature-Input", '"@method" "@target-uri"', '"@target-uri" "@method"'),
         "component_missing"),
        (_edit("Signature-Input", '"content-type")', '"content-type" "date")'),
         "component_missing"),
        (_edit("Signature-Input", '"@method"', '"@method";req'), "component_missing"),
        (_edit("Signature-Input", ";tag=", ";label="), "component_missing"),
        (_edit("Signature-Input", "cbccvc-exchange", "other"), "component_missing"),
        (_edit("Signature-Input", ";nonce=", ';more="x";nonce='), "component_missing"),
        (_edit("Signature-Input", 'nonce="', 'nonce="!'), "component_missing"),
        (_edit("Signature-Input", "created=", 'created="1";x='), "component_missing"),
        (_set("Content-Encoding", "gzip"), "component_missing"),
        (_edit("Signature-Input", "H40/1", "H40/2"), "key_unknown"),
        (_attribute("method", "POST"), "request_signature_invalid"),
        (_attribute("url", URL + "0"), "request_signature_invalid"),
        (_attribute("url", URL.replace("127.0.0.1", "127.0.0.2")), "request_signature_invalid"),
        (_set("Content-Type", "application/x-ndjson"), "request_signature_invalid"),
        (_edit("Signature-Input", 'tag="cbccvc-exchange"', 'tag="cbccvc-exchange";alg="rsa"'),
         "request_signature_invalid"),
    ],
)  # fmt: skip
def test_a_changed_request_is_refused(
    change: Change, code: str, key: OwnKey, peers: PeerKeys
) -> None:
    request = request_of(key)
    change(request)
    assert refusal(request, peers) == code


def test_two_signatures_are_refused(key: OwnKey, peers: PeerKeys) -> None:
    request = request_of(key)
    for name in ("Signature", "Signature-Input"):
        request.headers[name] += ", " + request.headers[name].replace("sig1", "sig2")
    assert refusal(request, peers) == "component_missing"


def test_a_signature_by_another_key_is_refused(peers: PeerKeys) -> None:
    stranger = OwnKey("H40/1", Ed25519PrivateKey.generate())
    assert refusal(request_of(stranger), peers) == "request_signature_invalid"


@pytest.mark.parametrize("seconds", [301, 86_400, -301])
def test_an_old_or_future_signature_is_refused(seconds: int, key: OwnKey, peers: PeerKeys) -> None:
    request = request_of(key)
    assert refusal(request, peers, AT + timedelta(seconds=seconds)) == "created_out_of_range"


@pytest.mark.parametrize("seconds", [300, 0, -300])
def test_the_limits_themselves_are_inside(seconds: int, key: OwnKey, peers: PeerKeys) -> None:
    assert verify_request(request_of(key), peers, AT + timedelta(seconds=seconds))


def test_another_lifetime_is_refused(
    key: OwnKey, peers: PeerKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "province_app.exchange.message_signatures.LIFETIME"
    with monkeypatch.context() as patch:
        patch.setattr(name, timedelta(seconds=301))
        request = request_of(key)
    assert refusal(request, peers) == "created_out_of_range"


def test_another_body_is_refused(key: OwnKey) -> None:
    request = request_of(key)
    check_digest(request.headers, b"{}")
    for value in (request.headers["Content-Digest"], "sha-256=x", "sha-512=:AA==:"):
        request.headers["Content-Digest"] = value
        with pytest.raises(MessageRefused) as refused:
            check_digest(request.headers, b"{ }")
        assert (refused.value.status, refused.value.code) == (400, "content_digest_mismatch")


def test_keys_follow_their_file(key: OwnKey, peers: PeerKeys, tmp_path: Path) -> None:
    request = request_of(key)
    assert verify_request(request, peers, AT)
    more = OwnKey("H40/2", Ed25519PrivateKey.generate())
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [jwk(more)]}))
    assert refusal(request, peers) == "key_unknown"
    assert verify_request(request_of(more), peers, AT)
    path.write_text("{")
    assert refusal(request_of(more), peers) == "key_unknown"
    path.unlink()
    assert refusal(request_of(more), peers) == "key_unknown"


def answer_to(
    request: requests.PreparedRequest, key: OwnKey, status: int = 200, body: bytes = b"[]"
) -> Answer:
    headers = requests.structures.CaseInsensitiveDict({"Content-Type": "application/json"})
    answer = Answer(status, headers, request)
    sign_answer(answer, body, key, AT)
    return answer


def test_an_answer_is_bound_to_its_request(key: OwnKey, peers: PeerKeys) -> None:
    answer = answer_to(request_of(key), key)
    assert verify_answer(answer, b"[]", peers, AT).agency == "H40"
    for body, request in ((b"[1]", answer.request), (b"[]", request_of(key))):
        with pytest.raises(MessageRefused):
            verify_answer(Answer(200, answer.headers, request), body, peers, AT)
    with pytest.raises(MessageRefused):
        verify_answer(Answer(201, answer.headers, answer.request), b"[]", peers, AT)


def test_an_unsigned_or_unbound_answer_is_refused(key: OwnKey, peers: PeerKeys) -> None:
    request = request_of(key)
    with pytest.raises(MessageRefused):
        verify_answer(Answer(200, {"Content-Type": "application/json"}, request), b"[]", peers, AT)
    bare = request_of(key)
    del bare.headers["Signature"]
    unbound = answer_to(bare, key, status=401)
    assert '"signature";req' not in unbound.headers["Signature-Input"]
    with pytest.raises(MessageRefused):
        verify_answer(Answer(401, unbound.headers, request), b"[]", peers, AT)


def test_a_401_binds_what_the_request_has(key: OwnKey) -> None:
    request = request_of(key)
    del request.headers["Content-Digest"]
    covered = answer_to(request, key, status=401).headers["Signature-Input"]
    assert '"content-digest";req' not in covered
    assert '"signature";req;key="sig1"' in covered


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://HoSo.Example.VN:443/x", "https://hoso.example.vn"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.0.0.1:5001/", "http://127.0.0.1:5001"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_origin_is_written_in_one_way(url: str, expected: str) -> None:
    assert origin(url) == expected
