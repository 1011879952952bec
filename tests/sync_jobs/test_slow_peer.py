"""A peer that drips its answer byte by byte holds nobody longer than a call may last."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from config.settings import Settings
from province_app.exchange.node import node_of
from sync_jobs import audit_places, signed_client
from sync_jobs.national_gateway import NationalGateway, NationalUnavailable
from tests.sync_jobs.fake_nodes import ID

BODY = b"{}" + b" " * 400
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
# What comes at once, and what drips.
ANSWERS = {
    "head": (b"", HEAD + LENGTH + b"X-Slow: " + b"x" * 400 + b"\r\n\r\n" + BODY),
    "body": (HEAD + LENGTH + b"\r\n", BODY),
    "body without a length": (HEAD + b"Connection: close\r\n\r\n", BODY),
}


@contextmanager
def dripping(at_once: bytes, drops: bytes) -> Iterator[str]:
    """Yield the address of a server that sends the drops 10 ms apart."""
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(at_once)
                    for drop in drops:
                        if ended.is_set():
                            break
                        connection.sendall(bytes([drop]))
                        time.sleep(0.01)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_call_ends_although_each_byte_comes_in_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(signed_client, "LONGEST_S", 0.2)
    monkeypatch.setattr(signed_client, "ATTEMPTS", 1)
    with dripping(*ANSWERS[kind]) as url:
        with pytest.raises(NationalUnavailable, match="no answer"):  # not: `not signed`
            NationalGateway(node_of(settings), url).status(ID)


def test_a_place_of_the_log_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_places, "LONGEST_S", 0.2)
    with dripping(*ANSWERS["body"]) as url:
        with pytest.raises(requests.RequestException):
            audit_places._hand_over(url, "name", "note")
