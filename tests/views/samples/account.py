"""Sample pages of signing in and of the own account."""

from typing import Any

from province_app.views.account_page import (
    PIN,
    Again,
    CodePage,
    Device,
    DevicesPage,
    FreshPage,
    LeavePage,
    NewPasskeyPage,
    OwnPasskey,
    PasswordPage,
    RecoveryPage,
    ReturnPage,
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
    "code-passkey": ("account/code.html", STRANGER, CodePage(passkey=True)),
    "province": (
        "account/province.html",
        STRANGER,
        ReturnPage("/sign-in/province", "s", "c", False),
    ),
    "province-leave": (
        "account/to_province.html",
        HR,
        LeavePage("https://dang-nhap.example.vn/authorize?state=s"),
    ),
    "province-bind": (
        "account/province.html",
        HR,
        ReturnPage("/devices/province/bind", "s", "c", True),
    ),
    "passkey-new": ("account/new_passkey.html", HR, NewPasskeyPage()),
    "passkey-new-refused": (
        "account/new_passkey.html",
        HR,
        NewPasskeyPage("USB xanh", "Khóa bảo mật chưa được nhận. Thử lại."),
    ),
    "code-passkey-only": ("account/code.html", STRANGER, CodePage(passkey=True, key_only=True)),
    "fresh-passkey-only": (
        "account/fresh.html",
        HEAD,
        FreshPage("/signing/sign", (), (PIN,), passkey=True, key_only=True),
    ),
    "fresh-passkey": ("account/fresh.html", HEAD, FreshPage("/signing/sign", passkey=True)),
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
            passkeys=(
                OwnPasskey(1, "USB xanh ở cơ quan", at(20, 8), at(24, 6)),
                OwnPasskey(2, "Điện thoại của tôi", at(23, 9), None),
            ),
        ),
    ),
    "devices-new": (
        "account/devices.html",
        HR,
        DevicesPage((), (), 0, 10, NOW, "ha@", "Địa chỉ thư không đúng dạng.", (), True),
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
