"""No name leads this node to where it must not call. Source: security bar A 24."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from threading import Thread

import pytest
import requests

from province_app import outbound
from province_app.signing.fetching import Endpoint, Unreachable

NAME = "ocsp.example.vn"
INSIDE = "127.0.0.0/8"


class Canary(BaseHTTPRequestHandler):
    """Something inside that nobody may reach; it notes each connection."""

    hosts: list[str]

    def setup(self) -> None:
        """Note that somebody has connected, said anything or not."""
        self.hosts.append("")
        super().setup()

    def do_POST(self) -> None:
        """Answer, and note by which name it was called."""
        self.hosts[-1] = self.headers["Host"]
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"reached")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def canary() -> Iterator[tuple[int, list[str]]]:
    """The port of the canary, and the names by which it was called."""
    hosts: list[str] = []
    handler = type("Noting", (Canary,), {"hosts": hosts})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, hosts
        server.shutdown()


@contextmanager
def only(*networks: str) -> Iterator[None]:
    """Call only these networks."""
    outbound.install(tuple(map(ip_network, networks)))
    try:
        yield
    finally:
        outbound.install(())


def name_server(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let the name have these addresses, one after the other; return who asked for it."""
    real: Callable[..., list[object]] = socket.getaddrinfo
    left, asked = list(answers), []

    def answer(host: str, port: int, *args: object, **named: object) -> list[object]:
        if host != NAME:
            return real(host, port, *args, **named)
        asked.append(host)
        return real(left.pop(0), port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def call(host: str, port: int) -> bytes:
    return Endpoint(f"http://{host}:{port}/").post(b"?", "text/plain", "text/plain")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0", "::1", "::ffff:127.0.0.1"],  # noqa: S104
)
def test_a_name_that_points_inside_is_not_called(
    address: str, canary: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, hosts = canary
    name_server(monkeypatch, address)
    with pytest.raises(Unreachable):
        call(NAME, port)
    assert hosts == []


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.2", "localhost.", "[::]", "0"],
)
def test_this_machine_is_called_by_its_plain_name_only(
    host: str, canary: tuple[int, list[str]]
) -> None:
    port, hosts = canary
    with pytest.raises(Unreachable):
        call(host, port)
    assert hosts == []
    assert call("127.0.0.1", port) == b"reached"


def test_the_name_is_asked_once_and_what_was_judged_is_called(
    canary: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, hosts = canary
    asked = name_server(monkeypatch, "127.0.0.1", "169.254.169.254")
    with only(INSIDE):
        assert call(NAME, port) == b"reached"
    assert asked == [NAME]
    assert hosts == [f"{NAME}:{port}"]  # it was called by its name, as its certificate wants


def test_nothing_but_the_networks_of_the_settings_is_called(
    canary: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, hosts = canary
    name_server(monkeypatch, "127.0.0.1", "127.0.0.1")
    with only("203.0.113.0/24"), pytest.raises(Unreachable):
        call(NAME, port)
    assert hosts == []
    with only("203.0.113.0/24", INSIDE):
        assert call(NAME, port) == b"reached"


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("203.0.113.7", (), True),
        ("10.1.2.3", (), True),  # the state's own network
        ("2001:db8::7", (), True),
        ("224.0.0.1", (), False),
        ("240.0.0.1", (), False),
        ("10.1.2.3", ("10.1.0.0/16",), True),
        ("10.2.2.3", ("10.1.0.0/16",), False),
        ("::ffff:10.1.2.3", ("10.1.0.0/16",), True),
        ("169.254.169.254", ("10.1.0.0/16",), False),
    ],
)
def test_which_addresses_may_be_called(
    address: str, networks: tuple[str, ...], allowed: bool
) -> None:
    known = tuple(map(ip_network, networks))
    assert outbound.may_call(NAME, ip_address(address), known) is allowed


def test_a_session_takes_nothing_from_the_environment() -> None:
    assert not outbound.safely_calling(requests.Session()).trust_env
