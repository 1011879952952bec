"""The sealed receipts of the node above: verified again whenever they are shown or approved.

Source: TT 06/2023 Đ.13; exchange contract §3 and annex 12, 16, 44.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import system_now
from province_app.models.sync import Submission
from province_app.record.canonical import SCHEMA_RECEIPT, CanonicalError, canonical
from province_app.services import submissions
from province_app.services.errors import Missing, refuse_state, require
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, Verified, verify_detached
from province_app.stores import receipts as store
from province_app.stores.monitor import Frame
from province_app.stores.submissions import approvals_stopped
from province_app.watched import load_seals
from tiers.peers import may_be_above
from tiers.stages import climb_of
from tiers.syncing import may_approve_receipt
from tiers.units import Officer, Role

__all__ = ["Submission"]  # what is read here, for the pages


@dataclass(frozen=True)
class ShownReceipt:
    """A receipt as kept, what it counts, and whether its seal holds now."""

    submission: Submission
    verified: bool
    counts: Mapping[str, int]
    approver: str


def receipts(
    session: Session, officer: Officer, frame: Frame, settings: Settings, at: datetime
) -> list[ShownReceipt]:
    """Return the receipts of the frame's stage and period, oldest first.

    None for the inner stages, and none for those who do not see the whole province.
    """
    if frame.stage is not climb_of(settings.role).pushed or not officer.has(Role.PROVINCE):
        return []
    return [
        ShownReceipt(
            submission,
            verify(submission, settings, at),
            _content(submission)["counts"],
            approver or "",
        )
        for submission, approver in store.of_period(session, frame.period)
    ]


def receipt_of(session: Session, officer: Officer, submission_id: UUID) -> Submission:
    """Return the submission with its receipt; Missing when there is none for this officer.

    A receipt counts the whole province, so it is out of a department's scope.
    """
    submission = session.get(Submission, submission_id)
    if not officer.has(Role.PROVINCE) or submission is None or submission.receipt is None:
        raise Missing
    return submission


def refused_in(session: Session, officer: Officer) -> str:
    """Return the oldest month whose approval was refused, for whoever may seal it; "" = none."""
    if not may_approve_receipt(officer).allowed:
        return ""
    stopped = approvals_stopped(session)
    return next((one.period for one in stopped if one.approval_refused), "")


def verify(submission: Submission, settings: Settings, at: datetime) -> bool:
    """Tell whether the kept receipt speaks of this submission and a known seal covers its bytes.

    Judged at `at` by the trust list and the registered seals as they stand; no when either file is
    missing. Source: exchange contract, annex 12, 14, 16.
    """
    trust_file, seals_file = settings.exchange_trust_file, settings.exchange_peer_seals_file
    if trust_file is None or seals_file is None or submission.receipt is None:
        return False
    try:
        content = _content(submission)
        known, receiver = load_seals(seals_file), content["receiver"]
        own, named = settings.agency_code, settings.exchange_peer_agency
        if not may_be_above(receiver, own, known, named):
            return False
        seals = known.get(receiver, frozenset())
        trust = TrustList.load(trust_file)
        verified = _verified(submission, trust, at)
        whole = canonical(content) == submission.receipt
    except (OSError, ValueError, KeyError, CanonicalError, SignatureRefused):
        return False
    said = [content.get(name) for name in ("schema", "submission_id", "sender", "items_digest")]
    expected = [
        SCHEMA_RECEIPT,
        str(submission.id),
        settings.agency_code,
        submission.items_digest.hex(),
    ]
    return whole and said == expected and verified.certificate_sha256 in seals


def _verified(submission: Submission, trust: TrustList, at: datetime) -> Verified:
    """Verify the seal as of now, by either clock.

    The two differ only where business time is simulated; the national node may live by the real
    one.
    """
    content, seal = submission.receipt or b"", submission.receipt_signature or b""
    try:
        return verify_detached(content, seal, trust, at)
    except SignatureRefused:
        return verify_detached(content, seal, trust, system_now())


def approve(
    session: Session,
    officer: Officer,
    submission_id: UUID,
    pin: str,
    settings: Settings,
    at: datetime,
    *,
    waiting_too: bool = False,
) -> list[Submission]:
    """Seal the receipt with the agency's seal after verifying it once more.

    `waiting_too`: and every other one of its period that waits and holds, with the same PIN.
    Missing when there is no receipt; Refused when it does not verify, is approved already, or this
    server has no seal; KeystoreRefused for a wrong PIN, and nothing has changed then.
    Source: TT 06/2023 Đ.13 bước 4.
    """
    require(may_approve_receipt(officer))
    submission = receipt_of(session, officer, submission_id)
    if not verify(submission, settings, at):
        raise refuse_state("receipt_invalid", "TT06 Đ.13")
    if settings.exchange_seal_file is None:
        raise refuse_state("no_seal")
    chosen = {submission.id}
    if waiting_too:
        period = (one for one, _ in store.of_period(session, submission.period))
        waiting = [one for one in period if one.waits_for_approval]
        chosen |= {one.id for one in waiting if verify(one, settings, at)}
    seal = settings.exchange_seal_file.read_bytes()
    return submissions.approve(session, officer, chosen, seal, pin, at)


def _content(submission: Submission) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(submission.receipt or b"{}")
    return content
