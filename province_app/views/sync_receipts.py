"""From the national node's receipts to what the page shows of them."""

from collections.abc import Sequence

from province_app.services.receipts import ShownReceipt, Submission
from province_app.views import formats
from province_app.views.messages import message, why
from province_app.views.page import Act
from province_app.views.sync_page import ReceiptLine, ReceiptPanel
from province_app.views.sync_words import APPROVE, TARGET, fault_text, reason_of
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
    main = next((one for one in found if one.submission.waits_for_approval), found[-1])
    others = [one for one in reversed(found) if one is not main]
    waiting = [one for one in others if one.verified and one.submission.waits_for_approval]
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
    elif not submission.waits_for_approval:
        reason = f"{shown.approver} đã ký số; đang chuyển cho {TARGET[stage]}."
        if submission.approval_fault:
            reason = f"{shown.approver} đã ký số. {fault_text(submission.approval_fault, stage)}"
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
        refused=_refused(submission, stage),
        others=len(waiting),
        others_accepted=sum(one.counts["accepted"] for one in waiting),
    )


def _refused(submission: Submission, stage: Stage) -> str:
    """Return why the node above refused the approval, and what to do; "" when it did not."""
    if not submission.approval_refused:
        return ""
    code = (submission.approval_fault or "").split()[1:2]
    if code == ["signer_not_authorised"]:
        why = f"{TARGET[stage]} không nhận con dấu số đã dùng."
    else:
        why = reason_of(submission.approval_fault or "", stage)
    return f"{why} Đăng ký hoặc thay con dấu với nơi nhận nếu cần, rồi ký lại để gửi lại."


def _receipt_line(shown: ShownReceipt) -> ReceiptLine:
    submission, counts = shown.submission, shown.counts
    state = "chờ phê duyệt" if submission.approval is None else "đã ký số, đang chuyển"
    if submission.approval_refused:
        state = "phê duyệt bị từ chối, cần ký lại"
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
