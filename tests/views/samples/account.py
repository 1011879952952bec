"""Sample pages of signing in and of the own account."""

from typing import Any

from province_app.views.account_page import (
    PIN,
    Again,
    CodePage,
    Device,
    DevicesPage,
    FreshPage,
    PasswordPage,
    RecoveryPage,
    Told,
)
from province_app.views.page import Link, Shell
from tests.views.samples.shells import HEAD, HR, NOW, STRANGER, at

PICTURE = "M1 1h1v1h-1zM3 1h1v1h-1z"

PAGES: dict[str, tuple[str, Shell | None, Any]] = {
    "code": ("account/code.html", STRANGER, CodePage(next="/sync")),
    "code-refused": (
        "account/code.html",
        STRANGER,
        CodePage("Mã xác thực không đúng hoặc đã dùng.", kept=(("identity.phone", "0912"),)),
    ),
    "code-set-up": (
        "account/code.html",
        STRANGER,
        CodePage(secret="JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", picture=PICTURE, side=5),
    ),
    "fresh": (
        "account/fresh.html",
        HEAD,
        FreshPage("/signing/sign", (("unit", "3"), ("shown", "ab")), (PIN,)),
    ),
    "fresh-file": (
        "account/fresh.html",
        HEAD,
        FreshPage(
            "/signing/0/signature",
            again=(Again("signature", "Tệp chữ ký (.p7s), chọn lại", "file"),),
            error="Mã xác thực không đúng hoặc đã dùng.",
        ),
    ),
    "devices": (
        "account/devices.html",
        HR,
        DevicesPage(
            (
                Device("a" * 64, "Chrome · Windows", "10.2.0.17", at(24, 7, 30), NOW, True),
                Device("b" * 64, "Safari · iPhone", "113.160.1.9", at(23, 20), at(24, 6), False),
            ),
            (Told("Đăng nhập trên một thiết bị mới", at(23, 20), "Safari · iPhone", True),),
            7,
            9,
            NOW,
            "ha@example.vn",
        ),
    ),
    "devices-new": (
        "account/devices.html",
        HR,
        DevicesPage((), (), 0, 10, NOW, "ha@", "Địa chỉ thư không đúng dạng."),
    ),
    "password": ("account/password.html", HR, PasswordPage("ha.nguyenthi.0123")),
    "password-refused": (
        "account/password.html",
        HR,
        PasswordPage("ha.nguyenthi.0123", "Mật khẩu mới ngắn hơn 8 ký tự.", "moi"),
    ),
    "recovery": (
        "account/recovery.html",
        HR,
        RecoveryPage(("abcd-efgh-jkmn-pqrs", "tuvw-xyz2-3456-789a"), Link("Tiếp tục", "/")),
    ),
}
