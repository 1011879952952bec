"""A time-stamp service and an OCSP responder on loopback, over real HTTP."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from province_app.signing.demo_authority import (
    FIRST_DAY,
    LAST_DAY,
    DemoAuthority,
    Identity,
    certificate_builder,
    key_identifier,
    name_of,
)
from province_app.signing.fetching import Endpoint
from province_app.signing.ocsp import RESPONSE
from province_app.signing.online import STAMP_RESPONSE
from tests.signing.authority import AT, PIN, authority
from tests.signing.certificates import new_key
from tests.signing.forgery import Cms

STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]


@cache
def stamp_authority() -> DemoAuthority:
    """The CAs of the time-stamp service: others than those of the signers."""
    return DemoAuthority.create()


def stamper(
    own: DemoAuthority | None = None,
    valid: tuple[datetime, datetime] = (FIRST_DAY, LAST_DAY),
    usage: list[x509.ObjectIdentifier] | None = STAMPING,
    critical: bool = True,
) -> Identity:
    """Return the certificate and key of a time-stamp service."""
    own, key = own or stamp_authority(), new_key()
    builder = (
        certificate_builder(name_of("Dịch vụ dấu thời gian"), key, {"digital_signature"}, valid)
        .issuer_name(own.issuing.certificate.subject)
        .add_extension(key_identifier(own.issuing.key), critical=False)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=critical)
    return own.keystore(key, builder.sign(own.issuing.key, SHA256()), PIN)


@cache
def usual_stamper() -> Identity:
    """The service that the tests trust."""
    return stamper()


@dataclass
class StampService:
    """Answers time-stamp requests; each field is a way to get it wrong."""

    identity: Identity = field(default_factory=usual_stamper)
    at: datetime = AT
    imprint: bytes | None = None
    nonce: int | None = None
    refuse: bool = False
    key: object = None
    pause_s: float = 0
    asked: int = 0

    def __call__(self, body: bytes) -> tuple[int, str, bytes]:
        self.asked += 1
        time.sleep(self.pause_s)
        if self.refuse:
            refused = tsp.TimeStampResp({"status": {"status": "rejection"}})
            return 200, STAMP_RESPONSE, bytes(refused.dump())
        request = tsp.TimeStampReq.load(body)
        return 200, STAMP_RESPONSE, self.answer(request)

    def answer(self, request: tsp.TimeStampReq) -> bytes:
        imprint = request["message_imprint"].copy()
        if self.imprint is not None:
            imprint["hashed_message"] = self.imprint
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.3.6.1.4.1.99999.2",
                "message_imprint": imprint,
                "serial_number": 7,
                "gen_time": self.at,
                "nonce": self.nonce or request["nonce"].native,
            }
        ).dump()
        signed = Cms(
            self.identity,
            content=info,
            key=self.key,
            version="v3",
            attached=core.ParsableOctetString(info),
            content_type="tst_info",
        ).der()
        token = cms.ContentInfo.load(signed)
        granted = {"status": {"status": "granted"}, "time_stamp_token": token}
        return bytes(tsp.TimeStampResp(granted).dump())


@dataclass
class StatusService:
    """Answers OCSP requests for one authority, by its revocations as they stand."""

    own: DemoAuthority = field(default_factory=authority)
    at: datetime = AT
    lasts: timedelta = timedelta(minutes=10)
    revoked: dict[int, datetime] = field(default_factory=dict)
    unknown: bool = False
    about: x509.Certificate | None = None  # another certificate than was asked for
    signer: tuple[x509.Certificate, object] | None = None  # a delegated responder
    nonce: bytes | None = None

    def __call__(self, body: bytes) -> tuple[int, str, bytes]:
        request = ocsp.load_der_ocsp_request(body)
        issuer = self.own.issuing.certificate
        since = self.revoked.get(request.serial_number)
        status = ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD
        if self.unknown:
            status = ocsp.OCSPCertStatus.UNKNOWN
        serial = self.about.serial_number if self.about else request.serial_number
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            request.issuer_name_hash,
            request.issuer_key_hash,
            serial,
            request.hash_algorithm,
            status,
            self.at,
            self.at + self.lasts,
            since,
            None,
        )
        given = request.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        builder = builder.add_extension(x509.OCSPNonce(self.nonce or given), critical=False)
        certificate, key = self.signer or (issuer, self.own.issuing.key)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        if self.signer:
            builder = builder.certificates([certificate])
        answer = builder.sign(key, SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]
        return 200, RESPONSE, answer


def delegated(
    own: DemoAuthority, usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.OCSP_SIGNING
) -> tuple[x509.Certificate, object]:
    """Return a responder to whom the issuing CA has handed the task."""
    key = new_key()
    builder = (
        certificate_builder(name_of("Trả lời OCSP"), key, {"digital_signature"})
        .issuer_name(own.issuing.certificate.subject)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
    )
    return builder.sign(own.issuing.key, SHA256()), key


Service = Callable[[bytes], tuple[int, str, bytes]]


@contextmanager
def serving(service: Service, timeout_s: float = 5) -> Iterator[Endpoint]:
    """Yield the address of the service on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, answer = service(body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/", timeout_s)
    finally:
        server.shutdown()
        server.server_close()


def nowhere() -> Endpoint:
    """Return an address of loopback where nobody listens."""
    with serving(lambda body: (200, "", b"")) as endpoint:
        return endpoint
