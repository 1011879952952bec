"""A real mail server on loopback, and what it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.processes import free_port


class Letters(Message):
    """What the server took; an address at `nowhere` it refuses for good."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        if address.endswith("@nowhere.vn"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message) -> None:  # type: ignore[no-untyped-def]
        self.taken.append(bytes(message))

    def read(self) -> list[EmailMessage]:
        """Return the letters, decoded."""
        return [message_from_bytes(one, policy=policy.default) for one in self.taken]  # type: ignore[misc]


@contextmanager
def mail_server(letters: Letters) -> Iterator[str]:
    """Yield the address of a server that puts what it takes into `letters`."""
    server = Controller(letters, hostname="127.0.0.1", port=free_port())
    server.start()
    yield f"smtp://127.0.0.1:{server.port}"
    server.stop()
