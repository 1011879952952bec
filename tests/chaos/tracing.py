"""Faults at a call to the system, by strace: a process dies at it, or the disk is full for it."""

import shutil
import subprocess
import time
from functools import cache
from pathlib import Path

STRACE = "strace"
# What leaves a process: to the database, to the other node, to a file.
TOLD = "sendto,sendmsg,write,fsync"
# Where PostgreSQL makes a file longer or writes its log.
WRITES = "pwrite64,pwritev,fallocate"
ATTACHED_S = 5


@cache
def possible() -> bool:
    """Whether strace is here and may look into another process."""
    if shutil.which(STRACE) is None:
        return False
    sleeper = subprocess.Popen(["sleep", "5"])
    tracer = subprocess.Popen([STRACE, "-o", "/dev/null", "-p", str(sleeper.pid)],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        return _attached(sleeper.pid, tracer)
    finally:
        tracer.terminate()
        tracer.wait()
        sleeper.kill()
        sleeper.wait()


def kill_at(pid: int, number: int) -> subprocess.Popen[bytes]:
    """SIGKILL the process when a thread of it makes that one of its calls."""
    return _trace(pid, f"inject={TOLD}:signal=KILL:when={number}")


def fill_disk(pid: int, number: int) -> subprocess.Popen[bytes]:
    """Let the disk be full for every third write of the process and its children, from one on."""
    return _trace(pid, f"inject={WRITES}:error=ENOSPC:when={number}+3")


def _trace(pid: int, fault: str) -> subprocess.Popen[bytes]:
    quiet = [STRACE, "-f", "-qq", "-o", "/dev/null", "-e", "signal=none"]
    tracer = subprocess.Popen([*quiet, "-e", fault, "-p", str(pid)], stderr=subprocess.DEVNULL)
    _attached(pid, tracer)
    return tracer


def _attached(pid: int, tracer: subprocess.Popen[bytes]) -> bool:
    ends = time.monotonic() + ATTACHED_S
    while time.monotonic() < ends and tracer.poll() is None:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return False
        if f"TracerPid:\t{tracer.pid}\n" in status:
            return True
        time.sleep(0.005)
    return False
