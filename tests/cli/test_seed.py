"""`flask seed` and `flask demo-pki --seed`: what other people's programs start from."""

from pathlib import Path

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web import Site

EXAMPLE = Path("docs/seed-example.json")


def run(site: Site, *words: str) -> str:
    result = site.app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_example_and_its_signers_can_be_loaded(
    site: Site, session: Session, tmp_path: Path
) -> None:
    run(site, "seed", str(EXAMPLE))
    run(site, "demo-pki", str(tmp_path / "pki"), "--seed", str(EXAMPLE))
    assert "certificates" in run(site, "seed", str(tmp_path / "pki" / "certificates.json"))
    example = orjson.loads(EXAMPLE.read_bytes())
    leaders = {row["person"] for row in example["appointments"] if row["post"] != "hr"}
    query = text("select person_id from signer_certificate where keystore is not null")
    assert {str(one) for one in session.scalars(query)} == leaders
    assert session.scalar(text("select count(*) from person")) == len(example["persons"])


def test_an_unknown_field_is_named_and_nothing_of_the_unit_is_loaded(
    site: Site, session: Session, tmp_path: Path
) -> None:
    seed = orjson.loads(EXAMPLE.read_bytes())
    seed["persons"][0]["fields"]["identity.star_sign"] = "Bạch Dương"
    path = tmp_path / "seed.json"
    path.write_bytes(orjson.dumps(seed))
    result = site.app.test_cli_runner().invoke(args=["seed", str(path)])
    assert result.exit_code == 1
    assert "identity.star_sign" in result.output
    unit = text("select count(*) from person where id = :id")
    assert session.scalar(unit, {"id": seed["persons"][0]["id"]}) == 0
