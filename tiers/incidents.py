"""Sổ sự cố: when a breach must be reported, and what may follow what in its history.

Source: Nghị định 13/2023/NĐ-CP Đ.23; Quy chế Đ.14.7.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from tiers.decision import ALLOWED, Decision

CLOCK = timedelta(hours=72)


class IncidentAct(StrEnum):
    """One line of an incident's history."""

    OPENED = "opened"  # ghi sổ
    NOTED = "noted"  # diễn biến, biện pháp
    REPORTED = "reported"  # đã báo cáo cơ quan có thẩm quyền
    CLOSED = "closed"  # khép


def report_due(found_at: datetime) -> datetime:
    """Return until when the breach is to be reported. Source: NĐ 13/2023 Đ.23.1."""
    return found_at + CLOCK


def may_add(done: Sequence[IncidentAct], act: IncidentAct) -> Decision:
    """Decide whether the line may follow: reported once, closed once and only after the report."""
    if IncidentAct.CLOSED in done:
        return Decision(False, "state", "incident_closed", "Đ.14.7")
    if act is IncidentAct.REPORTED and act in done:
        return Decision(False, "state", "incident_reported", "Đ.14.7")
    if act is IncidentAct.CLOSED and IncidentAct.REPORTED not in done:
        return Decision(False, "state", "incident_unreported", "Đ.14.7")
    return ALLOWED
