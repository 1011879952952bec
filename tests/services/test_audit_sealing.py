"""Every event gets its seal, in id order, and a head is signed when it is owed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.audit.events import event_hash
from province_app.audit.notes import NotOurs, Signer, VerifierKey, read_note
from province_app.models.audit import AuditEvent
from province_app.services import audit_sealing
from province_app.services.audit_verify import verify
from province_app.stores import audit, audit_seals
from province_app.stores.engine import make_engine
from tests.databases import Database
from tests.desks import at_once
from tests.logs import NODE, SEED, Log
from tests.provinces import START
from tiers.merkle import EMPTY_ROOT, Frontier

SEALS = text("select position, event_id from audit_seal order by position")


@pytest.fixture
def log(session: Session, tmp_path: Path) -> Log:
    """An empty log and a folder outside."""
    return Log(session, tmp_path)


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_every_event_has_one_seal_in_the_order_of_ids(log: Log, batch: int) -> None:
    """Design decision 10."""
    ids = log.write(7)
    assert log.seal(batch) == 7
    assert log.seal(batch) == 0
    assert [tuple(row) for row in log.session.execute(SEALS)] == list(enumerate(ids))
    assert log.session.scalar(text("select count(*) from audit_unsealed")) == 0


def test_the_tree_is_over_the_events_and_the_same_however_it_was_cut(log: Log) -> None:
    log.write(5)
    log.seal(2)
    log.write(4)
    log.seal(3)
    whole = Frontier()
    for event in log.session.query(AuditEvent).order_by(AuditEvent.id):
        whole.append(event_hash(event))
    assert audit_seals.frontier(log.session, 9).root == whole.root != EMPTY_ROOT


def test_the_event_of_a_slow_transaction_is_sealed_after_later_ones(
    log: Log, database: Database
) -> None:
    """Design decision 10: never `id > last`."""
    engine = make_engine(lambda: database.app_url)
    with Session(engine) as slow:
        audit.add(slow, "draft.saved", None, ["slow"], START)  # has its id, is not committed
        late = slow.scalar(text("select max(id) from audit_event"))
        quick = log.write(2)
        log.seal()
        slow.commit()
    engine.dispose()
    assert late < quick[0]
    log.seal()
    assert [row.event_id for row in log.session.execute(SEALS)] == [*quick, late]
    log.head()
    assert verify(log.session, log.heads()).fault is None


def test_two_sealers_at_once_seal_each_event_once(log: Log, database: Database) -> None:
    ids = log.write(40)

    def sealer(session: Session) -> object:
        return lambda: audit_sealing.seal(session, log.now, 3)

    done = at_once(database, sealer, sealer, sealer)
    assert sum(done) == 40  # type: ignore[arg-type]
    assert [row.event_id for row in log.session.execute(SEALS)] == ids


def test_an_act_that_is_undone_leaves_nothing_to_seal(log: Log) -> None:
    audit.add(log.session, "draft.saved", None, ["undone"], START)
    log.session.rollback()
    assert log.seal() == 0


def test_a_head_is_signed_hourly_and_at_once_after_a_stage(log: Log) -> None:
    """Security bar C56."""
    signer = log.signer

    def sign() -> bool:
        log.seal()
        return audit_sealing.sign_head(log.session, signer, NODE, log.now)

    log.write(1)
    assert sign()
    log.write(1)
    assert not sign()
    log.write(1, "stage.done")
    assert sign()
    assert not sign()
    log.now += timedelta(minutes=59, seconds=59)
    assert not sign()
    log.now += timedelta(seconds=1)
    assert sign()  # also when nothing has happened: silence would look like a broken line
    sizes = log.session.scalars(text("select tree_size from audit_checkpoint order by id")).all()
    assert sizes == [1, 3, 3]


def test_a_head_says_which_log_how_long_and_when_and_only_its_key_signs_it(log: Log) -> None:
    log.write(3)
    head = log.head()
    assert (head.node, head.size) == (NODE, 3)
    assert head.root == audit_seals.frontier(log.session, 3).root
    assert head.log_id == audit_seals.log_id(log.session)
    (path,) = log.folder.glob("*.note")
    note = path.read_text("utf-8")
    assert note.splitlines()[0] == f"H40/audit/{head.log_id}"
    other = Signer(NODE, SEED[::-1]).public
    for changed in (note.replace("\n3\n", "\n2\n"), note.replace("H40", "H41", 1), note[:-9]):
        assert changed != note
        with pytest.raises(NotOurs):
            read_note(changed, [log.signer.public])
    with pytest.raises(NotOurs):
        read_note(note, [other])
    assert read_note(note, [other, log.signer.public]) == head


def test_a_verifier_key_is_read_as_it_is_written() -> None:
    key = Signer(NODE, SEED).public
    assert VerifierKey.read(f"{key}\n") == key
    for wrong in ("", "H40/audit", str(key)[:-8], str(key).replace("H40", "H41")):
        with pytest.raises(NotOurs):
            VerifierKey.read(wrong)


def test_sealing_keeps_its_memory_whatever_the_number_of_events(log: Log) -> None:
    """One batch in memory at a time: what is asked of the database is never more."""
    asked: list[int] = []
    take = audit_seals.take_unsealed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            audit_sealing.audit_seals,
            "take_unsealed",
            lambda session, most: asked.append(len(found := take(session, most))) or found,
        )
        log.write(25)
        log.seal(10)
    assert asked == [10, 10, 5]
