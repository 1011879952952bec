"""The province's own side of the push to the national node; the calls are made elsewhere.

Source: Quy chế Đ.8.3; TT 06/2023 Đ.13; exchange contract §3.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.sync import StageRun, Submission
from province_app.record.schema import SECTIONS
from province_app.services import certificate_ends, clock_guard
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.staging import judge
from province_app.services.verification import Attested
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.trust import TrustList
from province_app.stores import audit, restorations, submissions, sync
from province_app.stores import runs as run_store
from province_app.stores.sync import RunKey, Verdict
from province_app.stores.transaction import transaction
from tiers.stages import Outcome, Stage
from tiers.syncing import may_approve_receipt
from tiers.units import Officer

PART = 500  # records a part: about 1.5 MiB, far under the contract's 1,000 lines and 8 MiB

# QĐ 893 III.1.b: only what is not restricted leaves the province.
NATIONAL_SECTIONS = frozenset(name for name, info in SECTIONS.items() if not info.restricted)


def disclosed_in(stage: Stage) -> frozenset[str]:
    """Return the sections that the receiver of the stage sees: the province all of them.

    Source: Quy chế Đ.8.2; QĐ 893 III.1.b.
    """
    return NATIONAL_SECTIONS if stage is Stage.PROVINCE_TO_NATIONAL else frozenset(SECTIONS)


def plan(
    session: Session,
    run: RunKey,
    catalogues: Mapping[str, str],
    trust: TrustList,
    at: datetime,
    size: int = PART,
) -> Submission | None:
    """Choose what the run sends, in order of record id, verified again; None when nothing.

    `size`: records a part at most.

    Only versions that the national node has not acknowledged are sent; the rest is unchanged,
    or withheld with its reason. One transaction: a plan is whole or not there. What somebody else
    has planned meanwhile is returned as it is.
    """
    stage = Stage(run.stage)
    with transaction(session):
        if (restored := restorations.unsettled(session)) and restored.compared_at is None:
            raise refuse_state("reconcile_first", "Đ.8.3")
        session.get(StageRun, run.run_id, with_for_update=True)  # one plan of a run at a time
        if known := submissions.unfinished(session, run.period):
            return known
        told = submissions.month_was_told(session, run.period)
        submission = Submission(
            id=uuid4(),
            run_id=run.run_id,
            period=run.period,
            state="planned",
            count=0,
            parts=0,
            items_digest=b"",
            catalogues=dict(catalogues),
            planned_at=at,
        )
        session.add(submission)
        session.flush()
        digest = sha256()
        attested: dict[UUID, Attested] = {}  # a manifest's records lie in many parts
        for found in sync.pages(session, run, size):
            verdicts = judge(session, found, stage, trust, at, attested)
            sending = [one for one in verdicts if one.outcome is Outcome.ACCEPTED]
            submission.parts += bool(sending)
            submission.count += len(sending)
            for one in sending:
                digest.update(_item_line(one))
            part = RunKey(run.stage, run.period, run.run_id, submission.id)
            sync.settle(session, [_queued(one, submission.parts) for one in sending], part, at)
            rest = [one for one in verdicts if one.outcome is not Outcome.ACCEPTED]
            sync.settle(session, rest, run, at)
        submission.items_digest = digest.digest()
        # A department's month is delivered also when nothing has changed: the province is told so.
        # What went up before by the event policy was not the month.
        monthly = run.event is None and stage is Stage.DEPARTMENT_TO_PROVINCE
        delivers = monthly and not told
        if not submission.count and not delivers:
            session.delete(submission)
            return None
        counts = {"count": submission.count, "parts": submission.parts}
        audit.add(session, "submission.planned", None, [submission.id], at, **counts)
    return submission


def use_catalogues(
    session: Session, submission: Submission, catalogues: Mapping[str, str], at: datetime
) -> None:
    """Let a planned submission name the catalogues that are current now."""
    with transaction(session):
        submission.catalogues = dict(catalogues)
        audit.add(session, "submission.catalogues_renewed", None, [submission.id], at)


def mark_state(session: Session, submission: Submission, state: str, at: datetime) -> None:
    """Note how far the submission has come at the national node."""
    with transaction(session):
        submission.state = state
        audit.add(session, f"submission.{state}", None, [submission.id], at)


def mark_sent(
    session: Session, submission: Submission, part: int, at: datetime, size: int = 0
) -> None:
    """Note that the national node holds the part; `size`: bytes that were put for it just now."""
    with transaction(session):
        if size:
            submission.payload = (submission.payload or 0) + size
        submissions.mark_sent(session, submission.id, part, at)


def mark_all_sent(session: Session, submission: Submission, at: datetime) -> None:
    """Note that the national node holds all parts and the commit, whose answer was lost."""
    with transaction(session):
        for part in range(1, submission.parts + 1):
            submissions.mark_sent(session, submission.id, part, at)
        submission.state = "committed"
        audit.add(session, "submission.committed", None, [submission.id], at)


def abandon(session: Session, submission: Submission, at: datetime) -> None:
    """Give up a submission that can never be judged; its records wait for another one.

    Source: exchange contract, annex 33 (parts are corrected by a new submission).
    """
    with transaction(session):
        submissions.queue_again(session, submission.id, at)
        submission.state = "abandoned"
        audit.add(session, "submission.abandoned", None, [submission.id], at)


def record_results(
    session: Session,
    submission: Submission,
    results: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Write a page of judgements; writing it again changes nothing."""
    with transaction(session):
        submissions.record_results(session, submission.id, results, at)


