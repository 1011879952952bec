"""Every file is refused by its reason, or what is left of it is harmless. Source: Quy chế Đ.6.2b.

The corpus stands in `files.py`: 37 files that are taken and 37 that are not.
"""

import json
import os
import subprocess
import sys
import time
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from province_app.evidence import examine as examining
from province_app.evidence.child import MEMORY
from province_app.evidence.examine import Examined, examine
from province_app.evidence.kinds import NotAccepted
from tests.evidence.files import (
    REFUSED,
    SECRET,
    TAKEN,
    bomb_pdf,
    claimed_png,
    jpeg,
    pdf,
    phone_jpeg,
    stamped_pdf,
    taken,
)

ACTIVE = {
    "/AA", "/A", "/AcroForm", "/Annots", "/EmbeddedFiles", "/EF", "/JavaScript", "/JS", "/Launch",
    "/Metadata", "/Names", "/OpenAction", "/PieceInfo", "/RichMediaContent", "/URI", "/XFA",
}  # fmt: skip


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_comes_out_harmless(name: str) -> None:
    _, kind, pages = TAKEN[name]
    found = examine(taken(name))
    assert (found.kind, found.pages, len(found.previews)) == (kind, pages, min(pages, 20))
    for part in (found.copy, *found.previews):
        assert SECRET not in part
        assert SECRET not in _unpacked(part)
    for one in found.previews:
        with opened(one) as shown:
            assert shown.format == "JPEG"
            assert max(shown.size) <= 1600
    if kind == "pdf":
        _assert_only_drawn(found)
    else:
        _assert_only_pixels(found)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_taken_is_refused_by_its_reason(name: str) -> None:
    make, code = REFUSED[name]
    began = time.monotonic()
    with pytest.raises(NotAccepted) as refused:
        examine(make())
    assert refused.value.code == code
    assert time.monotonic() - began < 30


def test_a_picture_stands_upright_and_tells_no_place() -> None:
    before = opened(phone_jpeg())
    assert before.getexif().get_ifd(0x8825)  # it did tell the place
    after = opened(examine(phone_jpeg()).copy)
    assert (before.size, after.size) == ((60, 40), (40, 60))
    assert not after.getexif()
    assert {"exif", "icc_profile", "comment"} & set(after.info) == set()


def test_the_seal_of_a_signed_decision_is_still_seen() -> None:
    """It is a signature field's appearance; dropping fields must not drop what was stamped."""
    found = examine(stamped_pdf())
    page = opened(found.previews[0])
    red, green, _ = page.getpixel((int(page.width * 450 / 595), int(page.height * 92 / 842)))
    assert red > 200
    assert green < 60


def test_what_a_page_draws_stays() -> None:
    page = opened(examine(pdf()).previews[0])
    red, green, _ = page.getpixel((int(page.width * 200 / 595), int(page.height * 592 / 842)))
    assert red > 200
    assert green < 60


def test_a_large_photograph_is_taken_in_little_memory() -> None:
    found = examine(jpeg((7000, 7000)))
    assert opened(found.copy).size == (3500, 3500)


CHILD_AND_PEAK = """
import json, os, resource, subprocess, sys
done = subprocess.run([sys.executable, "-I", sys.argv[1]], stdin=0, stdout=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, used.ru_maxrss, done.stdout[4:80].decode("latin-1")]))
"""


def peak(data: bytes) -> tuple[int, int, str]:
    """Return the child's exit status, its largest memory in MB, and how its answer begins."""
    command = [sys.executable, "-c", CHILD_AND_PEAK, str(examining._CHILD)]
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True)
    status, kilobytes, answer = json.loads(done.stdout)
    return status, kilobytes // 1024, answer


def test_a_flood_of_pixels_takes_no_memory() -> None:
    """Security bar row 12: a PNG of 50 000 × 50 000 in less than 300 MB."""
    status, megabytes, answer = peak(claimed_png(50_000, 50_000))
    assert (status, "evidence_pixels" in answer) == (0, True)
    assert megabytes < 100


def test_a_bomb_ends_at_the_limit_of_the_child() -> None:
    _, megabytes, answer = peak(bomb_pdf())
    assert '"kind"' not in answer
    assert megabytes <= MEMORY >> 20


def test_a_child_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "DEADLINE_S", 0.01)
    with pytest.raises(NotAccepted, match="evidence_too_heavy"):
        examine(pdf())


def test_the_child_can_open_nothing_and_sees_no_environment() -> None:
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import child; child.limit()\n"
        "for what in (lambda: open('/etc/passwd'), lambda: __import__('socket').socket()):\n"
        "    try: what()\n"
        "    except OSError as error: print(error.errno)\n"
    )
    folder = str(examining._CHILD.parent)
    done = subprocess.run(
        [sys.executable, "-I", "-c", "import socket\n" + script, folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["24", "24"]  # too many open files


@pytest.mark.parametrize(
    "answer", [b"", b"\0\0\0\x02{}", b"\0\0\0\x05[1,2]", b"\xff\xff\xff\xff{}", b"\0\0\0\x02{}more"]
)
def test_an_answer_out_of_order_is_no_file(answer: bytes) -> None:
    with pytest.raises(NotAccepted, match="evidence_damaged"):
        examining._read(answer)


def test_a_crowd_waits_its_turn_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "PATIENCE_S", 0.01)
    for _ in range(2):
        assert examining._AT_ONCE.acquire()
    try:
        with pytest.raises(NotAccepted, match="evidence_busy"):
            examine(pdf())
    finally:
        for _ in range(2):
            examining._AT_ONCE.release()


def test_nothing_stays_open_after_a_file() -> None:
    examine(pdf())
    before = len(os.listdir("/proc/self/fd"))
    examine(pdf())
    with pytest.raises(NotAccepted):
        examine(bomb_pdf())
    assert len(os.listdir("/proc/self/fd")) == before


def _assert_only_drawn(found: Examined) -> None:
    with pikepdf.open(BytesIO(found.copy)) as copy:
        assert set(copy.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in copy.trailer
        assert len(copy.pages) == found.pages
        for thing in copy.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                assert ACTIVE & set(thing.keys()) == set()
                assert not (isinstance(thing, pikepdf.Stream) and "/F" in thing)


def _assert_only_pixels(found: Examined) -> None:
    with opened(found.copy) as copy:
        copy.load()
        assert copy.format.lower() == found.kind
        assert not copy.getexif()
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                  "progressive", "progression"}  # fmt: skip


def _unpacked(data: bytes) -> bytes:
    """Return the bytes of all streams of a PDF; nothing for a picture."""
    if not data.startswith(b"%PDF"):
        return b""
    with pikepdf.open(BytesIO(data)) as copy:
        return b"".join(
            thing.read_bytes() for thing in copy.objects if isinstance(thing, pikepdf.Stream)
        )
