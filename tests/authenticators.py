"""An authenticator in software: what a security key answers to a browser, byte by byte."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP, UV, AT = 0x01, 0x04, 0x40  # somebody was there, it was the right one, a new key follows


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One key on P-256 and its count. `origin` is what the browser says of the page."""

    origin: str
    flags: int = UP | UV
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user: bytes = b""

    def make(self, options: dict[str, Any]) -> str:
        """Answer to navigator.credentials.create()."""
        self.user = decoded(options["user"]["id"])
        client = self._client("webauthn.create", options)
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        credential = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._data(options["rp"]["id"], AT) + credential + cbor2.dumps(cose)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said({"clientDataJSON": client, "attestationObject": attested})

    def show(self, options: dict[str, Any]) -> str:
        """Answer to navigator.credentials.get(); the key is used once more."""
        self.count += 1
        client = self._client("webauthn.get", options)
        data = self._data(options["rpId"])
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signed,
                "userHandle": self.user,
            }
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps({**said, "crossOrigin": False}).encode()

    def _data(self, name: str, more: int = 0) -> bytes:
        return sha256(name.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _said(self, response: dict[str, bytes]) -> str:
        name = encoded(self.credential_id)
        parts = {key: encoded(value) for key, value in response.items() if value}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
