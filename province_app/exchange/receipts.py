"""Results, the sealed receipt, and the sender's approval. Source: annex 16, 34, 43, 44."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from province_app.exchange.digests import results_digest
from province_app.exchange.documents import INSTANT, Approval, read
from province_app.exchange.node import Node
from province_app.exchange.problems import Problem, schema_invalid
from province_app.exchange.submissions import Reply, own, parse_id
from province_app.models.exchange import ExchangeApproval, ExchangeReceipt, ExchangeSubmission
from province_app.record.canonical import SCHEMA_RECEIPT, canonical
from province_app.signing.verifier import SignatureRefused, verify_detached
from province_app.stores import audit, exchange_judging, exchange_sharing
from province_app.stores import exchange as store
from province_app.stores.transaction import transaction

PAGE = 500
LARGEST_PAGE = 1000
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def issue(
    session: Session,
    submission: ExchangeSubmission,
    receiver: str,
    at: datetime,
    seal: Callable[[bytes], bytes],
) -> None:
    """Seal the receipt of the submission that was judged at `at`, and keep it."""
    digest = results_digest(exchange_judging.outcomes(session, submission.submission_id))
    content = canonical(
        {
            "schema": SCHEMA_RECEIPT,
            "submission_id": str(submission.submission_id),
            "sender": submission.sender,
            "receiver": receiver,
            "period": submission.period,
            "counts": {
                "accepted": submission.accepted,
                "unchanged": submission.unchanged,
                "rejected": submission.rejected,
            },
            "items_digest": submission.items_digest.hex(),
            "results_digest": digest.hex(),
            "judged_at": _instant(at),
        }
    )
    store.insert_new(
        session,
        ExchangeReceipt,
        submission_id=submission.submission_id,
        receipt=content,
        signature=seal(content),
    )


def results(
    session: Session, sender: str, submission_id: str, after: str | None, limit: str | None
) -> Reply:
    """Return one page of outcomes in results order and where the next page starts."""
    submission = _judged(own(session, sender, submission_id))
    start = None if after is None else parse_id(after)
    if after is not None and start is None:
        raise schema_invalid("after must be a cursor that was given as next")
    size = page_size(limit)
    page = store.results_after(session, submission.submission_id, start, size + 1)
    rows = [{**row._mapping, "record_id": str(row.record_id)} for row in page[:size]]
    more = len(page) > size
    return Reply(200, {"results": rows, "next": rows[-1]["record_id"] if more else None})


def page_size(limit: str | None) -> int:
    """Return how many things a page has; 422 unless the limit is one of annex 43."""
    if limit is None:
        return PAGE
    size = int(limit) if _NUMBER.fullmatch(limit) else 0
    if not 1 <= size <= LARGEST_PAGE:
        raise schema_invalid(f"limit is a number from 1 to {LARGEST_PAGE}")
    return size


def receipt(session: Session, sender: str, submission_id: str) -> Reply:
    """Return the receipt and its seal, always the same bytes."""
    submission = _judged(own(session, sender, submission_id))
    given = store.receipt(session, submission.submission_id)
    return Reply(
        200,
        {
            "receipt": b64encode(given.receipt).decode(),
            "signature": b64encode(given.signature).decode(),
        },
    )


def approve(
    session: Session, node: Node, sender: str, submission_id: str, body: bytes, at: datetime
) -> Reply:
    """Let the sender's seal over the receipt bring its records into the store for exploitation."""
    signature = b64decode(read(Approval, body).signature)
    with transaction(session):
        submission = _judged(own(session, sender, submission_id, lock="update"))
        if submission.state == "judged":
            content = store.receipt(session, submission.submission_id).receipt
            mark = _sealed_by(node, sender, content, signature, at)
            exchange_sharing.take_turn(session)
            store.insert_new(
                session,
                ExchangeApproval,
                submission_id=submission.submission_id,
                signature=signature,
                certificate_sha256=mark,
                approved_at=at,
            )
            submission.state = "approved"
            submission.approved_at = at
            given = [submission.submission_id]
            audit.add(session, "delivery.approved", None, given, at, agency=sender)
        answer = {
            "submission_id": submission_id,
            "state": submission.state,
            "approved_at": submission.approved_at and _instant(submission.approved_at),
        }
    return Reply(200, answer)


def _sealed_by(node: Node, agency: str, content: bytes, signature: bytes, at: datetime) -> str:
    """Return the hex digest of the agency's seal that signed the content; Problem 422 if none."""
    try:
        verified = verify_detached(content, signature, node.trust.get(), at)
    except SignatureRefused as error:
        raise Problem(422, error.code, error.detail) from error
    if verified.certificate_sha256 not in node.seals.get().get(agency, ()):
        raise Problem(422, "signer_not_authorised", "this certificate is no seal of the sender")
    return verified.certificate_sha256


def _judged(submission: ExchangeSubmission) -> ExchangeSubmission:
    if submission.state not in ("judged", "approved"):
        raise Problem(409, "not_judged")
    return submission


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(INSTANT)