def settle(
    session: Session, submission: Submission, receipt: bytes, signature: bytes, at: datetime
) -> None:
    """Keep the verified receipt and what the national node now holds of ours."""
    with transaction(session):
        submissions.acknowledge(session, submission.id, at)
        submission.receipt = receipt
        submission.receipt_signature = signature
        submission.state = "settled"
        submission.settled_at = at
        audit.add(session, "submission.settled", None, [submission.id], at)


def approve(
    session: Session,
    officer: Officer,
    submission_ids: Collection[UUID],
    seal: bytes,
    pin: str,
    at: datetime,
) -> list[Submission]:
    """Sign each receipt with the agency's seal; the next tick hands them to the node above.

    One whose approval was refused there is signed anew, with the seal as it is now. All of them or
    none; KeystoreRefused for a wrong PIN.
    Source: TT 06/2023 Đ.13 bước 4 (Duyệt dữ liệu vào CSDLQG).
    """
    approved = []
    with transaction(session):
        require(may_approve_receipt(officer))
        clock_guard.require_right(session)
        for submission_id in sorted(submission_ids):  # so that two officers lock in one order
            submission = session.get(Submission, submission_id, with_for_update=True)
            if submission is None:
                raise Missing
            if submission.receipt is None:
                raise refuse_state("not_judged", "TT06 Đ.13")
            if not submission.waits_for_approval:
                raise refuse_state("already_approved", "TT06 Đ.13")
            submission.approval_fault = submission.approval_tries = None
            submission.approval = sign_with_keystore(submission.receipt, seal, pin)
            submission.approved_by = UUID(officer.person_id)
            approved.append(submission)
        if approved:
            certificate_ends.note_seal(session, seal, pin)
        sealed = [one.id for one in approved]
        audit.add(session, "submission.sealed", UUID(officer.person_id), sealed, at)
        run_store.wake(session)
    return approved


def note_approved(session: Session, submission: Submission, at: datetime) -> None:
    """The national node has taken the approval: the records are in use there."""
    with transaction(session):
        session.refresh(submission, with_for_update=True)
        if submission.state == "settled":  # else another worker was faster
            submission.state = "approved"
            submission.approved_at = at
            audit.add(session, "submission.approved", submission.approved_by, [submission.id], at)


def note_approval_fault(
    session: Session,
    submission: Submission,
    sent: bytes,
    fault: str,
    again_at: datetime | None,
    at: datetime,
) -> None:
    """Keep why the approval `sent` was not taken; `again_at` None = refused, a person is needed.

    Source: exchange contract §3 (other 4xx are never sent again as they are).
    """
    with transaction(session):
        session.refresh(submission, with_for_update=True)
        if submission.state != "settled" or submission.approval != sent:
            return  # taken from another worker, or sealed anew
        if again_at is None and not submission.approval_refused:
            by = submission.approved_by
            audit.add(session, "submission.approval_refused", by, [submission.id], at)
        submission.approval_fault = fault
        submission.approval_tries = (submission.approval_tries or 0) + 1
        submission.approval_again_at = again_at


def _item_line(one: Verdict) -> bytes:
    assert one.digest is not None  # noqa: S101  only held versions are sent
    return f"{one.record_id} {one.version} {one.digest.hex()}\n".encode()


def _queued(one: Verdict, part: int) -> Verdict:
    return Verdict(one.record_id, Outcome.QUEUED, one.version, one.digest, part=part)
