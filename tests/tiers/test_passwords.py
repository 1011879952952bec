"""Which passwords are refused, and that nothing else is asked of them."""

import pytest

from tiers.passwords import fold, may_be_password

COMMON = frozenset({"password1", "12345678", "football", "iloveyou"})
CONTEXT = ("ha.nguyenthi.0123", "Nguyễn Thị Hà", "Trường THCS Hải Minh", "Tỉnh Nam Định")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắnquá", "password_short"),
        ("x" * 501, "password_long"),
        ("12345678", "password_common"),
        ("PassWord1", "password_common"),
        ("football2024", "password_common"),
        ("i love you", "password_common"),
        ("Namdinh2024", "password_known"),
        ("Nam Định 18", "password_known"),
        ("nguyenthiha", "password_known"),
        ("HàNguyễn1987", "password_known"),
        ("haiminh@2024", "password_known"),
        ("mật khẩu 123", "password_known"),
        ("cbccvc2026!", "password_known"),
        ("aaaaaaaaaa", "password_known"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, code: str) -> None:
    assert may_be_password(password, COMMON, CONTEXT).code == code


@pytest.mark.parametrize(
    "password",
    [
        "tám chữ!",
        "82740192",  # digits alone: no rule of composition
        "conmeotrenmaihien",
        "con mèo trên mái hiên nhà",
        "ngựa pin ghim đúng",
        "x7" * 32,
        "đ" + "ữpqz" * 124,
        "Hà thích leo núi cuối tuần",
    ],
)
def test_anything_else_is_taken(password: str) -> None:
    assert may_be_password(password, COMMON, CONTEXT).allowed


def test_folding_knows_both_ways_of_writing_vietnamese() -> None:
    assert fold("Nam Đi\u0323nh") == fold("NAM ĐỊNH") == "namdinh"
