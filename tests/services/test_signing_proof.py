"""Evidence containers of real records: out of the history, verified by the stand-alone tool."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.audit.notes import Signer
from province_app.services import signing_proof
from province_app.services.errors import Missing, Refused
from province_app.signing.demo_authority import DemoAuthority
from tests.desks import ELSEWHERE, FACILITY, amend, plain_member
from tests.logs import SEED, Log
from tests.proofs.containers import bare, tool
from tests.provinces import Province, at, authority, load_province, trust
from tests.signing.authority import trusting
from tests.web import Site
from tiers.audit import READINGS, Purpose


def roots() -> set[str]:
    return {sha256(authority().root.certificate.public_bytes(Encoding.DER)).hexdigest()}


@pytest.fixture
def province(session: Session) -> Province:
    """One facility's records are signed on 23 May."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    loaded.sign(FACILITY)
    return loaded


def read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_a_hundred_exports_are_valid(session: Session) -> None:
    """Security bar P15; whole ones and such without the restricted sections."""
    loaded = load_province(session, 5, 112)
    for unit in {row["unit"] for row in loaded.document["persons"]}:
        loaded.send(unit)
        loaded.confirm(unit)
        loaded.sign(unit)
    query = text("select record_id, version from manifest_item order by record_id")
    found = session.execute(query).all()
    assert len(found) >= 100
    for number, row in enumerate(found):
        whole = bool(number % 2)
        made = signing_proof.export(session, row.record_id, row.version, trust(), at(28), whole)
        assert str(row.record_id) in tool.verify(made.data, roots(), at(23))
        withheld = orjson.loads(read(made.data, "record.json"))["withheld"]
        assert bool(withheld) is not whole
        assert set(made.roots) == roots()


def test_it_is_verified_without_the_application_and_says_how(
    province: Province, tmp_path: Path
) -> None:
    person_id = plain_member(province, FACILITY)
    reader = province.officer(person_id)
    made = signing_proof.export_for(province.session, reader, UUID(person_id), 1, trust(), at(28))
    path = tmp_path / made.file_name
    path.write_bytes(made.data)
    (root,) = made.roots
    status, words = bare(path, "--root", root, "--at", at(23).isoformat())
    assert status == 0, words
    assert "unit " + FACILITY in words
    said = read(made.data, "README.txt").decode()
    assert "openssl cms -verify" in said
    assert str(int(at(23).timestamp())) in said
    assert f"--root {root}" in said


def test_the_trust_of_the_signatures_day_is_given_out_not_that_of_today(
    province: Province,
) -> None:
    person_id = plain_member(province, FACILITY)
    today = trusting(DemoAuthority.create())
    made = signing_proof.export(province.session, UUID(person_id), 1, today, at(28), True)
    assert read(made.data, "trust.pem") == trust().pem()


def test_who_may_not_see_the_record_gets_nothing(province: Province) -> None:
    stranger = province.officer(plain_member(province, ELSEWHERE))
    person_id = plain_member(province, FACILITY)
    with pytest.raises(Missing):
        signing_proof.export_for(province.session, stranger, UUID(person_id), 1, trust(), at(28))
    head = province.officer(province.holder(FACILITY, "head"))
    made = signing_proof.export_for(province.session, head, UUID(person_id), 1, trust(), at(28))
    record = orjson.loads(read(made.data, "record.json"))
    assert not signing_proof.RESTRICTED & set(record["sections"])
    assert tool.verify(made.data, roots(), at(23))


def test_a_version_without_a_signature_has_no_proof(province: Province) -> None:
    person_id = plain_member(province, FACILITY)
    amend(province, person_id, "Tin học", at(24))
    province.confirm(FACILITY, at(24))
    with pytest.raises(Refused, match="not_signed"):
        signing_proof.export(province.session, UUID(person_id), 2, trust(), at(28), True)
    with pytest.raises(Missing):
        signing_proof.export(province.session, UUID(person_id), 9, trust(), at(28), True)


def test_the_history_hands_it_out_and_the_log_says_to_whom(
    site: Site, province: Province, session: Session
) -> None:
    person_id = plain_member(province, FACILITY)
    site.at(at(28))
    site.sign_in(person_id)
    assert "Tải bằng chứng ký số" in site.get(f"/records/{person_id}/history")
    answer = site.client.get(f"/records/{person_id}/versions/1/proof.zip")
    assert answer.status_code == 200
    assert "bang-chung-2024-05-phien-ban-1.zip" in answer.headers["Content-Disposition"]
    assert tool.verify(answer.data, roots(), at(23))
    assert READINGS["record.proof_exported"] is Purpose.EXPORT  # the person reads of it
    query = text("select actor from audit_event where event = 'record.proof_exported'")
    assert str(session.scalars(query).one()) == person_id
    site.sign_in(plain_member(province, ELSEWHERE))
    site.get(f"/records/{person_id}/versions/1/proof.zip", 404)


def test_the_command_writes_the_newest_signed_one_of_the_period(
    site: Site, province: Province, tmp_path: Path
) -> None:
    person_id, out = plain_member(province, FACILITY), tmp_path / "out.zip"
    runner = site.app.test_cli_runner()
    given = ["proof", "export", person_id, "--period", "2024-05", "--out", str(out)]
    done = runner.invoke(args=given)
    assert done.exit_code == 0, done.output
    assert f"--root {next(iter(roots()))}" in done.output
    assert tool.verify(out.read_bytes(), roots(), at(23))
    given[4] = "2024-06"
    assert "no signed version" in runner.invoke(args=given).output


def test_the_place_of_the_signature_in_the_log_goes_along_once_a_head_is_over_it(
    site: Site, province: Province, tmp_path: Path
) -> None:
    """Before that the container says plainly that it is not proven."""
    person_id, out = plain_member(province, FACILITY), tmp_path / "out.zip"
    given = ["proof", "export", person_id, "--out", str(out)]
    runner = site.app.test_cli_runner()
    assert "not under a signed head of the log yet" in runner.invoke(args=given).output
    assert "log: NOT PROVEN" in tool.verify(out.read_bytes(), roots(), at(23))
    assert "CHƯA nằm dưới điểm kiểm" in read(out.read_bytes(), "README.txt").decode()
    settings = site.app.config["SETTINGS"]
    folder = tmp_path / "outside"
    folder.mkdir()
    log = Log(province.session, folder, signer=Signer(settings.agency_code, settings.audit_key))
    log.head()
    key = str(log.signer.public)
    site.at(at(28))
    site.sign_in(person_id)  # who may not read the event of the signature itself
    answer = site.client.get(f"/records/{person_id}/versions/1/proof.zip")
    said = tool.verify(answer.data, roots(), at(23), b"", [key])
    assert "log: in the signed checkpoint of" in said
    assert "--log-key" in read(answer.data, "README.txt").decode()
    assert f"--log-key {key}" in runner.invoke(args=given).output
    with pytest.raises(tool.Wrong, match="signed by no"):
        tool.verify(out.read_bytes(), roots(), at(23), b"", [str(Signer("H40", SEED).public)])
