"""Hostile files are read in a process of their own, which can do nothing but answer.

Both halves stand here: `ask` starts the process and takes its answer, `limit` is what the process
does to itself before it reads the first byte.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path


class Ended(Exception):
    """The process gave no answer; `killed`: a limit or a file that took it over ended it."""

    def __init__(self, killed: bool) -> None:
        super().__init__("killed" if killed else "failed")
        self.killed = killed


def ask(child: Path, data: bytes, deadline_s: float, *asked: str) -> bytes:
    """Return what the child wrote; it is handed memory, not a pipe that it could fill for ever.

    `asked`: words that the child is started with.
    """
    given, taken = os.memfd_create("given"), os.memfd_create("taken")
    with os.fdopen(given, "w+b") as inwards, os.fdopen(taken, "w+b") as outwards:
        inwards.write(data)
        inwards.seek(0)
        command = [sys.executable, "-I", str(child), *asked]
        try:
            done = subprocess.run(  # noqa: S603  a fixed command
                command, stdin=inwards, stdout=outwards, stderr=subprocess.DEVNULL,
                env={}, timeout=deadline_s, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Ended(killed=True) from error
        if done.returncode != 0:
            raise Ended(killed=done.returncode < 0)
        outwards.seek(0)
        return outwards.read()


def limit(memory: int, seconds: int, output: int) -> None:
    """Take away what a file could ask for; nothing gives it back to this process.

    Bytes of address space, seconds of the processor, bytes of output; no further file or socket.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # in, out, error
