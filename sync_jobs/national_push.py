"""The push of the province's holdings to the national node, resumable at any byte.

Four steps of TT 06/2023 Đ.13: catalogues down, records up, the log read, the receipt approved.
What has been done stands in the project's own rows and in the national node's status; a push that
was killed goes on from there, and every call may be repeated.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice, repeat
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.exchange.answered import AnswerRefused, take_answers
from province_app.models.records import Manifest
from province_app.models.sync import Submission
from province_app.pauses import try_again_at
from province_app.services import submissions
from province_app.signing.trust import TrustList
from province_app.stores import leases
from province_app.stores import submissions as store
from province_app.stores.owed import RECEIVER
from province_app.stores.sync import RunKey
from sync_jobs.at_once import at_once
from sync_jobs.national_before import pull_catalogues, send_units
from sync_jobs.national_gateway import (
    NationalGateway,
    NationalRefused,
    NationalUnavailable,
    Result,
    Status,
    fault_of,
)
from tiers.stages import Stage

logger = logging.getLogger(__name__)

# Ten minutes; then the next tick asks again.
POLL_SECONDS = (0.05, 0.1, *repeat(0.2, 50), *repeat(0.5, 1_200))
RESULTS_PAGE = 1_000
SENDINGS = 3  # a receiver that loses what it acknowledged is told again, not for ever
# No more bytes under this id will help (annex 33).
HOPELESS = ("items_mismatch", "different_body", "too_large")
SMALLER_PARTS = (100, 20, 1)  # records a part
REOPENINGS = 3  # catalogues may change again while they are taken

Clock = Callable[[], datetime]


def push(
    session: Session, run: RunKey, gateway: NationalGateway, trust: TrustList, now: Clock
) -> None:
    """Bring the run's records to a judged, receipted submission, from wherever it stands.

    What an earlier run of the period began is finished first; then what is left is sent. Records
    that are longer than usual go in smaller parts once the receiver has found one too large.
    """
    smaller = iter(SMALLER_PARTS)
    size = submissions.PART
    while True:
        submission = store.unfinished(session, run.period)
        if submission and submission.state == "planned" and submission.run_id != run.run_id:
            submissions.abandon(session, submission, now())  # refused before it was opened
            submission = None
        if submission is None:
            versions = pull_catalogues(session, gateway, now)
            send_units(session, gateway, now, Stage(run.stage))
            submission = submissions.plan(session, run, versions, trust, now(), size)
        if submission is None:
            return
        try:
            _bring(session, submission, gateway, now)
        except NationalRefused as refused:
            if refused.code not in HOPELESS:
                raise
            submissions.abandon(session, submission, now())
            size = next(smaller, 0) if refused.code == "too_large" else 0
            if not size:
                raise
            continue
        if submission.run_id == run.run_id:
            return


def _bring(session: Session, submission: Submission, gateway: NationalGateway, now: Clock) -> None:
    if submission.state == "planned":
        _open(session, submission, gateway, now)
    status = _status(session, submission, gateway, now)
    for _ in range(SENDINGS):
        if status["state"] != "open":
            break
        _send(session, submission, status, gateway, now)
        status = gateway.status(submission.id)
    if submission.state == "open":  # also where the answer to the commit was lost
        submissions.mark_all_sent(session, submission, now())
    _wait_until_judged(session, submission, gateway)
    _read_log(session, submission, gateway, now)


def _status(
    session: Session, submission: Submission, gateway: NationalGateway, now: Clock
) -> Status:
    """Return how far the submission has come there; a node that lost it is told of it again."""
    try:
        return gateway.status(submission.id)
    except NationalRefused as refused:
        if refused.code != "not_found":
            raise
    logger.warning("submission lost by the receiver", extra={"submission": str(submission.id)})
    _open(session, submission, gateway, now)
    return gateway.status(submission.id)


def send_approvals(session: Session, gateway: NationalGateway, now: Clock) -> None:
    """Hand over the approvals that people have signed; one that is refused waits for a person."""
    for submission in store.approvals_to_send(session, system_now()):
        sent = submission.approval or b""
        try:
            gateway.approve(submission.id, sent)
        except (NationalUnavailable, NationalRefused) as error:
            again = None
            if isinstance(error, NationalUnavailable):
                again = try_again_at(submission.approval_tries, error.retry_after_s)
            submissions.note_approval_fault(session, submission, sent, str(error), again, now())
            detail = {"submission": str(submission.id), "fault": fault_of(error)}
            logger.warning("approval not taken", extra=detail)
        else:
            submissions.note_approved(session, submission, now())


def _open(session: Session, submission: Submission, gateway: NationalGateway, now: Clock) -> None:
    """Open it; where the catalogues changed since the plan, take them and open it with those."""
    for _ in range(REOPENINGS):
        try:
            return _open_once(session, submission, gateway, now)
        except NationalRefused as refused:
            if refused.code != "catalogue_stale":
                raise
        versions = pull_catalogues(session, gateway, now)
        submissions.use_catalogues(session, submission, versions, now())
    return _open_once(session, submission, gateway, now)


def _open_once(
    session: Session, submission: Submission, gateway: NationalGateway, now: Clock
) -> None:
    gateway.open(
        {
            "submission_id": str(submission.id),
            "period": submission.period,
            "stage": RECEIVER[store.stage_of(session, submission)],
            "count": submission.count,
            "parts": submission.parts,
            "items_digest": submission.items_digest.hex(),
            "catalogues": submission.catalogues,
        }
    )
    submissions.mark_state(session, submission, "open", now())


def _send(
    session: Session,
    submission: Submission,
    status: Status,
    gateway: NationalGateway,
    now: Clock,
) -> None:
    """Put what the national node lacks: manifests first, then parts, then the commit."""
    held = {UUID(one) for one in status["manifests"]}
    lacking = (one for one in store.manifests_in(session, submission.id) if one.id not in held)
    for _ in at_once(partial(_put_manifest, gateway, submission.id), lacking):
        pass
    parts = {one["part"] for one in status["parts"]}
    for part in sorted(parts):
        submissions.mark_sent(session, submission, part, now())
    shown = submissions.disclosed_in(store.stage_of(session, submission))
    missing = (
        (part, store.part_bytes(session, submission.id, part, shown))
        for part in range(1, submission.parts + 1)
        if part not in parts
    )
    for part, size in at_once(partial(_put_part, gateway, submission.id), missing):
        submissions.mark_sent(session, submission, part, now(), size)
    try:
        gateway.commit(submission.id)
    except NationalRefused as refused:
        if refused.code != "parts_missing":
            raise
        return  # it lost a part that it had acknowledged: its status says which
    submissions.mark_state(session, submission, "committed", now())


def _put_part(
    gateway: NationalGateway, submission_id: UUID, numbered: tuple[int, bytes]
) -> tuple[int, int]:
    part, data = numbered
    gateway.put_part(submission_id, part, data)
    return part, len(data)


def _put_manifest(gateway: NationalGateway, submission_id: UUID, manifest: Manifest) -> None:
    try:
        gateway.put_manifest(submission_id, manifest.id, manifest.body, manifest.signature or b"")
    except NationalRefused as refused:
        if refused.status != 422:
            raise
        # Its records will come back rejected with this code; the others go on.
        detail = {"manifest": str(manifest.id), "code": refused.code}
        logger.warning("manifest refused", extra=detail)


def _wait_until_judged(session: Session, submission: Submission, gateway: NationalGateway) -> None:
    for pause in POLL_SECONDS:
        if gateway.status(submission.id)["state"] in ("judged", "approved"):
            return
        leases.renew(session)
        time.sleep(pause)
    raise NationalUnavailable("the national node has not judged the submission yet")


def _read_log(
    session: Session, submission: Submission, gateway: NationalGateway, now: Clock
) -> None:
    try:
        take_answers(
            session,
            submission,
            _pages(gateway, submission),
            lambda: gateway.receipt(submission.id, submission.items_digest),
            now,
        )
    except AnswerRefused as error:
        raise NationalRefused(200, error.code, error.detail) from error


def _pages(gateway: NationalGateway, submission: Submission) -> Iterator[list[Result]]:
    results = gateway.results(submission.id)
    while page := list(islice(results, RESULTS_PAGE)):
        yield page
