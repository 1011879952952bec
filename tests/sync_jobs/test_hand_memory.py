"""A delivery by hand is written and read part by part: memory does not grow with the records."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from tempfile import TemporaryFile

import orjson

from province_app.exchange.digests import items_digest
from province_app.exchange.hand import archive, batch
from tests.exchange.people import content

PART = 100
FEW, MANY = 200, 2_000


def made(number: int) -> batch.Batch:
    """Return a submission of so many records; each part is built when it is asked for."""

    def lines(numbers: range) -> Iterator[bytes]:
        for n in numbers:
            record_id = f"{n:08x}-0000-4000-8000-000000000000"
            sections = {"identity": {"salt": "00" * 16, "content": content(n)}}
            line = {
                "record_id": record_id, "version": 1, "digest": _digest(n),
                "manifest_id": record_id, "sections": sections, "withheld": {},
            }  # fmt: skip
            yield orjson.dumps(line) + b"\n"

    def parts() -> Iterator[bytes]:
        for first in range(0, number, PART):
            yield b"".join(lines(range(first, first + PART)))

    items = ((f"{n:08x}-0000-4000-8000-000000000000", 1, _digest(n)) for n in range(number))
    opening = {
        "sender": "H40", "period": "2024-05", "stage": "national", "count": number,
        "items_digest": items_digest(items).hex(), "catalogues": {},
    }  # fmt: skip
    return batch.Batch("00000000-0000-4000-8000-000000000000", opening, tuple, parts)


def _digest(n: int) -> str:
    return sha256(str(n).encode()).hexdigest()


def peak(work: Callable[[], None]) -> int:
    """Return the highest number of bytes that the work held."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def round_trip(number: int) -> Callable[[], None]:
    """Return the work: written, packed, unpacked, read, and looked at part by part."""

    def work() -> None:
        with TemporaryFile() as file, ExitStack() as stack:
            files = batch.write(made(number), stack)
            archive.pack({**files, batch.SEAL: b"x"}, file)
            with archive.unpacked(file, batch.FILES) as found:
                given = batch.read(found)
                parts = [one.count(b"\n") for one in given.content() if isinstance(one, bytes)]
            assert parts == [PART] * (number // PART)

    return work


def test_ten_times_the_records_need_about_the_same_memory() -> None:
    """QĐ 893 III.2.d: a whole province travels as one file."""
    round_trip(PART)()  # what is loaded once counts for neither
    few, many = peak(round_trip(FEW)), peak(round_trip(MANY))
    assert many < 1.5 * few, (few, many)
