"""What a rejected record's result says to people. Source: exchange contract §3 (`message`)."""

MESSAGES = {
    "schema_invalid": "Dữ liệu gửi lên không đúng cấu trúc quy định.",
    "manifest_missing": "Chưa nhận được bảng kê ký số của hồ sơ này.",
    "signature_invalid": "Chữ ký số của bảng kê không hợp lệ.",
    "signer_not_authorised": "Người ký số không có thẩm quyền phê duyệt hồ sơ này.",
    "digest_mismatch": "Nội dung hồ sơ khác với nội dung đã được ký số.",
    "not_owner": "Hồ sơ đang do cơ quan khác quản lý.",
    "stale_version": "Đã nhận phiên bản này hoặc phiên bản mới hơn của hồ sơ.",
    "required_missing": "Thiếu thông tin bắt buộc.",
    "catalogue_unknown_code": "Mã “{value}” không có trong danh mục {catalogue}.",
    "identity_conflict": "Mã số định danh cá nhân đã thuộc về một hồ sơ khác.",
}
LONGEST_VALUE = 60


def message(code: str, value: object = "", catalogue: str = "") -> str:
    """Return the sentence for a code; `value` is cut, since it is the sender's text."""
    return MESSAGES[code].format(value=str(value)[:LONGEST_VALUE], catalogue=catalogue)
