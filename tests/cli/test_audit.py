"""`flask --app wsgi audit …`: verify, inclusion, keys."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.notes import Signer
from province_app.cli.audit import audit
from tests.databases import Database
from tests.logs import SEED, Log, insider
from tests.services.test_audit_verify import do
from tests.web import Site


@pytest.fixture
def log(session: Session, site: Site, tmp_path: Path) -> Log:
    """The site's own log: two heads outside, signed by the site's key."""
    settings: Settings = site.app.config["SETTINGS"]
    folder = tmp_path / "outside"
    folder.mkdir()
    made = Log(session, folder, signer=Signer(settings.agency_code, settings.audit_key))
    made.write(5)
    made.head()
    made.write(6)
    made.head()
    return made


def run(site: Site, *words: str) -> Result:
    """Run the command."""
    return site.app.test_cli_runner().invoke(audit, words)


def test_verify_says_that_the_log_is_whole(site: Site, log: Log) -> None:
    """Security bar A23."""
    found = run(site, "verify", "--checkpoints", str(log.folder))
    assert found.exit_code == 0, found.output
    assert "11 sealed events read" in found.output
    assert "2 outside heads agree" in found.output


def test_verify_names_the_first_fault_and_ends_with_one(
    site: Site, log: Log, database: Database
) -> None:
    log.session.rollback()
    with insider(database) as db:
        do(db, "update audit_event set actor = null where id = 8")
    found = run(site, "verify", "--checkpoints", str(log.folder))
    assert found.exit_code == 1
    assert "edited_event: event 8 is not what was sealed at position 7" in found.output


def test_verify_without_an_outside_head_is_no_proof(site: Site, log: Log) -> None:
    assert "No outside head was compared" in run(site, "verify").output
    assert run(site, "verify").exit_code == 2


def test_verify_takes_the_folders_of_the_node_itself(site: Site, log: Log) -> None:
    settings: Settings = site.app.config["SETTINGS"]
    own = Path(settings.audit_places[0])
    own.parent.mkdir(parents=True)
    log.folder.rename(own)
    assert "2 outside heads agree" in run(site, "verify").output


def test_a_head_that_somebody_else_signed_is_a_fault(site: Site, log: Log) -> None:
    forged = Signer("H40", SEED).sign(log.heads()[-1])
    (log.folder / "zz.note").write_text(forged, "utf-8")
    found = run(site, "verify", "--checkpoints", str(log.folder))
    assert found.exit_code == 1
    assert "bad_checkpoint: zz.note" in found.output


def test_verify_trusts_the_key_that_the_outside_place_kept(
    site: Site, log: Log, tmp_path: Path
) -> None:
    kept, other = tmp_path / "kept", tmp_path / "other"
    kept.write_text(run(site, "public-key").output)
    other.write_text(str(Signer("H40", SEED).public))
    words = ("verify", "--checkpoints", str(log.folder))
    assert run(site, *words, "--key", str(kept)).exit_code == 0
    assert run(site, *words, "--key", str(other)).exit_code == 1
    assert run(site, *words, "--key", str(other), "--key", str(kept)).exit_code == 0


def test_a_new_key_is_one_that_the_settings_take(site: Site, tmp_path: Path) -> None:
    first, second = (run(site, "new-key").output for _ in range(2))
    assert first != second
    assert len(base64.b64decode(first)) == 32


def stands_alone(proof: dict[str, object]) -> bool:
    """Check a proof as docs/audit.md says, with hashlib and Ed25519 and nothing of ours."""
    note = str(proof["checkpoint"])
    text, _, signed = note.partition("\n\n\u2014 ")
    text += "\n"
    name, number, key = str(proof["key"]).split("+", 2)
    raw = base64.b64decode(signed.split()[1])
    public = base64.b64decode(key)
    assert hashlib.sha256(name.encode() + b"\n" + public).digest()[:4] == raw[:4]
    assert raw[:4].hex() == number
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], text.encode())
    _, size, root, _ = text.splitlines()
    assert int(size) == proof["tree_size"]
    found = hashlib.sha256(b"\0" + str(proof["event"]).encode()).digest()
    place, last = int(str(proof["position"])), int(size) - 1
    path = proof["path"]
    assert isinstance(path, list)
    for step in map(base64.b64decode, path):
        if place % 2 or place == last:
            found = hashlib.sha256(b"\1" + step + found).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + step).digest()
        place, last = place // 2, last // 2
    return last == 0 and base64.b64encode(found).decode() == root


def test_a_proof_is_checked_without_the_log(site: Site, log: Log) -> None:
    """Security bar P15."""
    for event_id, size in ((1, 5), (5, 5), (6, 11), (11, 11)):
        proof = json.loads(run(site, "inclusion", str(event_id), "--json").output)
        assert proof["form"] == "cbccvc-audit-inclusion/1"
        assert json.loads(proof["event"])["id"] == event_id
        assert proof["tree_size"] == size
        assert stands_alone(proof)
        for changed in (
            proof | {"event": proof["event"].replace("thing", "other")},
            proof | {"position": (proof["position"] + 1) % size},
            proof | {"path": proof["path"][::-1] if len(proof["path"]) > 1 else ["A" * 43 + "="]},
        ):
            assert changed == proof or not stands_alone(changed)


def test_an_event_without_a_head_has_no_proof_yet(site: Site, log: Log) -> None:
    (late,) = log.write(1)
    for event_id, says in ((late, "not under a signed head yet"), (999, "no event 999")):
        found = run(site, "inclusion", str(event_id), "--json")
        assert found.exit_code == 1
        assert says in found.output
