"""Phục hồi: two persons, a whole set, and nothing that was given away is given again. Đ.9.2–9.3."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.audit.folders import Outside, own_folders
from province_app.audit.notes import Signer
from province_app.clock import system_now
from province_app.evidence.vault import Vault
from province_app.services import audit_verify, restore_approval, restoring, two_person_desk
from province_app.services.backup_checking import Unfit
from province_app.services.backup_making import Made
from province_app.services.errors import Missing, Refused
from province_app.stores import audit, database_names
from province_app.stores.transaction import transaction
from tests.admins import BASIS, Admins
from tests.backups import Houses, agreed, flip, houses, order, restore
from tests.databases import Database
from tests.desks import FACILITY
from tests.provinces import START, Province
from tiers.two_person import USABLE_FOR


@pytest.fixture
def node(
    session: Session, database: Database, tmp_path: Path, master_keys: Path
) -> Iterator[Houses]:
    made = houses(session, database, tmp_path, master_keys)
    yield made
    session.close()
    live = database_names.name_of(made.urls.owner)
    if not database_names.exists(made.urls.owner, live):  # the test lost it: it ends with one
        database_names.create(made.urls.owner, live)


def act(node: Houses, count: int = 3) -> None:
    """Something happens, and the outside places hear of it."""
    with transaction(node.session):
        audit.add(node.session, "draft.saved", None, list(range(count)), START)
    node.seal_log()


def verified(node: Houses) -> audit_verify.Report:
    keys = [Signer(node.settings.agency_code, node.settings.audit_key).public]
    outside = Outside.read(own_folders(node.settings.audit_places), keys)
    return audit_verify.verify(node.session, outside.heads, outside.restores)


@pytest.fixture
def made(node: Houses, admins: Admins) -> Made:
    """A set; what is done after it is lost by a restore."""
    act(node)
    return node.make()


def last_id(node: Houses, table: str) -> int:
    return int(node.session.scalar(text(f"select max(id) from {table}")) or 0)  # noqa: S608


def test_a_set_takes_the_place_of_the_database_by_two_persons(
    node: Houses, admins: Admins, province: Province, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = province.people(FACILITY)[0]
    kept = node.add_document(who)
    second = node.make(system_now() + timedelta(seconds=2))
    people, given = node.count("person"), last_id(node, "audit_event")
    node.add_document(who, b"later")
    Vault(node.settings.evidence_dir).drop([kept])
    done = restore(node, second, agreed(node, admins, second.digest))
    assert node.count("evidence") == 1
    assert node.count("person") == people
    assert Vault(node.settings.evidence_dir).place(kept).exists()
    assert done.documents == 1
    assert node.count("two_person_act") == 0  # it was agreed after the set
    row = node.session.execute(text("select * from restoration")).one()
    said = (str(row.asked_by), str(row.approved_by), row.basis_number)
    assert said == (admins.first.person_id, admins.second.person_id, BASIS.number)
    assert last_id(node, "audit_event") >= given + 1_000_000 - 10  # what the set itself wrote
    event = node.session.execute(
        text("select actor, subject from audit_event where event = 'restore.done'")
    ).one()
    assert (str(event.actor), event.subject) == (admins.first.person_id, second.digest.hex())
    assert done.aside
    beside = node.urls.beside(done.aside)
    with restoring._session(beside.app) as before:  # nothing of it is gone
        assert before.scalar(text("select count(*) from evidence")) == 2
        assert before.scalar(text("select count(*) from two_person_use")) == 1
    node.session.close()
    database_names.drop(node.urls.owner, done.aside)


def test_the_log_goes_on_above_what_the_outside_knows(
    node: Houses, admins: Admins, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Security bar P9: no position of the log twice."""
    assert made.manifest
    later = system_now() + timedelta(hours=2)
    monkeypatch.setattr("tests.backups.system_now", lambda: later)
    act(node, 5)  # a head outside that tells of what will be lost
    known = node.session.scalar(text("select max(tree_size) from audit_checkpoint"))
    assert known > made.manifest.log_size
    approval = agreed(node, admins, made.digest)
    later += timedelta(hours=1)
    done = restore(node, made, approval)
    assert done.lost_events == known - made.manifest.log_size
    lost = node.count("audit_event", "event = 'restore.position_lost'")
    assert 0 < lost <= done.lost_events
    positions = text(
        "select position from audit_seal join audit_event on audit_event.id = event_id"
        " where event = 'restore.done'"
    )
    assert node.session.scalar(positions) >= known
    later += timedelta(hours=2)
    act(node)
    report = verified(node)
    assert (report.fault, report.excused) == (None, 2)  # one head, in two places
    assert report.compared >= 2  # before the set, and after the restore
    node.session.close()
    database_names.drop(node.urls.owner, done.aside or "")


