"""How a field's text is read by people: codes by their names in the catalogues of the day."""

from datetime import date

from province_app.record.catalogues import label_on
from province_app.record.schema import FieldInfo
from province_app.record.values import YES_NO

EMPLOYMENT_STATUS = {
    "working": "Đang làm việc",
    "retired": "Đã nghỉ hưu",
    "resigned": "Đã thôi việc",
    "dismissed": "Bị buộc thôi việc",
    "deceased": "Đã qua đời",
    "moved_out": "Đã chuyển ra ngoài tỉnh",
}

WRITTEN_BY = {"hr": "Đơn vị ghi.", "system": "Hệ thống ghi."}  # what the person cannot type


def shown(info: FieldInfo, text: str, day: date) -> str:
    """Return what stands in the draft, or a version's value as typed, in words."""
    if not text:
        return ""
    if info.kind == "photo":
        return f"Có ảnh, mã {text[:8]}"
    if info.choices:
        return {**EMPLOYMENT_STATUS, **YES_NO}.get(text, text)
    catalogue = info.item.catalogue
    if catalogue is None:
        return text
    codes = text.split("; ") if info.kind == "codes" else [text]
    return "; ".join(label_on(catalogue, code, day) for code in codes)
