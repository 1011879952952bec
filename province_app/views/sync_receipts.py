"""From the national node's receipts to what the page shows of them."""

from collections.abc import Sequence

from province_app.services.receipts import ShownReceipt
from province_app.views import formats
from province_app.views.messages import message, why
from province_app.views.page import Act
from province_app.views.sync_page import ReceiptLine, ReceiptPanel
from province_app.views.sync_words import APPROVE, TARGET
from tiers.decision import Decision
from tiers.stages import Stage


def receipt_panels(
    found: Sequence[ShownReceipt], stage: Stage, decision: Decision, error: str
) -> tuple[ReceiptPanel | None, tuple[ReceiptLine, ...]]:
    """Return the receipt that waits longest for approval, else the newest, and all others.

    `stage`: the one that ends at the node above.
    """
    if not found:
        return None, ()
    main = next((one for one in found if one.submission.approval is None), found[-1])
    others = [one for one in reversed(found) if one is not main]
    waiting = [one for one in others if one.verified and one.submission.approval is None]
    return _panel(main, waiting, stage, decision, error), tuple(
        _receipt_line(one) for one in others
    )


def _panel(
    shown: ShownReceipt,
    waiting: Sequence[ShownReceipt],
    stage: Stage,
    decision: Decision,
    error: str,
) -> ReceiptPanel:
    submission = shown.submission
    reason = why(decision)
    if not shown.verified:
        reason = message("receipt_invalid")
    elif submission.approval is not None:
        reason = f"{shown.approver} đã ký số; đang chuyển cho {TARGET[stage]}."
    return ReceiptPanel(
        receiver=TARGET[stage],
        submission_id=str(submission.id),
        received_at=submission.settled_at or submission.planned_at,
        verified=shown.verified,
        accepted=shown.counts["accepted"],
        unchanged=shown.counts["unchanged"],
        rejected=shown.counts["rejected"],
        approve=Act(APPROVE[stage], not reason, reason),
        approved_at=submission.approved_at,
        approved_by=shown.approver,
        error=error,
        others=len(waiting),
        others_accepted=sum(one.counts["accepted"] for one in waiting),
    )


def _receipt_line(shown: ShownReceipt) -> ReceiptLine:
    submission, counts = shown.submission, shown.counts
    state = "chờ phê duyệt" if submission.approval is None else "đã ký số, đang chuyển"
    if submission.approved_at:
        state = "đã phê duyệt"
    said = f"tiếp nhận {formats.number(counts['accepted'])}"
    if counts["rejected"]:
        said += f", từ chối {formats.number(counts['rejected'])}"
    return ReceiptLine(
        str(submission.id),
        submission.settled_at or submission.planned_at,
        shown.verified,
        f"{said} · {state}",
    )
