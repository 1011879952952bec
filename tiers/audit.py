"""What the log says of an act besides who and what: its basis, its purpose, how much of it.

Source: Quy chế Đ.5–Đ.9, Đ.18.
"""

from datetime import datetime, timedelta
from enum import StrEnum

DENIALS_A_MINUTE = 20  # of one person, each an event; what comes above is counted
CHECKPOINT_EVERY = timedelta(hours=1)
SILENT_AFTER = timedelta(hours=2)
# A transaction writes its events and then commits; one that takes longer is none of ours.
LONGEST_TRANSACTION = timedelta(hours=1)

# By the event, or by its noun where all of its events rest on one article.
BASIS = {
    "account": "Đ.5",
    "act": "Đ.5",
    "alarm": "Đ.8, 9.2",
    "assignment": "Đ.11.6",
    "backup": "Đ.9.2",
    "calendar": "Đ.7",
    "catalogue": "TT 06/2023 Đ.13",
    "certificate": "Đ.7.1b",
    "consent": "TT 06/2023 Đ.7.6",
    "correction": "Đ.6.2a",
    "correction.answered": "Đ.7.1a",
    "delivery": "Đ.8.2",
    "draft": "Đ.6.2a",
    "draft.confirmed": "Đ.7.1a",
    "draft.fields_checked": "Đ.7.1a",
    "draft.returned": "Đ.7.1a",
    "evidence": "Đ.6.2b",
    "evidence.read": "Đ.7.1a",
    "exchange": "TT 06/2023 Đ.13",
    "factor": "QĐ893 III.1",
    "grant": "Đ.5",
    "import": "Đ.6",
    "incident": "NĐ 13/2023 Đ.23",
    "issue": "Đ.14.4",
    "keys": "QĐ893 III.1",
    "level": "Đ.3.2",
    "lookup": "Đ.10.1",
    "manifest": "Đ.7.1b",
    "month": "Đ.7.1b",
    "movement": "Đ.10",
    "passkey": "QĐ893 III.1",
    "password": "QĐ893 III.1",
    "person": "Đ.6",
    "print": "Đ.6.1",
    "policy": "Đ.5",
    "post": "Đ.5",
    "record.exported": "Đ.6",
    "record.proof_exported": "Đ.11.7",
    "record.printed": "Đ.6.1",
    "record.read": "Đ.7.1",
    "request": "TT 06/2023 Đ.23",
    "required_field": "Đ.6.1",
    "restore": "Đ.9.2",
    "session": "QĐ893 III.1",
    "stage": "Đ.8",
    "submission": "TT 06/2023 Đ.13",
    "sync_policy": "NĐ 27/2026",
    "two_person": "Đ.5",
    "unit": "Đ.5",
    "reconciled": "Đ.8",
    "reminder": "Đ.7",
    "unit_tree": "TT 06/2023 Đ.13",
    "window": "Đ.7",
    "working_day": "Đ.5",
}


class Purpose(StrEnum):
    """Why somebody reads another's record: the door through which it is read."""

    CHECK = "check"  # kiểm tra
    SIGN = "sign"  # phê duyệt
    ENTER = "enter"  # ghi phần của đơn vị
    ANSWER = "answer"  # trả lời báo sai
    IMPORT = "import"  # nhập từ Excel
    EXPORT = "export"  # tải về Excel
    PRINT = "print"  # in
    HISTORY = "history"  # xem lịch sử
    EVIDENCE = "evidence"  # xem tài liệu kèm theo
    REMIND = "remind"  # nhắc việc
    SEARCH = "search"  # tra cứu
    LOOKUP = "lookup"  # tra cứu từ CSDL quốc gia
    CONSENT = "consent"  # xem theo sự đồng ý của người có hồ sơ


# How a record is read by somebody else. An event without a purpose in its detail has this one.
READINGS = {
    "record.read": Purpose.HISTORY,
    "record.exported": Purpose.EXPORT,
    "record.proof_exported": Purpose.EXPORT,
    "record.printed": Purpose.PRINT,
    "evidence.read": Purpose.EVIDENCE,
}


def basis_of(event: str) -> str | None:
    """Return the article on which an event of that name rests."""
    return BASIS.get(event) or BASIS.get(event.partition(".")[0])


def checkpoint_due(last: datetime | None, stage_ended: bool, at: datetime) -> bool:
    """Decide whether a signed head is owed: hourly, and at once after a stage has ended."""
    return last is None or stage_ended or at - last >= CHECKPOINT_EVERY


def is_silent(delivered: datetime | None, waiting_since: datetime | None, at: datetime) -> bool:
    """Decide whether an outside place has been without a head for too long.

    `waiting_since`: the log's first event, from which a place that never got one is counted.
    """
    since = delivered or waiting_since
    return since is not None and at - since > SILENT_AFTER
