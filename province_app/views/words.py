"""The words for states, outcomes, tiers and posts, each with the tone and icon that go with it."""

from dataclasses import dataclass

from flask import Flask

from province_app.views.page import Tone


@dataclass(frozen=True)
class Word:
    """A state in words; icon and tone only help."""

    text: str
    tone: Tone = ""
    icon: str = "dash"


STATUS = {
    "none": Word("Chưa khai"),
    "with_person": Word("Đang khai", icon="pencil"),
    "with_hr": Word("Chờ kiểm tra", "wait", "clock"),
    "returned": Word("Yêu cầu bổ sung", "bad", "arrow-return-left"),
    "confirmed": Word("Đã xác nhận", "done", "check-lg"),
    "signed": Word("Đã ký số", "done", "check-lg"),
    "at_department": Word("Đã lên sở/huyện", "done", "check-lg"),
    "at_province": Word("Đã lên tỉnh", "done", "check-lg"),
    "at_national": Word("Đã vào CSDL quốc gia", "done", "check-all"),
    "rejected": Word("Bị từ chối", "bad", "x-circle"),
    "withheld": Word("Giữ lại", "bad", "exclamation-circle"),
    "unchanged": Word("Không thay đổi"),
    "code_ended": Word("Mã đã hết dùng", "bad", "exclamation-circle"),
    "no_signer": Word("Chưa có người ký", "bad", "person-x"),
    "no_checker": Word("Chưa có người kiểm tra", "bad", "person-x"),
}

OUTCOME = {
    "owed": Word("Phải gửi"),
    "queued": Word("Chờ", "wait", "clock"),
    "sent": Word("Đang gửi", "wait", "arrow-up"),
    "accepted": Word("Tiếp nhận", "done", "check-lg"),
    "unchanged": Word("Không đổi"),
    "rejected": Word("Từ chối", "bad", "x-circle"),
    "withheld": Word("Giữ lại", "bad", "exclamation-circle"),
    # Sums of several, and what the lists behind a unit's numbers are called.
    "entered": Word("Đã khai"),
    "checked": Word("Đã kiểm tra"),
    "signed": Word("Đã ký"),
    "arrived": Word("Đã lên"),
    "stopped": Word("Vướng", "bad", "exclamation-circle"),
    "unaccounted": Word("Không có trong tổng", "bad", "exclamation-octagon"),
}

UNIT_STATUS = {
    "complete": Word("Đủ", "done", "check-lg"),
    "on_time": Word("Đang làm", icon="pencil"),
    "waiting": Word("Chờ ký", "wait", "clock"),
    "mending": Word("Đang sửa", "wait", "clock"),
    "late": Word("Chậm", "bad", "exclamation-circle"),
    "stopped": Word("Có hồ sơ bị giữ", "bad", "exclamation-circle"),
    "no_signer": Word("Chưa có người ký", "bad", "person-x"),
}

POLICY = {"monthly": "Theo tháng", "event": "Theo sự kiện"}
# What a change is to NĐ 27/2026, and until when it has to be at the national database.
EVENT_CHANGE = {
    "dossier": "Lập hồ sơ, trong 3 ngày làm việc",
    "process": "Nghiệp vụ trên hệ thống, trong 1 ngày",
    "other": "Thay đổi khác, trong 3 ngày làm việc",
}

CHANGE = {
    "new": Word("Khai lần đầu", icon="person-plus"),
    "changed": Word("Thay đổi", icon="pencil"),
    "left": Word("Thôi làm việc", icon="box-arrow-right"),
}

MOVE = {
    "transfer": Word("Điều động, chuyển sang đơn vị khác trong tỉnh", icon="arrow-left-right"),
    "away": Word("Chuyển ra tỉnh ngoài, sang khối đảng, đoàn thể", icon="box-arrow-right"),
    "retired": Word("Nghỉ hưu", icon="box-arrow-right"),
    "resigned": Word("Thôi việc", icon="box-arrow-right"),
    "died": Word("Qua đời", icon="box-arrow-right"),
    "back": Word("Tiếp nhận trở lại", icon="box-arrow-in-right"),
}
MOVE_STATE = {
    "proposed": Word("Chờ tiếp nhận", "wait", "clock"),
    "refused": Word("Không được tiếp nhận", "bad", "arrow-return-left"),
    "done": Word("Đã có ngày đi", "done", "check-lg"),
}
MOVE_REFUSAL = {
    "not_ours": "Người này không về đơn vị",
    "wrong_day": "Sai ngày",
    "wrong_document": "Sai số hoặc ngày văn bản",
}