def test_a_restore_that_nobody_filed_outside_is_found(
    node: Houses, admins: Admins, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever puts yesterday's database in place without the key of the log is convicted."""
    later = system_now() + timedelta(hours=2)
    monkeypatch.setattr("tests.backups.system_now", lambda: later)
    act(node, 5)
    done = restore(node, made, agreed(node, admins, made.digest))
    for place in own_folders(node.settings.audit_places):
        for note in place.glob("*.restored"):
            note.unlink()
    report = verified(node)
    assert report.fault
    assert report.fault.code == "rewritten"
    node.session.close()
    database_names.drop(node.urls.owner, done.aside or "")


def test_versions_go_on_above_those_of_the_database_that_is_left(
    node: Houses, admins: Admins, province: Province, made: Made
) -> None:
    """Security bar P9: a number that a lost version had is not given to another."""
    province.send(FACILITY)
    province.confirm(FACILITY)
    assert set(versions(node)) == {1}
    done = restore(node, made, agreed(node, admins, made.digest))
    assert versions(node) == []
    province.send(FACILITY)
    province.confirm(FACILITY)
    assert set(versions(node)) == {2}
    node.session.close()
    database_names.drop(node.urls.owner, done.aside or "")


def versions(node: Houses) -> list[int]:
    return list(node.session.scalars(text("select version from record_version")))


def untouched(node: Houses, people: int) -> None:
    """The live database is what it was, and nothing stands beside it."""
    assert node.count("restoration") == 0
    assert node.count("person") == people
    live = database_names.name_of(node.urls.owner)
    assert node.count("pg_database", f"datname like '{live}%'") == 1


def test_without_two_persons_nothing_is_restored(node: Houses, admins: Admins, made: Made) -> None:
    other = node.make(system_now() + timedelta(seconds=2))
    people = node.count("person")
    propose = restore_approval.propose_restore
    waiting = propose(node.session, admins.first, made.digest.hex(), BASIS, START)
    refused = propose(node.session, admins.first, made.digest.hex(), BASIS, START)
    two_person_desk.decide(node.session, admins.second, refused.id, False, START)
    for one, code in ((waiting.id, "not_released"), (refused.id, "not_released"),
                      (agreed(node, admins, other.digest), "another_set")):  # fmt: skip
        with pytest.raises(Refused, match=code):
            restore(node, made, one)
    with pytest.raises(Missing):
        restoring.restore(node.settings, node.urls, order(node, made, None), None,
                          START, system_now())  # fmt: skip
    late = agreed(node, admins, made.digest)
    node.session.close()
    with pytest.raises(Refused, match="release_over"):
        restoring.restore(node.settings, node.urls, order(node, made, late), None,
                          START + USABLE_FOR, system_now())  # fmt: skip
    untouched(node, people)
    with pytest.raises(Missing):
        propose(node.session, admins.first, "ab" * 32, BASIS, START)
    with pytest.raises(Refused, match="role_lacks"):
        propose(node.session, admins.facility, made.digest.hex(), BASIS, START)


def test_a_set_that_is_not_whole_is_not_restored(node: Houses, admins: Admins, made: Made) -> None:
    assert made.manifest
    people, approval = node.count("person"), agreed(node, admins, made.digest)
    place = node.places[0]
    flip(place.outside / "H40" / "sets" / made.manifest.name / "database.sealed")
    with pytest.raises(Unfit, match="has changed"):
        restore(node, made, approval)
    untouched(node, people)
