"""A national node on loopback, and a sender with real keys and seals."""

import json
import shutil
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import requests
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from config.settings import Settings, load_settings
from province_app import clock, create_app
from province_app.clock import business_now, system_now
from province_app.exchange.digests import items_digest
from province_app.exchange.judgement import judge_next
from province_app.exchange.message_signatures import (
    Answer,
    OwnKey,
    PeerKeys,
    load_own_key,
    sign_request,
    verify_answer,
)
from province_app.exchange.requirements import requirements
from province_app.extensions import db
from province_app.record.canonical import canonical
from province_app.record.catalogues import DIRECTORY, UNIONS
from province_app.services import catalogues
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.pki import DemoPki
from province_app.stores.engine import make_engine
from tests.databases import Database
from tests.exchange.documented import hold_to_document
from tests.exchange.people import Record

JSON, NDJSON = "application/json", "application/x-ndjson"
PIN = "2468"
PERIOD = "2024-05"


def environment(pki: DemoPki, agency: str, **more: str) -> dict[str, str]:
    """Return the settings of a node that takes part in the exchange as `agency`."""
    return {
        "AGENCY_CODE": agency,
        "EXCHANGE_KEY_ID": f"{agency}/1",
        "EXCHANGE_KEY_FILE": str(pki.key_files[agency]),
        "EXCHANGE_PEER_KEYS_FILE": str(pki.jwks_file),
        "EXCHANGE_PEER_SEALS_FILE": str(pki.seals_file),
        "EXCHANGE_TRUST_FILE": str(pki.trust_file),
        "EXCHANGE_SEAL_FILE": str(pki.seal_files[agency]),
        "EXCHANGE_SEAL_PIN_FILE": str(pki.seal_pin_files[agency]),
        **more,
    }


@dataclass
class NationalNode:
    """A running national node and its database."""

    url: str
    settings: Settings
    session: Session
    pki: DemoPki
    app: Flask

    def register(self, agencies: Path) -> None:
        """Let the node know its agencies by another file."""
        self.settings = replace(self.settings, exchange_agencies_file=agencies)
        self.app.config["SETTINGS"] = self.settings
        self.app.extensions.pop("exchange_node", None)

    @property
    def level(self) -> str:
        """The stage whose submissions the node takes."""
        return self.settings.role

    def judge(self) -> bool:
        """Judge the submission that is next."""
        return judge_next(self.session, self.settings, business_now())


