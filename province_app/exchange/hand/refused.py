"""Why an archive that came by hand is not taken, in words for whoever holds it."""

SENTENCES = {
    "hand_damaged": "Tệp không phải gói giao tay, hoặc đã hỏng. Chép lại từ nơi gửi.",
    "hand_too_large": "Gói quá lớn nên không mở. Xuất lại ở nơi gửi.",
    "hand_other_files": "Gói thiếu hoặc thừa tệp. Chép lại nguyên gói từ nơi gửi.",
    "hand_seal_invalid": "Chữ ký của gói không hợp lệ, hoặc không phải của nơi gửi đã đăng ký.",
    "hand_form": "Nội dung XML không đúng mẫu hand-delivery.xsd.",
    "hand_other_content": "Gói không khớp với chính nó: số hồ sơ, mã băm hoặc tệp CSV đã bị đổi.",
    "hand_other_node": "Gói này gửi cho cấp khác.",
    "hand_not_open": "Không có gói nào chờ gửi. Ở trang Đồng bộ bấm Đẩy lên trước, rồi xuất lại.",
    "hand_other_submission": "Kết quả này là của gói khác, không phải gói đang chờ.",
    "hand_no_exchange": "Máy chủ chưa có khóa để trao đổi dữ liệu. Báo quản trị hệ thống.",
    "hand_no_seal": "Máy chủ chưa có con dấu số của cơ quan. Báo quản trị hệ thống.",
    "hand_not_taken": "Nơi nhận không nhận gói.",
}


class HandRefused(Exception):
    """The archive is not taken, and nothing was done; `code` names the sentence."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(" ".join(part for part in (SENTENCES[code], detail) if part))
        self.code = code
