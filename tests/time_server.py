"""A small NTP server on loopback, which may be wrong, silent, or answer another question."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from ntplib import NTP, NTPPacket

from province_app.clock import system_now

NOT_SYNCHRONISED = 3


@dataclass
class TimeServer:
    """What the server says: its clock is `ahead_s` seconds ahead of this machine's."""

    ahead_s: float = 0
    leap: int = 0
    stratum: int = 2
    silent: bool = False
    forged: bool = False  # answers what nobody asked
    asked: int = 0
    address: str = ""

    def answer(self, question: bytes) -> bytes:
        """Return the answer to a question, both as they stand on the wire."""
        asked = NTPPacket()
        asked.from_data(question)
        now = system_now().timestamp() + NTP.NTP_DELTA + self.ahead_s
        said = NTPPacket(version=4, mode=4, tx_timestamp=now)
        said.leap, said.stratum = self.leap, self.stratum
        said.recv_timestamp = said.ref_timestamp = now
        said.orig_timestamp = asked.tx_timestamp - (3600 if self.forged else 0)
        return bytes(said.to_data())


@contextmanager
def time_server(server: TimeServer) -> Iterator[str]:
    """Yield the `host:port` where the server answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        server.address = f"127.0.0.1:{door.getsockname()[1]}"

        def serve() -> None:
            while True:
                question, asker = door.recvfrom(512)
                if len(question) < struct.calcsize("!12I"):  # the end
                    return
                server.asked += 1
                if not server.silent:
                    door.sendto(server.answer(question), asker)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.address
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", door.getsockname())
        thread.join()