LOOKUP = {
    "requested": Word("Chờ trả lời", "wait", "clock"),
    "found": Word("Có hồ sơ", "done", "check-lg"),
    "absent": Word("Không có kết quả", icon="dash"),
    "known": Word("Tỉnh đã có hồ sơ", "wait", "building"),
    "failed": Word("Chưa hỏi được", "bad", "exclamation"),
    "over": Word("Đã xóa kết quả", icon="dash"),
    "begun": Word("Đã mở hồ sơ", "done", "person-plus"),
}

SECTION = {
    "complete": Word("Đủ", "done", "check-lg"),
    "missing": Word("Còn", "wait", "exclamation"),
    "faulty": Word("Sai", "bad", "exclamation"),
    "returned": Word("Bổ sung", "bad", "arrow-return-left"),
    "by_unit": Word("Đơn vị ghi", icon="building"),
}

TIER = {"facility": "cấp cơ sở", "department": "cấp sở, huyện", "province": "cấp tỉnh"}

POST = {"head": "người đứng đầu", "deputy": "cấp phó", "hr": "cán bộ tổ chức"}

STAGE = {
    "facility_to_department": "Cơ sở lên sở, huyện",
    "department_to_province": "Sở, huyện lên tỉnh",
    "province_to_national": "Tỉnh lên quốc gia",
}


ACCOUNT = {
    "none": Word("Chưa có tài khoản"),
    "waiting": Word("Chờ kích hoạt", "wait", "clock"),
    "active": Word("Đang hoạt động", "done", "check-lg"),
    "limited": Word("Hạn chế: chỉ xem", "wait", "eye"),
    "expired": Word("Hết hạn", "bad", "calendar-x"),
    "disabled": Word("Đã khóa", "bad", "lock"),
}

ROLE = {
    "person": "Cá nhân",
    "hr": "Quản lý của đơn vị",
    "leader": "Lãnh đạo đơn vị",
    "department_hr": "Quản lý cấp sở, huyện",
    "province": "Quản lý CSDL của tỉnh",
    "unit_admin": "Quản trị tài khoản của đơn vị",
}

GRANT_ACT = {
    "granted": "Cấp",
    "limited": "Hạn chế",
    "extended": "Mở rộng",
    "revoked": "Hủy",
}

DOOR = {
    "unit.read": "Xem danh sách người của đơn vị",
    "record.read_history": "Xem hồ sơ, phần không hạn chế",
    "sync.read": "Theo dõi đồng bộ",
    "restricted.read": "Xem người ở mức hạn chế",
}

TWO_PERSON = {
    "exceptional_window": "Mở thời hạn phê duyệt ngoại lệ",
    "admin_grant": "Quyền quản trị do tỉnh cấp",
    "unit_admin_grant": "Quyền quản trị do tỉnh cấp",
    "admin_enable": "Mở khóa tài khoản quản trị",
    "admin_reset": "Đặt lại mật khẩu tài khoản quản trị",
    "factor_reset": "Đặt lại bước xác thực thứ hai",
    "level_raise": "Nâng mức hạn chế",
    "level_lowering": "Hạ mức độ hạn chế",
    "catalogue_use": "Dùng danh mục quốc gia mới",
    "key_change": "Đổi khóa mã hóa",
    "restore": "Phục hồi từ bản sao lưu",
    "bulk_export": "Tải về hoặc in hơn 50 hồ sơ",
    "hand_delivery": "Giao tay hơn 50 hồ sơ",
}


def register(app: Flask) -> None:
    """Give the templates the words as globals: `STATUS[code].text`."""
    app.jinja_env.globals |= {
        "STATUS": STATUS,
        "OUTCOME": OUTCOME,
        "UNIT_STATUS": UNIT_STATUS,
        "CHANGE": CHANGE,
        "SECTION": SECTION,
        "MOVE": MOVE,
        "MOVE_STATE": MOVE_STATE,
        "ACCOUNT": ACCOUNT,
        "LOOKUP": LOOKUP,
    }
