"""What the nodes' processes take, as the kernel remembers it."""

from pathlib import Path

KINDS = {b"sync_jobs": "sync", b"gunicorn": "web"}


def peaks_mb(var: Path) -> dict[str, int]:
    """Return the largest VmHWM in MiB of each kind of process: `province sync`, `national web`…

    Only of the nodes that keep their things in `var` and run now.
    """
    peaks: dict[str, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            pairs = (one.partition(b"=") for one in (process / "environ").read_bytes().split(b"\0"))
            status = (process / "status").read_text()
        except OSError:  # it ended, or it is another user's
            continue
        env = {name.decode(): value.decode(errors="replace") for name, _, value in pairs}
        kind = next((name for mark, name in KINDS.items() if mark in command), None)
        if kind and env.get("VAR_DIR") == str(var):
            name = f"{env['ROLE']} {kind}"
            peaks[name] = max(peaks.get(name, 0), _peak_mb(status))
    return dict(sorted(peaks.items()))


def _peak_mb(status: str) -> int:
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0]) // 1024
