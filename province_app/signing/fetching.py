"""How a signature's services are asked: one address from the settings, one POST, little patience.

No redirects, no proxies of the environment, bounded size and time. Source: security bar A 24.
"""

import time
from dataclasses import dataclass

import requests

from province_app.outbound import safely_calling

TIMEOUT_S = 5.0
MAX_BYTES = 64 * 1024


class Unreachable(Exception):
    """The service gave no usable answer."""


@dataclass(frozen=True)
class Endpoint:
    """A service's address, and how long an answer may take."""

    url: str
    timeout_s: float = TIMEOUT_S

    def post(self, body: bytes, kind: str, answer_kind: str) -> bytes:
        """Return the body of the answer; Unreachable when there is none of that kind in time."""
        ends = time.monotonic() + self.timeout_s
        headers = {"Content-Type": kind, "Accept": answer_kind}
        try:
            with safely_calling(requests.Session()) as session:
                with session.post(
                    self.url, data=body, headers=headers, timeout=self.timeout_s,
                    allow_redirects=False, stream=True,
                ) as answer:  # fmt: skip
                    return self._read(answer, answer_kind, ends)
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error

    @staticmethod
    def _read(answer: requests.Response, kind: str, ends: float) -> bytes:
        if answer.status_code != requests.codes.ok:
            raise Unreachable(f"status {answer.status_code}")
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() != kind:
            raise Unreachable("content type")
        found = bytearray()
        for piece in answer.iter_content(1024):  # each read has the timeout, all have it together
            found += piece
            if len(found) > MAX_BYTES:
                raise Unreachable("too large")
            if time.monotonic() > ends:
                raise Unreachable("too slow")
        return bytes(found)
