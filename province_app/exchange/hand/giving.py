"""The sender's side: the submission under way as an archive, and the results read back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.exchange.answered import AnswerRefused, read_receipt, require_told, take_answers
from province_app.exchange.hand import batch as batches
from province_app.exchange.hand.archive import File, mapped, pack
from province_app.exchange.hand.batch import Batch, SignedList
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.taking import read_result
from province_app.exchange.node import Node
from province_app.models.sync import StageRun, Submission
from province_app.services import catalogues, runs, submissions
from province_app.services.hand_deliveries import note_given
from province_app.signing.packaging import Content
from province_app.signing.trust import TrustList
from province_app.stores import audit
from province_app.stores import runs as run_store
from province_app.stores import submissions as store
from province_app.stores.owed import RECEIVER
from province_app.stores.transaction import transaction
from tiers.stages import PROVINCE_CLIMB, Climb, Stage

Sign = Callable[[Content], bytes]


def give(
    session: Session,
    node: Node,
    trust: TrustList,
    sign: Sign,
    actor: UUID | None,
    at: datetime,
    out: File,
    climb: Climb = PROVINCE_CLIMB,
    act_id: UUID | None = None,
) -> UUID:
    """Write the submission under way as an archive, sealed by the agency; return its id.

    What the push has planned is taken as it is; else it is planned here, with the catalogues as
    they were last copied, and the push goes on with it when the connection is back. HandRefused
    when no run of the stage is open or nothing is left to send. `act_id`: what two persons
    released, for more than fifty people (`note_given`). Source: QĐ 893 III.2.d; Đ.11.
    """
    run = next((one for one in run_store.open_runs(session) if one.stage == climb.pushed), None)
    if run is None:
        raise HandRefused("hand_not_open")
    submission = _planned(session, run, trust, at, climb)
    if submission is None:
        raise HandRefused("hand_not_open")
    given = _batch(session, node, submission, climb.pushed)
    with ExitStack() as stack:
        files: dict[str, File | bytes] = {**batches.write(given, stack)}
        with mapped(files[batches.XML]) as xml:  # type: ignore[arg-type]  # only the seal is bytes
            files[batches.SEAL] = sign(xml)
        with transaction(session):
            note_given(session, submission, actor, act_id, at)
        order = (batches.XML, batches.SEAL, batches.RECORDS, batches.FIELDS)
        pack({name: files[name] for name in order}, out)
    return submission.id


def settle(
    session: Session, node: Node, data: File, actor: UUID | None, now: Callable[[], datetime]
) -> Submission:
    """Take the results in the archive, as the push would; once more, they change nothing.

    HandRefused, and nothing is written, for results of another submission, by another receiver,
    or about which the receipt does not speak.
    """
    key, receiver, body, seal, results = read_result(node, data)
    submission = session.get(Submission, UUID(key), with_for_update=True, populate_existing=True)
    if submission is None or submission.state == "abandoned":
        session.rollback()
        raise HandRefused("hand_other_submission")
    try:
        receipt = read_receipt(node, receiver, submission.id, submission.items_digest, body, seal)
        require_told(results, store.items_of(session, submission.id), receipt)
        if submission.state in ("settled", "approved"):
            session.rollback()
            return submission
        submissions.mark_all_sent(session, submission, now())
        take_answers(session, submission, [results], lambda: receipt, now)
    except AnswerRefused as error:
        session.rollback()
        raise HandRefused("hand_other_submission", f"({error.code})") from error
    with transaction(session):
        audit.add(session, "submission.settled_by_hand", actor, [submission.id], now())
    run = session.get_one(StageRun, submission.run_id)
    if run.state in run_store.OPEN_STATES:
        runs.finish_run(session, run, now())
    return submission


def _planned(
    session: Session, run: StageRun, trust: TrustList, at: datetime, climb: Climb
) -> Submission | None:
    key = runs.begin_run(session, run, at, climb)
    held = catalogues.versions(session)
    return store.unfinished(session, run.period) or submissions.plan(session, key, held, trust, at)


def _batch(session: Session, node: Node, submission: Submission, stage: Stage) -> Batch:
    shown = submissions.disclosed_in(stage)

    def manifests() -> Iterator[SignedList]:
        for one in store.manifests_in(session, submission.id):
            yield SignedList(str(one.id), one.body, one.signature or b"")

    def parts() -> Iterator[bytes]:
        for part in range(1, submission.parts + 1):
            yield store.part_bytes(session, submission.id, part, shown)

    return Batch(
        str(submission.id),
        {
            "sender": node.agency,
            "period": submission.period,
            "stage": RECEIVER[stage],
            "count": submission.count,
            "items_digest": submission.items_digest.hex(),
            "catalogues": submission.catalogues,
        },
        manifests,
        parts,
    )
