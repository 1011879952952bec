"""A bad network between two nodes: an HTTP proxy on loopback that spoils some of what passes it.

It reads one request and one answer of a connection at a time. What it does to each is drawn from
the trial's own random numbers, so that a seed gives the same spoilings in the same order.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

HTML = b"<!doctype html><title>Gateway</title><h1>It works!</h1>"
HEAD_ENDS = b"\r\n\r\n"
LONGEST_DELAY_S = 0.2
SLOW_PIECES = 12
KEPT = 40  # messages that may be replayed


@dataclass(frozen=True)
class Message:
    """A request or an answer as on the wire."""

    head: bytes
    body: bytes

    @property
    def raw(self) -> bytes:
        """The whole."""
        return self.head + self.body

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.head.split(b" ", 2)[1])


class Spoiled(Exception):
    """Nothing more is to be said on this connection; `reset` = by RST."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


@dataclass
class Passing:
    """One request on its way: what a fault needs to spoil it."""

    request: Message
    forward: Callable[[bytes], "asyncio.Future[Message] | asyncio.Task[Message]"]
    answer_to: asyncio.StreamWriter
    rng: Random
    proxy: "Proxy"


async def clean(one: Passing) -> None:
    """Let it pass as it is."""
    one.answer_to.write((await one.forward(one.request.raw)).raw)


async def lost_before(one: Passing) -> None:
    """The other side never hears of it."""
    raise Spoiled


async def lost_after(one: Passing) -> None:
    """The other side has done it; its answer is lost."""
    await one.forward(one.request.raw)
    raise Spoiled(reset=one.rng.random() < 0.5)


async def delayed(one: Passing) -> None:
    """It takes its time."""
    await asyncio.sleep(one.rng.uniform(0, LONGEST_DELAY_S))
    await clean(one)


async def out_of_order(one: Passing) -> None:
    """It waits until another that came later has passed."""
    one.proxy.passed.clear()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(one.proxy.passed.wait(), LONGEST_DELAY_S)
    await clean(one)


async def cut_request(one: Passing) -> None:
    """Only the beginning of the request arrives."""
    raw = one.request.raw
    with contextlib.suppress(OSError, Spoiled, asyncio.IncompleteReadError):
        await one.forward(raw[: one.rng.randrange(1, len(raw))])
    raise Spoiled


async def cut_answer(one: Passing) -> None:
    """Only the beginning of the answer arrives; the other side has done it."""
    raw = (await one.forward(one.request.raw)).raw
    one.answer_to.write(raw[: one.rng.randrange(1, len(raw))])
    await one.answer_to.drain()
    raise Spoiled(reset=one.rng.random() < 0.5)


async def damaged_request(one: Passing) -> None:
    """One byte of the body is another one."""
    body = bytearray(one.request.body)
    if body:
        body[one.rng.randrange(len(body))] ^= 1 << one.rng.randrange(8)
    one.answer_to.write((await one.forward(one.request.head + bytes(body))).raw)


async def damaged_answer(one: Passing) -> None:
    """One byte of the answer's body is another one."""
    answer = await one.forward(one.request.raw)
    body = bytearray(answer.body)
    if body:
        body[one.rng.randrange(len(body))] ^= 1 << one.rng.randrange(8)
    one.answer_to.write(answer.head + bytes(body))


async def status(one: Passing) -> None:
    """A proxy on the way says something of its own."""
    code, more = one.rng.choice(
        [
            ("500 Oops", b""),
            ("502 Bad Gateway", b""),
            ("503 Unavailable", b"Retry-After: 1\r\n"),
            ("429 Too Many", b"Retry-After: 1\r\n"),
            ("504 Timeout", b""),
        ]
    )
    _write(one, code, b"application/json", b"{}", more)


async def web_page(one: Passing) -> None:
    """A page of somebody's gateway, with status 200."""
    if one.rng.random() < 0.5:
        await one.forward(one.request.raw)
    _write(one, "200 OK", b"text/html", HTML)


