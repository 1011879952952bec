"""The scanner of the settings: asked of every file, and without an answer nothing passes."""

import sys
from pathlib import Path

import pytest

from province_app.evidence import scan as scanning
from province_app.evidence.kinds import NotAccepted
from province_app.evidence.scan import scan

FILE = b"%PDF-1.4 EICAR %%EOF"
# A scanner of a few lines: it finds what begins with these letters anywhere in its input.
SCANNER = """
import os, sys
if os.environ.get("SECRET_KEY_FILE") or os.getcwd() != "/":
    sys.exit(2)
data = sys.stdin.buffer.read()
if not data.startswith(b"%PDF-1.4"):
    sys.exit(2)
sys.exit(1 if b"EICAR" in data else 0)
"""


def program(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "scanner.py"
    file.write_text(text)
    return sys.executable, "-I", str(file)


def code_of(data: bytes, command: tuple[str, ...]) -> str:
    with pytest.raises(NotAccepted) as caught:
        scan(data, command)
    return caught.value.code


def test_a_clean_file_passes_and_an_infected_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/somewhere")  # nothing of it reaches the scanner
    command = program(tmp_path, SCANNER)
    scan(FILE.replace(b"EICAR", b"clean"), command)
    assert code_of(FILE, command) == "evidence_infected"


@pytest.mark.parametrize(
    "text",
    [
        "import sys; sys.exit(2)",
        "import os; os.kill(os.getpid(), 9)",
        "import sys\ntry: bytearray(8 << 30)\nexcept MemoryError: sys.exit(3)",  # 0 where it may
        "import sys\ntry:\n open(sys.argv[0] + 'x', 'wb').write(bytes(2 << 20))\n"
        "except OSError: sys.exit(3)",
    ],
)
def test_a_scanner_that_fails_lets_nothing_pass(tmp_path: Path, text: str) -> None:
    assert code_of(FILE, program(tmp_path, text)) == "evidence_unscanned"


def test_a_scanner_that_is_gone_or_too_slow_lets_nothing_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_of(FILE, (str(tmp_path / "nothing"),)) == "evidence_unscanned"
    monkeypatch.setattr(scanning, "DEADLINE_S", 0.2)
    slow = program(tmp_path, "import select; select.select([], [], [], 60)")
    assert code_of(FILE, slow) == "evidence_unscanned"


def test_without_a_scanner_every_file_passes() -> None:
    scan(FILE, ())
