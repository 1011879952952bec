"""Backups: whole, sealed, in two houses, or not at all; the drill finds all faults. Đ.9.2."""

import base64
import re
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

import tiers.backups
from config.key_files import new_keys
from province_app import sealing
from province_app.audit.folders import Outside
from province_app.backup.manifest import DUMP, EVIDENCE, Table
from province_app.clock import system_now
from province_app.evidence.vault import Vault
from province_app.services.backup_checking import Unfit, database_beside, read_in
from tests.backups import Houses, flip, houses
from tests.databases import Database
from tests.desks import FACILITY
from tests.logs import insider
from tests.provinces import Province


@pytest.fixture
def node(session: Session, database: Database, tmp_path: Path, master_keys: Path) -> Houses:
    return houses(session, database, tmp_path, master_keys)


def test_a_set_lies_whole_in_both_houses_and_the_drill_finds_it_right(
    node: Houses, province: Province
) -> None:
    address = node.add_document(province.people(FACILITY)[0])
    node.seal_log()
    made = node.make()
    assert (made.faults, made.lost) == ({}, [])
    assert made.manifest
    assert made.manifest.tables["person"].rows == node.count("person")
    for place in node.places:
        assert place.names() == [made.manifest.name]
        assert list(place.addresses(made.manifest.name)) == [address]
        assert place.document(address).exists()
    assert node.count("backup_copy", "fault is null") == 2
    drilled = node.drill()
    assert drilled.fault == ""
    assert drilled.heads >= 1
    assert drilled.rows == sum(one.rows for one in made.manifest.tables.values())
    assert node.count("audit_event", "event = 'backup.drilled'") == 1
    left = node.session.scalar(
        text("select count(*) from pg_database where datname like '%drill%'")
    )
    assert left == 0


def test_a_copy_tells_nobody_anything(node: Houses, province: Province) -> None:
    """Security bar A25: a stolen copy is noise; an archive of pg_dump names its tables openly."""
    node.make()
    for house in (0, 1):
        content = newest(node, house, DUMP).read_bytes()
        assert len(content) > 10_000
        assert not [one for one in (b"PGDMP", b"CREATE TABLE", b"full_name") if one in content]


def newest(node: Houses, house: int, file: str) -> Path:
    """A file of the newest set in that house."""
    place = node.places[house]
    return place.outside / "H40" / "sets" / place.names()[-1] / file


def delete_newest(node: Houses) -> None:
    node.places[1].drop(node.places[1].names()[-1])


