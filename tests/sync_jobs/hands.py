"""A delivery by hand between the province and the national node, both ends of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.exchange.hand import archive, taking
from province_app.exchange.hand.giving import give, settle
from province_app.exchange.node import Node
from sync_jobs.national_gateway import NationalUnavailable
from tests.exchange.parties import NationalNode, seal
from tests.provinces import at, trust


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of those files."""
    out = BytesIO()
    archive.pack(files, out)
    return out.getvalue()


def unpacked(data: bytes, names: frozenset[str]) -> dict[str, bytes]:
    """Return the files of an archive that has exactly these names."""
    with archive.unpacked(BytesIO(data), names) as found:
        for file in found.values():
            file.seek(0)
        return {name: file.read() for name, file in found.items()}


@dataclass
class Hands:
    """Both ends of a delivery by hand: what the province gives, what the national node answers."""

    session: Session
    national: NationalNode
    ours: Node
    theirs: Node
    settings: Settings  # the national node's

    def give(self) -> bytes:
        sign = lambda body: seal(self.national.pki, "H40", body)  # noqa: E731
        out = BytesIO()
        give(self.session, self.ours, trust(), sign, None, at(28), out)
        return out.getvalue()

    def take(self, data: bytes) -> bytes:
        self.national.session.rollback()
        out, given = BytesIO(), BytesIO(data)
        taking.take(self.national.session, self.settings, self.theirs, given, out, at(28))
        return out.getvalue()

    def settle(self, data: bytes) -> str:
        return settle(self.session, self.ours, BytesIO(data), None, lambda: at(28)).state

    def untouched(self) -> bool:
        """Whether the national node holds nothing at all."""
        self.national.session.rollback()
        count = text("select count(*) from exchange_submission")
        return self.national.session.scalar(count) == 0


class NoConnection:
    """The national node cannot be reached."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        def call(*_: object) -> None:
            raise NationalUnavailable("no route to host")

        return call
