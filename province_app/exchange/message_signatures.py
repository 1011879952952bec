"""HTTP Message Signatures (RFC 9421) of requests and of answers bound to their request.

Both the receiving blueprint and the sending client use it. Ed25519 only; no web framework.
Source: exchange contract, annex 17-26.
"""

import json
import re
import secrets
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)

from province_app.watched import Watched

TAG = "cbccvc-exchange"
LABEL = "sig1"
LIFETIME = timedelta(seconds=300)
NONCE_KEPT = timedelta(seconds=600)
NONCE = re.compile(r"[A-Za-z0-9_-]{22,64}")
KEY_ID = re.compile(r"([A-Z0-9]+(?:\.[A-Z0-9]+)*)/[0-9]+")
DEFAULT_PORTS = {"http": 80, "https": 443}
STATUS = {
    "component_missing": 401,
    "key_unknown": 401,
    "request_signature_invalid": 401,
    "created_out_of_range": 401,
    "content_digest_mismatch": 400,
    "nonce_replayed": 401,
}

REQUEST_COVERS = ("@method", "@target-uri", "content-digest", "content-type")
ANSWER_COVERS = ("@status", "content-digest", "content-type", '"@method";req', '"@target-uri";req')
REQUEST_DIGEST = '"content-digest";req'
REQUEST_SIGNATURE = f'"signature";req;key="{LABEL}"'


class MessageRefused(Exception):
    """The message is not authentic; `code` and `status` are those of annex 26."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code, self.status, self.detail = code, STATUS[code], detail


class Request(Protocol):
    """What is signed of a request: `requests.PreparedRequest` or `ReceivedRequest`."""

    method: Any  # str; `requests` declares it optional
    url: Any  # str, absolute, as the sender wrote it
    headers: Any  # a mutable mapping that ignores case


@dataclass
class ReceivedRequest:
    """A request as the receiver rebuilt it from its own public address."""

    method: str
    url: str
    headers: MutableMapping[str, str]


@dataclass
class Answer:
    """An answer together with the request that it answers."""

    status_code: int
    headers: MutableMapping[str, str]
    request: Request


@dataclass(frozen=True)
class Signed:
    """Who signed a message, and what its single use is remembered by."""

    key_id: str
    nonce: str
    created: datetime  # aware UTC

    @property
    def agency(self) -> str:
        """The code of the agency that holds the key."""
        return self.key_id.rpartition("/")[0]

    @property
    def kept_until(self) -> datetime:
        """Until when the nonce must be remembered, aware UTC."""
        return self.created + NONCE_KEPT


@dataclass(frozen=True)
class OwnKey:
    """This node's integration key."""

    key_id: str  # agency code / decimal number
    private: Ed25519PrivateKey


def load_own_key(key_id: str, path: Path) -> OwnKey:
    """Return the key of a PKCS#8 PEM file; ValueError when it is no Ed25519 key."""
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} must hold an Ed25519 key")
    if not KEY_ID.fullmatch(key_id):
        raise ValueError(f"key id must look like H40/1, not {key_id!r}")
    return OwnKey(key_id, private)


def public_jwk(key: OwnKey) -> dict[str, str]:
    """Return the public half of the key as its peers register it (annex 24)."""
    raw = key.private.public_key().public_bytes_raw()
    x = urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "kid": key.key_id, "x": x}


class PeerKeys:
    """The public keys of the agencies we exchange with, as their JWKS file stands now."""

    def __init__(self, path: Path) -> None:
        self._keys = Watched(path, _read_jwks)

    def current(self) -> dict[str, Ed25519PublicKey]:
        """Return the keys by key id; none at all when the file cannot be read (fail closed)."""
        try:
            return self._keys.get()
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def _read_jwks(path: Path) -> dict[str, Ed25519PublicKey]:
    """Return the Ed25519 keys of agencies; a key of another kind or name is none of ours."""
    keys = {}
    for jwk in json.loads(path.read_bytes())["keys"]:
        kind = (jwk.get("kty"), jwk.get("crv"))
        if kind == ("OKP", "Ed25519") and KEY_ID.fullmatch(str(jwk.get("kid"))):
            raw = urlsafe_b64decode(jwk["x"] + "=" * (-len(jwk["x"]) % 4))
            keys[jwk["kid"]] = Ed25519PublicKey.from_public_bytes(raw)
    return keys


def origin(url: str) -> str:
    """Return scheme and host of an address, lower-case, without the scheme's default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme.lower()}://{host}{port}"


def content_digest(body: bytes) -> str:
    """Return the Content-Digest header of a body as it is sent (RFC 9530, sha-256 alone)."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def sign_request(request: Request, body: bytes, key: OwnKey, at: datetime) -> None:
    """Add Content-Digest and the signature to the request's headers; `at` is the system clock."""
    _sign(request, body, _request_covers(request.headers), key, at)


def sign_answer(answer: Answer, body: bytes, key: OwnKey, at: datetime) -> None:
    """Add Content-Digest and the signature to the answer's headers, bound to its request.

    Only what the request has in parseable form can be bound (annex 19).
    """
    covers = list(ANSWER_COVERS)
    asked = answer.request.headers
    if answer.status_code != 401 or _dictionary(asked, "Content-Digest"):
        covers.append(REQUEST_DIGEST)
    if answer.status_code != 401 or LABEL in _dictionary(asked, "Signature"):
        covers.append(REQUEST_SIGNATURE)
    _sign(answer, body, covers, key, at)


