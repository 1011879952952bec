"""A national node that somebody else runs: found, or what is to be done until it answers."""

import time
from collections.abc import Callable
from pathlib import Path

import requests

from config.settings import Settings
from province_app.clock import system_now
from province_app.exchange.message_signatures import (
    Answer,
    MessageRefused,
    origin,
    sign_request,
    verify_answer,
)
from province_app.exchange.node import node_of

PATIENCE_S = 120
PAUSE_S = 2.0


class NotReached(Exception):
    """The node does not answer as agreed; the message says what to do."""


def wait_for(settings: Settings, directory: Path, say: Callable[[str], None]) -> None:
    """Return when the node answers a signed request; NotReached when it does not in time."""
    deadline = time.monotonic() + PATIENCE_S
    told = ""
    while fault := _fault(settings):
        if fault != told:
            say(_what_to_do(settings, directory, fault))
            told = fault
        if time.monotonic() > deadline:
            raise NotReached(f"{settings.exchange_url}: {fault}")
        time.sleep(PAUSE_S)


def _fault(settings: Settings) -> str:
    """Return what is wrong with the node's answer to the simplest request; "" when nothing."""
    node = node_of(settings)
    url = origin(settings.exchange_url) + "/exchange/v1/catalogues"
    headers = {"Content-Type": "application/json"}
    request = requests.Request("GET", url, headers=headers).prepare()
    request.headers["Content-Length"] = "0"
    sign_request(request, b"", node.key, system_now())
    try:
        with requests.Session() as http:
            http.trust_env = False
            response = http.send(request, timeout=10, allow_redirects=False)
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"
    answer = Answer(response.status_code, response.headers, request)
    if response.status_code != 200:
        return f"GET /exchange/v1/catalogues is answered {response.status_code}: {_code(response)}"
    try:
        verify_answer(answer, response.content, node.peers, system_now())
    except MessageRefused as error:
        return f"the answer's signature is not as agreed: {error.code} {error.detail}"
    return ""


def _code(response: requests.Response) -> str:
    try:
        return str(response.json().get("code", ""))
    except (requests.exceptions.JSONDecodeError, AttributeError):
        return response.text[:80]


def _what_to_do(settings: Settings, directory: Path, fault: str) -> str:
    return f"""The national node at {settings.exchange_url} does not answer as agreed yet:
  {fault}
What it needs to know of this province stands in {directory}:
  jwks.json          the key {settings.exchange_key_id} that our requests are signed with
  seals.json         the seal of {settings.agency_code} that approves receipts
  trust.pem          the CA certificates and CRLs of our signers and of that seal
  catalogues.json    the catalogues to publish;  requirements.json  the answer to GET /requirements
What we need to know of it: EXCHANGE_PEER_KEYS_FILE (its JWKS), EXCHANGE_PEER_SEALS_FILE (its seal),
  EXCHANGE_TRUST_FILE (the CA certificates and CRLs of that seal).
Start it, or mend this; waiting up to {PATIENCE_S} seconds."""
