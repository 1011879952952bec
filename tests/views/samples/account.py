"""Sample pages of signing in and of the own account."""

from typing import Any

from province_app.views.account_page import (
    PIN,
    Again,
    CodePage,
    FreshPage,
    PasswordPage,
    RecoveryPage,
)
from province_app.views.page import Link, Shell
from tests.views.samples.shells import HEAD, HR, STRANGER

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
