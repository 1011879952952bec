"""Codes, places and faults of the stages as sentences for people."""

from province_app.record.schema import SECTIONS, field_at
from province_app.views.messages import MESSAGES, message
from tiers.stages import Stage

TARGET = {
    Stage.FACILITY_TO_DEPARTMENT: "sở, huyện",
    Stage.DEPARTMENT_TO_PROVINCE: "CSDL của tỉnh",
    Stage.PROVINCE_TO_NATIONAL: "CSDL quốc gia",
}
APPROVE = {
    Stage.DEPARTMENT_TO_PROVINCE: "Duyệt biên nhận của tỉnh",
    Stage.PROVINCE_TO_NATIONAL: "Duyệt dữ liệu vào CSDLQG",
}
ARRIVED = {
    Stage.FACILITY_TO_DEPARTMENT: "Lên sở, huyện",
    Stage.DEPARTMENT_TO_PROVINCE: "Lên tỉnh",
    Stage.PROVINCE_TO_NATIONAL: "Lên quốc gia",
}
# Where the sentence of a code speaks to the one who signs, another is due to those who watch.
_STOPPED = {
    "signature_invalid": "Chữ ký số của danh sách không hợp lệ. Người đứng đầu ký lại.",
}


def cause_of(code: str | None, said: str | None = None) -> tuple[str, str]:
    """Return what stopped a record, without a full stop, and what is to be done.

    `said`: the receiver's own words, for a code that nobody here has a sentence for.
    """
    if not code:
        return "", ""
    sentence = _STOPPED.get(code) or MESSAGES.get(code)
    if sentence is None:
        return f"Nơi nhận từ chối: {said or code}".rstrip("."), "Báo Sở Nội vụ kiểm tra."
    what, _, todo = sentence.partition(". ")
    return what, todo


def place_of(path: str | None) -> str:
    """Return where in the record a pointer leads: `Giới tính, mục 1`; "" is the whole record."""
    parts = (path or "").split("/")
    if len(parts) < 3 or parts[1] != "sections":
        return ""
    field = field_at(path or "")
    if field:
        return f"{field.item.label}, mục {field.item.number}"
    section = SECTIONS.get(parts[2])
    return f"Phần {section.label}" if section else "Một phần của hồ sơ"


def fault_text(fault: str, stage: Stage) -> str:
    """Return why a run of the stage stopped, and that it is tried again; `fault` as noted."""
    again = "Hệ thống tự thử lại, lần sau chờ lâu hơn lần trước, không hồ sơ nào bị mất."
    return f"{reason_of(fault, stage)} {again}"


def reason_of(fault: str, stage: Stage) -> str:
    """Return why a run of the stage stopped.

    A refusal starts with a status and a code; but for what has a sentence of its own, everything
    else means that no answer came.
    """
    words = fault.split()
    if words and words[0] in MESSAGES:
        return message(words[0])
    if len(words) < 2 or not words[0].isdecimal():
        return f"{TARGET[stage]} không trả lời."
    return message(words[1]) if words[1] in MESSAGES else f"{TARGET[stage]} từ chối ({words[1]})."
