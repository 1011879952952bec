"""Signing in, and what a refused or lost visitor sees."""

from datetime import UTC, datetime

from province_app.views.page import ErrorPage, Link, SentAgain, SignInPage
from tests.views.samples.shells import HEAD_LATE, HR, STRANGER

CLOSED_409 = ErrorPage(
    409,
    "Đã hết thời hạn phê duyệt kỳ 05/2024",
    "Cấp cơ sở phê duyệt từ ngày 23 đến hết ngày 25 hàng tháng. "
    "Lúc bấm ký là 00:10 ngày 26/5/2024.",
    "Đ.7.1b",
    datetime(2024, 6, 22, 17, tzinfo=UTC),
    "4 hồ sơ chưa ký vẫn còn nguyên, giữ trạng thái Đã xác nhận và vào danh sách ký kỳ 06/2024.",
    "Phạm Quang Huy, Sở Nội vụ, 0228 300 0000, giờ hành chính.",
    "7F3C-21A9",
    Link("Về Việc của tôi", "#"),
)

PAGES = {
    "sign-in": ("account/sign_in.html", STRANGER, SignInPage()),
    "sign-in-refused": (
        "account/sign_in.html",
        STRANGER,
        SignInPage("HM-0231", "Tên đăng nhập hoặc mật khẩu không đúng. Nhập lại.", "/sync"),
    ),
    "error-403": (
        "error.html",
        HR,
        ErrorPage(
            403,
            "Không ký được hồ sơ của chính mình",
            "Không ai kiểm tra hoặc ký hồ sơ của chính mình.",
            "Đ.7.1b",
        ),
    ),
    "error-404": (
        "error.html",
        HR,
        ErrorPage(404, "Không tìm thấy", "Không có trang này, hoặc hồ sơ ngoài phạm vi của bạn."),
    ),
    "error-409": ("error.html", HEAD_LATE, CLOSED_409),
    "error-busy": (
        "error.html",
        HR,
        ErrorPage(
            409,
            "Chưa lưu được",
            "Có người khác vừa ghi cùng lúc nên chưa lưu được gì. Bấm lại lần nữa.",
            code="busy",
            request_code="7F3C-21A9",
            again=SentAgain("/sync/deliveries", (("basis_number", "15/QĐ-SNV"),)),
        ),
    ),
    "error-500": (
        "error.html",
        None,
        ErrorPage(
            500,
            "Hệ thống gặp lỗi",
            "Lỗi đã được ghi lại để sửa. Thử lại sau ít phút.",
            request_code="7F3C-21A9",
        ),
    ),
}