async def twice(one: Passing) -> None:
    """The other side gets it twice; we hear either answer."""
    answers = [await one.forward(one.request.raw) for _ in range(2)]
    one.answer_to.write(one.rng.choice(answers).raw)


async def replayed(one: Passing) -> None:
    """Before it, the other side gets an earlier message again."""
    if one.proxy.requests:
        answer = await one.forward(one.rng.choice(one.proxy.requests))
        one.proxy.replays[answer.status] += 1
    await clean(one)


async def old_answer(one: Passing) -> None:
    """We hear the answer to an earlier request."""
    await one.forward(one.request.raw)
    one.answer_to.write(one.rng.choice(one.proxy.answers).raw)


async def silent(one: Passing) -> None:
    """The line is dead for a while, and then it is cut."""
    await asyncio.sleep(one.rng.uniform(0, 2 * LONGEST_DELAY_S))
    raise Spoiled(reset=True)


async def slow(one: Passing) -> None:
    """The answer comes in drops."""
    raw = (await one.forward(one.request.raw)).raw
    size = len(raw) // SLOW_PIECES + 1
    for first in range(0, len(raw), size):
        one.answer_to.write(raw[first : first + size])
        await one.answer_to.drain()
        await asyncio.sleep(0.01)


FAULTS = (
    lost_before, lost_after, delayed, out_of_order, cut_request, cut_answer, damaged_request,
    damaged_answer, status, web_page, twice, replayed, old_answer, silent, slow,
)  # fmt: skip


def _write(one: Passing, code: str, kind: bytes, body: bytes, more: bytes = b"") -> None:
    head = f"HTTP/1.1 {code}\r\nContent-Length: {len(body)}\r\n".encode()
    one.answer_to.write(head + b"Content-Type: " + kind + b"\r\n" + more + b"\r\n" + body)


@dataclass
class Proxy:
    """The proxy: which port it stands before, and how much of what passes it spoils."""

    target: int
    port: int = 0
    rate: float = 0.0
    rng: Random = field(default_factory=lambda: Random(0))
    faults: tuple[Callable[[Passing], object], ...] = FAULTS
    done: Counter[str] = field(default_factory=Counter)
    replays: Counter[int] = field(default_factory=Counter)  # by status of the answer
    requests: deque[bytes] = field(default_factory=lambda: deque(maxlen=KEPT))
    answers: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT))

    def begin(self, seed: int, rate: float) -> None:
        """Forget what passed; spoil, from here on, that share of the messages."""
        self.requests.clear()
        self.answers.clear()
        self.replays.clear()
        self.done.clear()
        self.rng, self.rate = Random(seed), rate

    def __enter__(self) -> "Proxy":
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self.passed = asyncio.Event()
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 26)
        server = self._loop.run_until_complete(serving)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader)
                fault = clean
                if self.rng.random() < self.rate:
                    fault = self.rng.choice(self.faults)
                self.done[fault.__name__] += 1
                await fault(Passing(request, self._forward, writer, self.rng, self))
                await writer.drain()
                self.passed.set()
        except Spoiled as spoiled:
            if spoiled.reset:
                own = writer.get_extra_info("socket")
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except (OSError, asyncio.IncompleteReadError, IndexError):
            pass  # either side has hung up, or there is nothing old yet
        finally:
            writer.close()

    async def _forward(self, raw: bytes) -> Message:
        """Bring it to the other side; return the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target, limit=1 << 26)
        try:
            writer.write(raw)
            if writer.can_write_eof() and not _is_whole(raw):
                writer.write_eof()
            await writer.drain()
            answer = await _read(reader)
            self.answers.append(answer)
            if answer.status < 500 and _is_whole(raw):  # heard, and kept as heard
                self.requests.append(raw)
            return answer
        finally:
            writer.close()


def _is_whole(raw: bytes) -> bool:
    head, found, body = raw.partition(HEAD_ENDS)
    return bool(found) and len(body) == _length(head)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def _read(reader: asyncio.StreamReader) -> Message:
    head = await reader.readuntil(HEAD_ENDS)
    return Message(head, await reader.readexactly(_length(head)))