DAMAGE = {
    "dump": (lambda node: flip(newest(node, 0, DUMP)), "has changed"),
    "dump of the other": (lambda node: flip(newest(node, 1, DUMP), 5), "has changed"),
    "note": (lambda node: flip(newest(node, 1, "set.note"), 60), "not signed by a key"),
    "list": (lambda node: flip(newest(node, 0, EVIDENCE), 3), "has changed"),
    "list gone": (lambda node: newest(node, 0, EVIDENCE).unlink(), "cannot be read"),
    "newest gone": (delete_newest, "lacks the newest set"),
    "document": (
        lambda node: flip(next(node.places[0].documents())),
        "document .* has changed",
    ),
    "document gone": (lambda node: next(node.places[1].documents()).unlink(), "cannot be read"),
    "house gone": (lambda node: shutil.rmtree(node.places[0].outside), "holds no set"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_drill_finds_what_is_wrong_in_either_house(
    node: Houses, province: Province, damage: str
) -> None:
    """Security bar P8: one byte changed, the newest deleted: it fails, and says so."""
    node.add_document(province.people(FACILITY)[0])
    first = system_now()
    node.make(first - timedelta(days=1))
    node.make(first)
    spoil, said = DAMAGE[damage]
    spoil(node)
    assert re.search(said, node.drill().fault)
    assert node.count("backup_drill", "fault is not null") == 1
    assert node.count("audit_event", "event = 'backup.drill_failed'") == 1


def test_what_comes_out_is_compared_row_by_row(node: Houses, province: Province) -> None:
    """A tool that leaves a row out, or reads one wrong, is found."""
    made = node.make().manifest
    assert made
    place, wrong = node.places[0], Table(made.tables["unit"].rows, "ab" * 32)
    for tables in ({**made.tables, "unit": wrong}, {**made.tables, "forgotten": wrong}):
        with (
            database_beside(node.urls, "drill") as beside,
            pytest.raises(Unfit, match="tables differ"),
        ):
            read_in(place, made.name, replace(made, tables=tables), beside, Outside((), ()))


def test_without_the_keys_a_set_does_not_open(node: Houses, province: Province) -> None:
    """The keys come from escrow: no set holds them."""
    node.make()
    sealing.install(read_keys_of(new_keys()))
    assert "no master key" in node.drill().fault


def read_keys_of(lines: str) -> list[bytes]:
    return [base64.b64decode(one) for one in lines.split()]


def test_a_log_that_is_not_the_one_outside_fails_the_drill(
    node: Houses, province: Province, database: Database
) -> None:
    """Security bar P8: audit root = outside checkpoint."""
    node.seal_log()
    node.session.commit()
    with insider(database) as db:
        db.execute(text("update audit_event set actor = gen_random_uuid() where id = 1"))
    node.make()
    assert "the log: edited_event" in node.drill().fault


def test_a_house_that_is_away_costs_its_own_copy_alone(node: Houses, province: Province) -> None:
    shutil.rmtree(node.places[1].outside)
    made = node.make()
    assert list(made.faults) == [node.places[1].outside]
    assert len(node.places[0].names()) == 1
    assert not node.places[1].outside.exists()  # nothing is made where no disk is
    assert node.count("backup_copy", "fault is not null and set_id is null") == 1


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let this process write no longer file: the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_half_set_and_takes_no_old_one(
    node: Houses, province: Province
) -> None:
    """Security bar P7."""
    before = node.make(system_now() - timedelta(days=1)).manifest
    assert before
    with files_up_to(before.files[DUMP].bytes // 2):
        made = node.make()
    assert made.manifest is None
    assert set(made.faults) == {one.outside for one in node.places}
    for place in node.places:
        assert place.names() == [before.name]
        assert not list(place.outside.rglob(".part-*"))
    assert node.count("audit_event", "event = 'backup.failed'") == 1
    assert node.make().faults == {}  # it heals when space returns


def test_a_document_is_brought_once_and_goes_with_the_last_set_that_names_it(
    node: Houses, province: Province, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers.backups, "KEPT_DAYS", 1)
    monkeypatch.setattr(tiers.backups, "KEPT_MONTHS", 1)
    first, second = (node.add_document(one, one.encode()) for one in province.people(FACILITY)[:2])
    now = system_now()
    node.make(now - timedelta(days=40))
    place = node.places[0]
    brought = place.document(second).stat().st_mtime_ns
    node.session.rollback()
    with insider(database) as db:
        db.execute(text("delete from evidence where original = :one"), {"one": first})
    node.make(now)
    assert len(place.names()) == 1
    assert place.document(second).stat().st_mtime_ns == brought
    assert not place.document(first).exists()
    assert node.drill(now).fault == ""


def test_a_document_that_no_disk_has_is_said(node: Houses, province: Province) -> None:
    lost = node.add_document(province.people(FACILITY)[0])
    Vault(node.settings.evidence_dir).drop([lost])
    made = node.make()
    assert (made.lost, made.faults) == ([lost], {})


def test_a_table_that_hides_rows_from_its_owner_is_not_backed_up_in_part(
    node: Houses, database: Database
) -> None:
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.execute(text("create table secret (id int)"))
        connection.execute(
            text("alter table secret enable row level security, force row level security")
        )
    engine.dispose()
    made = node.make()
    assert {one.split(":")[0] for one in made.faults.values()} == {"Unreadable"}
    assert [place.names() for place in node.places] == [[], []]


def test_a_database_that_fails_is_written_down_and_not_tried_at_once_again(
    node: Houses, province: Province
) -> None:
    right = node.urls
    node.urls = right.beside("nobody_made_it")
    assert {one.split(":")[0] for one in node.make().faults.values()} == {"OperationalError"}
    assert node.count("backup_copy", "fault is not null") == 2
    node.urls = right
    assert node.make().faults == {}
