"""Asks the scanner of the settings about a file before it is sealed; without an answer it fails.

The command gets the file on its standard input and nothing else of this process: no environment,
no name. It says with its exit status what it found, as `clamdscan --no-summary -` does.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from province_app.evidence.kinds import NotAccepted

logger = logging.getLogger(__name__)

CLEAN, INFECTED = 0, 1
DEADLINE_S = 60.0
_CHILD = Path(__file__).with_name("scan_child.py")


def scan(data: bytes, command: Sequence[str]) -> None:
    """Let the file pass; NotAccepted `evidence_infected`, or `evidence_unscanned` without answer.

    Without a command every file passes: nothing uploaded is ever handed out as it came.
    """
    if not command:
        return
    with os.fdopen(os.memfd_create("scanned"), "w+b") as inwards:
        inwards.write(data)
        inwards.seek(0)
        try:
            done = subprocess.run(  # noqa: S603  the command of the settings, no shell
                [sys.executable, "-I", str(_CHILD), *command],
                stdin=inwards, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={}, cwd="/", timeout=DEADLINE_S, check=False, start_new_session=True,
            )  # fmt: skip
            status = done.returncode
        except subprocess.TimeoutExpired:
            status = -1
    if status == INFECTED:
        raise NotAccepted("evidence_infected")
    if status != CLEAN:
        logger.error("scanner gave no answer", extra={"status": status})
        raise NotAccepted("evidence_unscanned")