def verify_request(request: Request, peers: PeerKeys, at: datetime) -> Signed:
    """Return who signed the request; MessageRefused in the order of annex 26.

    Only the headers are looked at, so that no body of a stranger needs to be read: the caller
    then passes the body to `check_digest` and the nonce to its store.
    """
    return _verify(request, _request_covers(request.headers), peers, at)


def verify_answer(answer: Answer, body: bytes, peers: PeerKeys, at: datetime) -> Signed:
    """Return who signed the answer to our request; MessageRefused unless it is bound to it."""
    covers = [*ANSWER_COVERS, REQUEST_DIGEST, REQUEST_SIGNATURE]
    signed = _verify(answer, covers, peers, at)
    check_digest(answer.headers, body)
    return signed


def check_digest(headers: Mapping[str, str], body: bytes) -> None:
    """Refuse a body that is not the one whose digest was signed."""
    if headers["Content-Digest"] != content_digest(body):
        raise MessageRefused("content_digest_mismatch")


def _request_covers(headers: Mapping[str, str]) -> list[str]:
    encoded = any(name.lower() == "content-encoding" for name in headers)
    return [*REQUEST_COVERS, "content-encoding"] if encoded else list(REQUEST_COVERS)


def _sign(
    message: Request | Answer, body: bytes, covers: list[str], key: OwnKey, at: datetime
) -> None:
    created = at.replace(microsecond=0)
    resolver = MappingKeyResolver(private_keys={key.key_id: key.private}, public_keys={})
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=resolver).sign(
        message,
        body=body,  # adds Content-Digest
        key_id=key.key_id,
        created=created,
        expires=created + LIFETIME,
        nonce=secrets.token_urlsafe(16),
        tag=TAG,
        label=LABEL,
        include_alg=False,
        covered_component_ids=covers,
    )


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Do nothing: the contract's own rule is applied after the signature (annex 26)."""


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PublicKey) -> None:
        self.key = key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return self.key


def _verify(message: Any, covers: list[str], peers: PeerKeys, at: datetime) -> Signed:
    parameters = _parameters(message.headers, covers)
    key = peers.current().get(parameters["keyid"])
    if key is None:
        raise MessageRefused("key_unknown")
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(key))
    try:
        verifier.verify(message, max_age=None, expect_tag=TAG)
    except InvalidSignature as error:
        raise MessageRefused("request_signature_invalid", str(error)) from error
    created, expires = parameters["created"], parameters["expires"]
    now, longest = at.timestamp(), LIFETIME.total_seconds()
    if expires - created != longest or now > expires or abs(now - created) > longest:
        raise MessageRefused("created_out_of_range")
    return Signed(parameters["keyid"], parameters["nonce"], datetime.fromtimestamp(created, UTC))


def _parameters(headers: Mapping[str, str], covers: list[str]) -> dict[str, Any]:
    """Return the signature's parameters once its form is exactly the contract's (annex 18)."""
    inputs, signatures = _dictionary(headers, "Signature-Input"), _dictionary(headers, "Signature")
    if list(inputs) != [LABEL] or list(signatures) != [LABEL]:
        raise MessageRefused("component_missing", "exactly one signature sig1 is needed")
    covered, parameters = inputs[LABEL]
    if not isinstance(covered, list) or [_name(item) for item in covered] != [
        _expected(name) for name in covers
    ]:
        raise MessageRefused("component_missing", f"the signature must cover {', '.join(covers)}")
    if any(name not in headers for name in ("Content-Digest", "Content-Type")):
        raise MessageRefused("component_missing", "Content-Digest and Content-Type are needed")
    texts, numbers = ("nonce", "keyid", "tag"), ("created", "expires")
    if not set(texts) | set(numbers) <= set(parameters) <= {*texts, *numbers, "alg"}:
        raise MessageRefused("component_missing", "parameters missing or not known")
    if any(type(parameters[name]) is not str for name in texts) or any(
        type(parameters[name]) is not int for name in numbers
    ):
        raise MessageRefused("component_missing", "a parameter has the wrong type")
    if parameters["tag"] != TAG or not NONCE.fullmatch(parameters["nonce"]):
        raise MessageRefused("component_missing", "tag or nonce is not as agreed")
    return dict(parameters)


def _name(item: Any) -> tuple[Any, dict[str, Any]]:
    """Return a component's identity: parameters count, their order does not (RFC 9421 §2)."""
    return item[0], dict(item[1])


@cache
def _expected(component: str) -> tuple[Any, dict[str, Any]]:
    """Return the identity of a component that the contract names."""
    quoted = component if component.startswith('"') else f'"{component}"'
    return _name(http_sf.parse(quoted.encode(), tltype="item"))


def _dictionary(headers: Mapping[str, str], name: str) -> dict[str, Any]:
    """Return a dictionary header; empty when it is absent, unreadable or repeats a member."""
    try:
        parsed = http_sf.parse(
            headers[name].encode("ascii"), tltype="dictionary", on_duplicate_key=_refuse_duplicate
        )
    except (KeyError, ValueError, TypeError):
        return {}
    return dict(parsed) if isinstance(parsed, dict) else {}


def _refuse_duplicate(key: str, context: str) -> None:
    if context == "dictionary":
        raise ValueError(f"{key} stands twice")
