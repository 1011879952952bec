"""Packets of a real push, played back later: none does anything a second time."""

import re
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.engine import make_engine
from tests.chaos.proxy import HEAD_ENDS
from tests.chaos.trial import check, living
from tests.chaos.world import World
from tests.processes import wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
TRIES = 10
FLOOD = """
    insert into exchange_nonce (key_id, nonce, kept_until)
    select 'H40/1', 'flood-of-nonces-' || n, now() + interval '10 minutes'
    from generate_series(1, 100000) n
"""


def play(port: int, packet: bytes) -> bytes:
    """Send the bytes as they are; return the answer's head and body.

    A server that refuses before it has read all may cut the line, its answer with it: once more.
    """
    for _ in range(TRIES):
        with suppress(ConnectionResetError):
            return _play(port, packet)
    raise ConnectionResetError(f"no answer in {TRIES} tries")


def _play(port: int, packet: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(packet)
        answer = b""
        while HEAD_ENDS not in answer or not answer.endswith(b"}"):
            answer += (more := line.recv(65536))
            if not more:
                break
    return answer


def refused(answer: bytes) -> tuple[str, str]:
    """Return status and code."""
    code = re.search(rb'"code": ?"([a-z_]+)"', answer)
    return answer.split(b" ", 2)[1].decode(), code[1].decode() if code else ""


def elsewhere(packet: bytes) -> bytes:
    """The same signature before another address."""
    return re.sub(rb"/exchange/v1/\S+", b"/exchange/v1/requirements", packet, count=1)


def later(packet: bytes) -> bytes:
    """The same signature, with the moment of its making moved by a minute."""

    def moved(found: re.Match[bytes]) -> bytes:
        return found[1] + str(int(found[2]) + 60).encode()

    return re.sub(rb"((?:created|expires)=)([0-9]+)", moved, packet)


CHANGES: dict[str, tuple[Callable[[bytes], bytes], tuple[str, str]]] = {
    "as it was": (lambda packet: packet, ("401", "nonce_replayed")),
    "elsewhere": (elsewhere, ("401", "request_signature_invalid")),
    "later": (later, ("401", "request_signature_invalid")),
}


def test_packets_of_a_push_do_nothing_a_second_time(world: World) -> None:
    """At once, after the node has started again, with a flooded store of nonces."""
    world.proxy.begin(0, 0.0)
    with living(world) as trial:
        wait_until(trial.done)
        packets = list(world.proxy.requests)
        assert any(b"/parts/" in one for one in packets)
        assert any(b"/commit" in one for one in packets)

        def play_all() -> None:
            for name, (change, expected) in CHANGES.items():
                got = {refused(play(world.web_port, change(one))) for one in packets}
                assert got == {expected}, name

        play_all()
        web = trial.children["web"]
        web.kill()
        web.start()
        wait_until(lambda: _answers(world.web_port))
        play_all()
        engine = make_engine(lambda: trial.nodes.national.app_url)
        with Session(engine) as session:
            session.execute(text(FLOOD))
            session.commit()
        engine.dispose()
        play_all()
        for child in trial.children.values():
            child.kill()
        assert check(trial.nodes) == {}


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
