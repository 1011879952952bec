"""`flask --app wsgi backup …`: make, verify, drill, restore; also where no database is left."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.cli.backup import backup
from province_app.extensions import db
from province_app.stores import database_names
from tests.admins import Admins
from tests.backups import Houses, agreed, flip, houses
from tests.databases import Database
from tests.web import PASSWORD, Site, code_now

BASIS = ("--basis-number", "7/QĐ-UBND", "--basis-date", "2024-05-02")


@pytest.fixture
def node(
    session: Session, database: Database, tmp_path: Path, master_keys: Path, site: Site
) -> Houses:
    """The site's own settings, with two houses."""
    made = houses(session, database, tmp_path, master_keys)
    settings = replace(
        site.app.config["SETTINGS"],
        database_url=database.app_url,
        owner_database_url=database.owner_url,
        backup_places=made.settings.backup_places,
        audit_key=made.settings.audit_key,
        audit_places=made.settings.audit_places,
        evidence_dir=made.settings.evidence_dir,
    )
    site.app.config["SETTINGS"] = settings
    made.settings = settings
    return made


def run(site: Site, *words: str, typed: str = "") -> Result:
    """Run the command."""
    return site.app.test_cli_runner().invoke(backup, words, input=typed)


def test_a_set_is_made_verified_and_tried(site: Site, node: Houses, admins: Admins) -> None:
    node.seal_log()
    made = run(site, "make")
    assert made.exit_code == 0, made.output
    assert " documents" in made.output
    verified = run(site, "verify")
    assert verified.exit_code == 0, verified.output
    assert verified.output.count("1 sets") == 2
    tried = run(site, "drill")
    assert tried.exit_code == 0, tried.output
    assert "rows as they were made" in tried.output


def test_a_house_verifies_its_own_folder_with_the_public_key(
    site: Site, node: Houses, admins: Admins, tmp_path: Path
) -> None:
    node.make()
    key = tmp_path / "key"
    key.write_text(site.app.test_cli_runner().invoke(args=["audit", "public-key"]).output)
    place = node.places[1]
    words = ("verify", "--dir", str(place.outside), "--key", str(key))
    assert run(site, *words).exit_code == 0
    flip(place.outside / "H40" / "sets" / place.names()[0] / "database.sealed")
    found = run(site, *words)
    assert found.exit_code == 1
    assert "has changed" in found.output


def test_a_house_that_is_away_is_said(site: Site, node: Houses, admins: Admins) -> None:
    node.places[0].outside.rename(node.places[0].outside.with_name("away"))
    made = run(site, "make")
    assert made.exit_code == 1
    assert f"{node.places[0].outside}: FileNotFoundError" in made.output


def ready(site: Site, node: Houses, admins: Admins) -> tuple[list[str], str]:
    """Two of the province can sign in; a set is made. Their user names, and its digest."""
    with site.app.app_context():
        names = [site.give_password(one.person_id) for one in (admins.first, admins.second)]
        db.engine.dispose()
    node.session.rollback()
    node.seal_log()
    return names, node.make().digest.hex()


def lose(node: Houses, site: Site) -> None:
    """The database is gone, the server stays."""
    node.session.close()
    with site.app.app_context():
        db.engine.dispose()
    database_names.drop(node.urls.owner, database_names.name_of(node.urls.owner))


def proof(name: str, code: str = "", password: str = PASSWORD) -> str:
    return f"{name}\n{password}\n{code or code_now()}\n"


def test_an_act_of_two_persons_restores(site: Site, node: Houses, admins: Admins) -> None:
    _, digest = ready(site, node, admins)
    act_id = agreed(node, admins, bytes.fromhex(digest))
    node.session.close()
    done = run(site, "restore", "--set", digest, "--act", str(act_id))
    assert done.exit_code == 0, done.output
    assert "the former database is" in done.output
    assert node.count("restoration") == 1
    again = run(site, "restore", "--set", digest, "--act", str(act_id))
    assert "no act" in again.output  # it was agreed on the former database
    aside = done.output.split("the former database is ")[1].split()[0]
    database_names.drop(node.urls.owner, aside)


def test_a_lost_database_is_restored_by_two_persons_at_the_console(
    site: Site, node: Houses, admins: Admins
) -> None:
    """Security bar P8: from house 2, with house 1 gone."""
    (first, second), digest = ready(site, node, admins)
    people = node.count("person")
    lose(node, site)
    node.places[0].outside.rename(node.places[0].outside.with_name("burnt"))
    lost = ("restore", "--lost", *BASIS, "--set", digest, "--dir", str(node.places[1].outside))
    done = run(site, *lost, typed=proof(first) + proof(second))
    assert done.exit_code == 0, done.output
    assert "the former database" not in done.output
    assert node.count("person") == people
    row = node.session.execute(text("select * from restoration")).one()
    assert (str(row.asked_by), row.basis_number) == (admins.first.person_id, "7/QĐ-UBND")
    assert str(row.approved_by) == admins.second.person_id


WRONG = {
    "one person twice": (lambda a, b: proof(a) + proof(a, code_now(1)), "own_proposal"),
    "wrong password": (lambda a, b: proof(a) + proof(b, password="x"), "not_proven"),
    "wrong code": (lambda a, b: proof(a, "000000") + proof(b), "not_proven"),
    "nobody": (lambda a, b: proof("khong.co.0001") + proof(b), "not_proven"),
}


@pytest.mark.parametrize("case", WRONG)
def test_who_does_not_prove_it_restores_nothing(
    site: Site, node: Houses, admins: Admins, case: str
) -> None:
    (first, second), digest = ready(site, node, admins)
    lose(node, site)
    typed, code = WRONG[case]
    done = run(site, "restore", "--lost", *BASIS, "--set", digest, typed=typed(first, second))
    assert done.exit_code == 1
    assert f"nothing was changed: {code}" in done.output
    assert not database_names.exists(node.urls.owner, database_names.name_of(node.urls.owner))
    database_names.create(node.urls.owner, database_names.name_of(node.urls.owner))


def test_somebody_without_the_role_of_the_province_restores_nothing(
    site: Site, node: Houses, admins: Admins
) -> None:
    with site.app.app_context():
        other = site.give_password(admins.facility.person_id)
        db.engine.dispose()
    (first, _), digest = ready(site, node, admins)
    lose(node, site)
    typed = proof(first) + proof(other)
    done = run(site, "restore", "--lost", *BASIS, "--set", digest, typed=typed)
    assert "nothing was changed: role_lacks" in done.output
    database_names.create(node.urls.owner, database_names.name_of(node.urls.owner))


def test_while_a_database_lives_only_an_act_restores(
    site: Site, node: Houses, admins: Admins
) -> None:
    """An old set knows accounts that were closed since."""
    (first, second), digest = ready(site, node, admins)
    node.session.close()
    typed = proof(first) + proof(second)
    done = run(site, "restore", "--lost", *BASIS, "--set", digest, typed=typed)
    assert done.exit_code == 1
    assert "only an act allows it" in done.output
    assert node.count("restoration") == 0


def test_without_a_head_from_outside_nothing_is_restored(
    site: Site, node: Houses, admins: Admins
) -> None:
    digest = node.make().digest.hex()
    done = run(site, "restore", "--lost", *BASIS, "--set", digest)
    assert "no outside head of the log is known here" in done.output