@contextmanager
def national_node(
    database: Database,
    pki: DemoPki,
    folder: Path,
    agency: str = "G01",
    role: str = "national",
    **more: str,
) -> Iterator[NationalNode]:
    """Yield the real application in that role, served over HTTP by threads."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    settings = load_settings(
        environment(
            pki,
            agency,
            ROLE=role,
            DATABASE_URL=database.app_url,
            PUBLIC_URL=url,
            VAR_DIR=str(folder),
            **more,
        )
    )
    app = server.app = create_app(settings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    engine = make_engine(lambda: database.app_url)
    try:
        with Session(engine) as session:
            catalogues.publish(session, business_now(), _needed_catalogues(folder / "lists"))
            yield NationalNode(url, settings, session, pki, app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()
        with app.app_context():
            db.engine.dispose()
        clock.install(None, None)


def _needed_catalogues(folder: Path) -> Path:
    """Return a folder with the catalogues that the requirements name, and one that they do not."""
    needed = requirements().catalogues | {"ton_giao"}
    folder.mkdir(exist_ok=True)
    for name in needed:
        for part in UNIONS.get(name, (name,)):
            shutil.copy(DIRECTORY / f"{part}.csv", folder)
    # The people of the tests live in Nam Định: the whole country is published in one test.
    units = folder / "admin_units.csv"
    lines = units.read_text().splitlines(keepends=True)
    units.write_text("".join([lines[0], *(line for line in lines if "pkg " in line)]))
    return folder


@dataclass
class Sender:
    """An agency that speaks the contract by hand, so that a test can get it wrong."""

    node: NationalNode
    key: OwnKey
    agency: str = "H40"

    @classmethod
    def of(cls, node: NationalNode, agency: str = "H40") -> "Sender":
        """Return the agency with the key that the national node knows."""
        return cls(node, load_own_key(f"{agency}/1", node.pki.key_files[agency]), agency)

    def prepared(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        at: datetime | None = None,
        **headers: str,
    ) -> requests.PreparedRequest:
        """Return a signed request; headers are written with `_` for `-`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        request = requests.Request(
            method,
            self.node.url + "/exchange/v1" + path,
            headers={"Content-Type": content_type, **more},
            data=body,
        ).prepare()
        request.headers["Content-Length"] = str(len(body))
        sign_request(request, body, self.key, at or system_now())
        return request

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        """Send the request as it stands."""
        with requests.Session() as http:
            http.trust_env = False
            return http.send(request, timeout=20, allow_redirects=False)

    def call(self, method: str, path: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a signed request; the answer must be signed and bound to it."""
        response = self.send(self.prepared(method, path, *args, **kwargs))
        self.verify(response)
        hold_to_document(response)
        return response

    def verify(self, response: requests.Response) -> None:
        """Fail unless the answer is signed and bound to its request."""
        answer = Answer(response.status_code, response.headers, response.request)
        peers = PeerKeys(self.node.pki.jwks_file)
        verify_answer(answer, response.content, peers, system_now())

    def put_json(self, path: str, value: object) -> requests.Response:
        """PUT a JSON body."""
        return self.call("PUT", path, json.dumps(value).encode())


def code_of(response: requests.Response) -> tuple[int, str]:
    """Return status and code of a refusal; its form must be the contract's."""
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"urn:cbccvc:exchange:{problem['code']}"
    assert problem["status"] == response.status_code
    assert problem["title"]
    assert "detail" in problem
    return response.status_code, problem["code"]


def make_manifest(
    pki: DemoPki, people: list[Record], head: str = "head", **members: Any
) -> tuple[str, bytes, bytes]:
    """Return a manifest's id, bytes and CMS; `members` replace what is usual."""
    identity = pki.heads[head]
    value = {
        "schema": "cbccvc-manifest/1",
        "manifest_id": str(uuid4()),
        "period": PERIOD,
        "unit": "H40.16.01",
        "tier": "facility",
        "prepared_at": "2024-05-23T01:00:00Z",
        "signer": {
            "person": str(uuid4()),
            "post": "head",
            "acts_for": None,
            "certificate_sha256": identity.certificate_sha256,
        },
        "items": [
            {
                "record_id": one.record_id,
                "version": one.version,
                "digest": one.digest,
                "change": one.change,
            }
            for one in sorted(people, key=lambda one: one.record_id)
        ],
    } | members
    body = canonical(value)
    return value["manifest_id"], body, sign_with_keystore(body, identity.p12, PIN)


def signed_manifest(body: bytes, cms: bytes) -> dict[str, str]:
    """Return the body that brings a manifest."""
    return {"manifest": b64encode(body).decode(), "signature": b64encode(cms).decode()}


def ndjson(lines: list[dict[str, Any]]) -> bytes:
    """Return the canonical lines of a part."""
    return b"".join(canonical(line) + b"\n" for line in lines)


@dataclass
class Submission:
    """A submission under way: the steps that every test of its later ones needs."""

    sender: Sender
    parts: list[bytes]
    id: str = field(default_factory=lambda: str(uuid4()))
    period: str = PERIOD

    @property
    def path(self) -> str:
        """Return its address."""
        return f"/submissions/{self.id}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return all lines of all parts."""
        return [json.loads(line) for part in self.parts for line in part.splitlines()]

    def opening(self, **members: Any) -> dict[str, Any]:
        """Return the body that opens it; `members` replace what is right."""
        items = sorted((one["record_id"], one["version"], one["digest"]) for one in self.lines)
        return {
            "sender": self.sender.agency,
            "period": self.period,
            "stage": self.sender.node.level,
            "count": len(items),
            "parts": len(self.parts),
            "items_digest": items_digest(items).hex(),
            "catalogues": catalogues.versions(self.sender.node.session),
        } | members

    def open(self, **members: Any) -> "Submission":
        """Open it."""
        assert self.sender.put_json(self.path, self.opening(**members)).status_code == 201
        return self

    def put_manifest(self, manifest_id: str, body: bytes, cms: bytes) -> requests.Response:
        """Bring a manifest."""
        path = f"{self.path}/manifests/{manifest_id}"
        return self.sender.put_json(path, signed_manifest(body, cms))

    def put_part(self, number: int, part: bytes | None = None, **kwargs: Any) -> requests.Response:
        """Bring a part, by default the right one."""
        part = self.parts[number - 1] if part is None else part
        return self.sender.call("PUT", f"{self.path}/parts/{number}", part, NDJSON, **kwargs)

    def put_parts(self) -> "Submission":
        """Bring all parts."""
        for number in range(1, len(self.parts) + 1):
            assert self.put_part(number).status_code == 200
        return self

    def commit(self) -> requests.Response:
        """Close it."""
        return self.sender.call("POST", f"{self.path}/commit")

    def judged(self) -> dict[str, dict[str, Any]]:
        """Commit it, let it be judged, and return the results by record id."""
        assert self.commit().status_code == 202
        assert self.sender.node.judge()
        return self.results()

    def results(self) -> dict[str, dict[str, Any]]:
        """Return the results by record id."""
        page = self.sender.call("GET", f"{self.path}/results?limit=1000").json()
        assert page["next"] is None
        return {one["record_id"]: one for one in page["results"]}

    def status(self) -> dict[str, Any]:
        """Return its status."""
        answer: dict[str, Any] = self.sender.call("GET", self.path).json()
        return answer


def submission(
    sender: Sender,
    people: list[Record],
    lines: Callable[[str], list[dict[str, Any]]] | None = None,
    **members: Any,
) -> Submission:
    """Return an open submission of one manifest and one part, all of it there but the commit.

    `lines` makes the part's lines from the manifest's id; `members` go into the manifest.
    """
    manifest_id, body, cms = make_manifest(sender.node.pki, people, **members)
    made = lines(manifest_id) if lines else [one.line(manifest_id) for one in people]
    opened = Submission(sender, [ndjson(made)]).open()
    assert opened.put_manifest(manifest_id, body, cms).status_code == 200
    return opened.put_parts()


def seal(pki: DemoPki, agency: str, data: bytes) -> bytes:
    """Return the agency's seal over the bytes."""
    pin = pki.seal_pin_files[agency].read_text()
    return sign_with_keystore(data, pki.seal_files[agency].read_bytes(), pin)


def digest_of(data: bytes) -> str:
    """Return the hex SHA-256."""
    return sha256(data).hexdigest()


def moment(text: str) -> datetime:
    """Return an instant of the contract as an aware moment."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def uuid(text: str) -> UUID:
    """Return the id."""
    return UUID(text)
