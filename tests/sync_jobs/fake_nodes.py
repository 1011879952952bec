"""Nodes on loopback that answer as the test says, and the receipts that they bring."""

import json
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from requests.structures import CaseInsensitiveDict
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from config.settings import Settings
from province_app.clock import system_now
from province_app.exchange.message_signatures import (
    Answer,
    OwnKey,
    ReceivedRequest,
    load_own_key,
    sign_answer,
)
from province_app.exchange.node import node_of
from province_app.record.canonical import canonical
from province_app.signing.pki import DemoPki
from sync_jobs.national_gateway import NationalGateway
from tests.exchange.parties import PERIOD

ID = UUID("00000000-0000-4000-8000-000000000001")
ITEMS = bytes(32)
Fake = Callable[[Request], tuple[int, bytes, dict[str, str]]]


@contextmanager
def fake_node(answer: Fake, key: OwnKey | None) -> Iterator[str]:
    """Serve answers of the test's choice, signed with the key (or not at all); yield the URL."""

    @Request.application
    def app(request: Request) -> Response:
        status, body, headers = answer(request)
        content_type = headers.pop("Content-Type", "application/json")
        response = Response(body, status, headers, content_type=content_type)
        if key is not None:
            named = CaseInsensitiveDict({"Content-Type": content_type})
            url = f"http://127.0.0.1:{server.port}{request.environ['RAW_URI']}"
            received = ReceivedRequest(
                request.method, url, CaseInsensitiveDict(request.headers.items())
            )
            sign_answer(Answer(status, named, received), body, key, system_now())
            response.headers.update(named)
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(
    settings: Settings,
    pki: DemoPki,
    value: object,
    status: int = 200,
    *,
    signed: bool = True,
    **headers: str,
) -> Iterator[NationalGateway]:
    """Yield a gateway to a node that answers everything in the same way."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    key = load_own_key("G01/1", pki.key_files["G01"]) if signed else None
    with fake_node(lambda _: (status, body, dict(named)), key) as url:
        yield NationalGateway(node_of(settings), url)


def receipt(**members: object) -> bytes:
    """Return a receipt's bytes; `members` replace what is right."""
    return canonical(
        {
            "schema": "cbccvc-receipt/1",
            "submission_id": str(ID),
            "sender": "H40",
            "receiver": "G01",
            "period": PERIOD,
            "counts": {"accepted": 1, "unchanged": 0, "rejected": 0},
            "items_digest": ITEMS.hex(),
            "results_digest": "ab" * 32,
            "judged_at": "2024-05-28T00:00:00Z",
        }
        | members
    )


def sealed(body: bytes, signature: bytes) -> dict[str, str]:
    """Return the answer that brings a receipt."""
    return {"receipt": b64encode(body).decode(), "signature": b64encode(signature).decode()}
