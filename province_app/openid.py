"""The client of the province's single sign-on: OpenID Connect, code with PKCE.

The one module that speaks to the provider, outside any transaction; no redirects, no proxies of the
environment, little patience. What it answers is believed only by its signature, of RS256 or ES256.
Source: docs/adr/0023-passkeys.md.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.single_sign_on import Provider, is_safe
from province_app.outbound import safely_calling

ALGORITHMS = ["RS256", "ES256"]
TIMEOUT_S = 5.0
MAX_BYTES = 256 * 1024
SKEW_S = 60  # between two clocks
OLDEST_S = 600  # of a token when it comes: it was made for this sign-in
LONGEST_SUBJECT = 255


class NoAnswer(Exception):
    """The provider cannot be reached, or says what is no answer: the password is there still."""


class NotBelieved(Exception):
    """What came back is not what was asked for, or not by this provider."""


@dataclass(frozen=True)
class Started:
    """A sign-in that was begun: where the browser goes, and what must come back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who signed in at the provider. An address or a name is never asked for."""

    issuer: str
    subject: str
    strength: frozenset[str]  # `acr` and `amr`


def start(provider: Provider, back: str) -> Started:
    """Begin a sign-in that comes back to the address `back`. NoAnswer."""
    place = _discovered(provider)["authorization_endpoint"]
    state, nonce, verifier = (token_urlsafe(32) for _ in range(3))
    with _client(provider, back) as client:
        address, _ = client.create_authorization_url(
            place, state=state, nonce=nonce, code_verifier=verifier
        )
    return Started(address, state, nonce, verifier)


def finish(
    provider: Provider, back: str, code: str, verifier: str, nonce: str, now: datetime
) -> Identity:
    """Return who signed in. NoAnswer, NotBelieved."""
    found = _discovered(provider)
    keys = _get(found["jwks_uri"])
    try:
        with _client(provider, back) as client:
            token = client.fetch_token(
                found["token_endpoint"], code=code, code_verifier=verifier,
                timeout=TIMEOUT_S, allow_redirects=False,
            )  # fmt: skip
    except AuthlibBaseError as error:
        raise NotBelieved("code") from error
    except (requests.RequestException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    claims = _claims(str(token.get("id_token", "")), keys)
    _check(claims, provider, nonce, now.timestamp())
    methods = claims.get("amr")
    strength = {claims.get("acr"), *(methods if isinstance(methods, list) else ())}
    texts = frozenset(one for one in strength if isinstance(one, str))
    return Identity(provider.issuer, claims["sub"], texts)


def _claims(id_token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    try:
        known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        return dict(jwt.decode(id_token, known, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotBelieved("signature") from error


def _check(claims: Mapping[str, Any], provider: Provider, nonce: str, now: float) -> None:
    """Raise NotBelieved unless the token was made by this provider, for us, for this sign-in."""
    ours = provider.client_id
    if claims.get("iss") != provider.issuer:
        raise NotBelieved("issuer")
    if claims.get("aud") not in (ours, [ours]) or claims.get("azp", ours) != ours:
        raise NotBelieved("audience")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotBelieved("nonce")
    if now >= _moment(claims, "exp") + SKEW_S:
        raise NotBelieved("expired")
    if not now - OLDEST_S <= _moment(claims, "iat") <= now + SKEW_S:
        raise NotBelieved("not of now")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("subject")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotBelieved(name)
    return float(value)


def _discovered(provider: Provider) -> dict[str, str]:
    found = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise NotBelieved("issuer")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(found.get(name), str) and is_safe(found[name]) for name in names):
        raise NoAnswer("endpoints")
    return {name: found[name] for name in names}


def _get(url: str) -> dict[str, Any]:
    try:
        with safely_calling(requests.Session()) as session:
            answer = session.get(url, timeout=TIMEOUT_S, allow_redirects=False, stream=True)
            body = answer.raw.read(MAX_BYTES + 1, decode_content=True)
            if answer.status_code != requests.codes.ok or len(body) > MAX_BYTES:
                raise NoAnswer(f"status {answer.status_code}")
            found = requests.compat.json.loads(body)  # type: ignore[attr-defined]
    except (requests.RequestException, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    if not isinstance(found, dict):
        raise NoAnswer("no object")
    return found


def _client(provider: Provider, back: str) -> OAuth2Session:
    client = OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
    )
    safely_calling(client)
    return client
