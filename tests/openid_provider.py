"""A small OpenID provider on loopback, over real HTTP; what it says wrong is chosen by the test."""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT = "hoso-cbccvc"
SECRET = "bi mat cua kiem thu"


@dataclass
class Provider:
    """Its address, its keys, who is signed in there, and how its tokens differ from right ones."""

    issuer: str = ""
    subject: str = "cong-chuc-0123"
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)  # None = left out; a timedelta = from now
    discovery: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(
        default_factory=lambda: {
            "RS256": RSAKey.generate_key(2048, {"kid": "r"}),
            "ES256": ECKey.generate_key("P-256", {"kid": "e"}),
            # Published by mistake: whoever reads it can sign.
            "HS256": OctKey.generate_key(256, {"kid": "h"}),
        }
    )
    stranger: bool = False  # signs with a key that it does not publish
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    calls: list[str] = field(default_factory=list)

    def visit(self, address: str) -> str:
        """Sign in as the browser would; return where it is sent back to."""
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def document(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "a", "token_endpoint": "t", "jwks_uri": "j"}
        places = {name: f"{self.issuer}/{place}" for name, place in names.items()}
        return {"issuer": self.issuer, **places, **self.discovery}

    def token(self, nonce: str) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": nonce,
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        claims = {
            name: now + int(one.total_seconds()) if isinstance(one, timedelta) else one
            for name, one in {**right, **self.claims}.items()
            if one is not None
        }
        if self.algorithm == "none":
            parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
            return ".".join(urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        key = self.keys[self.algorithm]
        header = {"alg": self.algorithm, "kid": key.kid}
        if self.stranger:
            key = RSAKey.generate_key(2048, {"kid": "r"})
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        place, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.provider.calls.append(place)
        if place.endswith("openid-configuration"):
            self._say(self.provider.document())
        elif place == "/j":
            keys = self.provider.keys.items()
            self._say({"keys": [key.as_dict(private=name == "HS256") for name, key in keys]})
        else:
            asked = {name: values[0] for name, values in query.items()}
            assert asked["response_type"] == "code"
            assert asked["scope"] == "openid"
            assert asked["code_challenge_method"] == "S256"
            code = f"code-{len(self.provider.asked)}"
            self.provider.asked[code] = asked
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        self.provider.calls.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        who = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        asked = self.provider.asked.pop(sent["code"], None)
        proof = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        right = (
            asked
            and who == f"{CLIENT}:{SECRET}"
            and asked["redirect_uri"] == sent["redirect_uri"]
            and asked["code_challenge"] == proof.decode()
        )
        if not right or asked is None:
            self._say({"error": "invalid_grant"}, 400)
            return
        token = self.provider.token(asked["nonce"])
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _say(self, document: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Yield a provider that listens on loopback."""
    made = Provider()
    handler = type("Handler", (_Handler,), {"provider": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
