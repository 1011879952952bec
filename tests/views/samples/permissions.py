"""Who may do what: the table, an answer of each kind, an unknown account."""

from dataclasses import replace

from province_app.views.permissions import _page
from province_app.views.permissions_page import Answer
from tests.views.samples.shells import PROVINCE, at

ASKED = _page("ha.nguyenthi.0107", "manifest.sign", "H40.03.01")
PAGES = {
    "permissions": ("permissions/show.html", PROVINCE, _page()),
    "permissions-allowed": (
        "permissions/show.html",
        PROVINCE,
        replace(
            ASKED,
            answer=Answer(True, "Phê duyệt bằng ký số", "Làm được lúc này.", "Đ.7.1b"),
        ),
    ),
    "permissions-refused": (
        "permissions/show.html",
        PROVINCE,
        replace(
            ASKED,
            answer=Answer(
                False,
                "Phê duyệt bằng ký số",
                "Ngoài thời hạn phê duyệt. Hồ sơ đã xác nhận chờ thời hạn sau.",
                "Đ.7.1b",
                at(23, 0),
            ),
        ),
    ),
    "permissions-unknown": (
        "permissions/show.html",
        PROVINCE,
        replace(ASKED, error="Không có tài khoản này. Xem lại tên đăng nhập."),
    ),
}
