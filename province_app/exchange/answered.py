"""What a receiver answered to a submission of ours, however it came: results and sealed receipt.

Taken only when both speak of what was sent, and of each other. Source: annex 12, 16, 43, 44.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import business_now, system_now
from province_app.exchange import documents
from province_app.exchange.digests import results_digest
from province_app.exchange.node import Node
from province_app.exchange.strict_json import NotStrict
from province_app.models.sync import Submission
from province_app.services import submissions
from province_app.signing.packaging import Content
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, Verified, verify_detached
from province_app.stores import submissions as store
from province_app.stores.transaction import transaction

Clock = Callable[[], datetime]


class AnswerRefused(ValueError):
    """The answer does not hold; `code` as the contract and our own faults have it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Receipt:
    """The receiver's receipt: as sealed, its seal (DER CMS), and what it says."""

    body: bytes
    signature: bytes
    content: documents.Receipt


def read_receipt(
    node: Node, receiver: str, submission_id: UUID, items_digest: bytes, body: bytes, seal: bytes
) -> Receipt:
    """Return the receipt once its seal and what it speaks of are verified.

    AnswerRefused `receipt_invalid` when it is of another submission or other items, or is not
    sealed by the receiver, who is the node above us.
    """
    if not node.is_above(receiver):
        raise AnswerRefused("receipt_invalid", "the receiver is not the node above")
    try:
        content = documents.read_signed(documents.Receipt, body)
        mark = verified_now(body, seal, node.trust.get()).certificate_sha256
    except (ValueError, NotStrict, SignatureRefused) as error:
        raise AnswerRefused("receipt_invalid", str(error)) from error
    said = (content.submission_id, content.sender, content.receiver, content.items_digest)
    expected = (str(submission_id), node.agency, receiver, items_digest.hex())
    if said != expected or mark not in node.seals.get().get(receiver, frozenset()):
        raise AnswerRefused("receipt_invalid", "not the receipt asked for")
    return Receipt(body, seal, content)


def verified_now(body: Content, signature: bytes, trust: TrustList) -> Verified:
    """Verify a seal as of now, by either clock.

    The two differ only where business time is simulated; the other node may live by the real one.
    """
    try:
        return verify_detached(body, signature, trust, business_now())
    except SignatureRefused:
        return verify_detached(body, signature, trust, system_now())


def take_answers(
    session: Session,
    submission: Submission,
    pages: Iterable[Sequence[Mapping[str, Any]]],
    receipt_of: Callable[[], Receipt],
    now: Clock,
) -> None:
    """Write the results and settle the submission; AnswerRefused when they do not fit together.

    Nothing is written before all of it fits. Killed between two pages, it is read again.
    """
    told = list(pages)
    receipt = receipt_of()
    with transaction(session):
        sent = store.items_of(session, submission.id)
    require_told([one for page in told for one in page], sent, receipt)
    for page in told:
        submissions.record_results(session, submission, page, now())
    submissions.settle(session, submission, receipt.body, receipt.signature, now())


def require_told(
    results: Iterable[Mapping[str, Any]], sent: Collection[tuple[str, int]], receipt: Receipt
) -> None:
    """Refuse results of which the receipt does not speak, or that are not of what was sent."""
    read = [(one["record_id"], one["version"], one["outcome"], one["code"]) for one in results]
    # In the order of annex 43, whatever the order in which the pages came.
    if results_digest(sorted(read, key=itemgetter(0))).hex() != receipt.content.results_digest:
        raise AnswerRefused("receipt_mismatch", "the receipt is about other results")
    told = Counter(outcome for _, _, outcome, _ in read)
    counts = receipt.content.counts.model_dump()
    if any(told[outcome] != counts[outcome] for outcome in counts):
        raise AnswerRefused("receipt_mismatch", "the receipt counts other results")
    if len(read) != len(sent) or {(record_id, version) for record_id, version, *_ in read} != sent:
        raise AnswerRefused("receipt_mismatch", "other records than were sent")
