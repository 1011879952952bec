"""An agency that speaks the contract by hand, so that a case can get any part of it wrong."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from province_app.clock import system_now
from province_app.exchange.message_signatures import (
    LIFETIME,
    REQUEST_COVERS,
    TAG,
    Answer,
    MessageRefused,
    OwnKey,
    PeerKeys,
    content_digest,
    verify_answer,
)

PREFIX = "/exchange/v1"
JSON, NDJSON = "application/json", "application/x-ndjson"
TIMEOUT_S = 60


@dataclass
class Signature:
    """How a request is signed; what a case changes makes it wrong."""

    covers: Sequence[str] = REQUEST_COVERS
    created: datetime | None = None
    left_out: str = ""  # a parameter
    alg: str | None = None
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    turned: bool = False  # parameters in the other order


@dataclass(frozen=True)
class Reply:
    """An answer, and whether its signature was as agreed ("" = yes)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    fault: str

    @property
    def value(self) -> Any:
        """Return the JSON content; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def code(self) -> tuple[int, str]:
        """Return status and code; the code is "" for what is no problem document."""
        value = self.value
        return self.status, str(value.get("code", "")) if isinstance(value, dict) else ""


class Party:
    """One agency with its key, speaking to one node."""

    def __init__(self, origin: str, key: OwnKey, peers: PeerKeys) -> None:
        self.origin, self.key, self.peers = origin, key, peers
        self.agency = key.key_id.rpartition("/")[0]
        self._http = requests.Session()
        self._http.trust_env = False

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        signature: Signature | None = None,
        key: OwnKey | None = None,
        **headers: str,
    ) -> requests.PreparedRequest:
        """Return a signed request; headers are written with `_` for `-`."""
        made = requests.Request(
            method,
            self.origin + PREFIX + path,
            headers={
                "Content-Type": content_type,
                "Content-Digest": content_digest(body),
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            data=body,
        ).prepare()
        made.headers["Content-Length"] = str(len(body))
        _sign(made, signature or Signature(), key or self.key)
        return made

    def send(self, request: requests.PreparedRequest) -> Reply:
        """Send the request as it stands and check how the answer is signed."""
        response = self._http.send(request, timeout=TIMEOUT_S, allow_redirects=False)
        answer = Answer(response.status_code, response.headers, request)
        fault = ""
        try:
            verify_answer(answer, response.content, self.peers, system_now())
        except MessageRefused as error:
            fault = f"{error.code} {error.detail}"
        return Reply(response.status_code, response.headers, response.content, fault)

    def call(self, method: str, path: str, *args: Any, **kwargs: Any) -> Reply:
        """Send a signed request."""
        return self.send(self.request(method, path, *args, **kwargs))

    def put(self, path: str, value: object) -> Reply:
        """PUT a JSON body."""
        return self.call("PUT", path, json.dumps(value, ensure_ascii=False).encode())

    def post(self, path: str, value: object) -> Reply:
        """POST a JSON body."""
        return self.call("POST", path, json.dumps(value, ensure_ascii=False).encode())


def _sign(request: requests.PreparedRequest, how: Signature, key: OwnKey) -> None:
    """Add the signature of RFC 9421 by hand, from its text alone (annex 18)."""
    covers = list(how.covers)
    if "Content-Encoding" in request.headers and how.covers is REQUEST_COVERS:
        covers.append("content-encoding")
    created = int((how.created or system_now()).timestamp())
    parameters = {
        "created": str(created),
        "expires": str(created + int(LIFETIME / timedelta(seconds=1))),
        "nonce": f'"{how.nonce}"',
        "keyid": f'"{key.key_id}"',
        "tag": f'"{TAG}"',
    }
    if how.alg is not None:
        parameters["alg"] = f'"{how.alg}"'
    parameters.pop(how.left_out, None)
    named = list(parameters.items())
    written = "".join(f";{name}={value}" for name, value in (named[::-1] if how.turned else named))
    inner = "(" + " ".join(f'"{name}"' for name in covers) + ")" + written
    values = {"@method": str(request.method), "@target-uri": str(request.url)}
    lines = [f'"{name}": {values.get(name) or request.headers[name]}' for name in covers]
    base = "\n".join([*lines, f'"@signature-params": {inner}'])
    signed = b64encode(key.private.sign(base.encode())).decode()
    request.headers["Signature-Input"] = f"sig1={inner}"
    request.headers["Signature"] = f"sig1=:{signed}:"


def stranger(key_id: str) -> OwnKey:
    """Return a key of that name that nobody knows."""
    return OwnKey(key_id, Ed25519PrivateKey.generate())
