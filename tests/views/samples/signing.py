"""Signing: open, refused, closed, with other software, done, 200 records."""

from dataclasses import replace
from datetime import date, timedelta

from province_app.views.page import Act, Change, ChangeGroup, FieldError, Note, Pager, Term
from province_app.views.signing_page import (
    CertificateOption,
    OwnRecord,
    PreparedManifest,
    SignedManifest,
    SigningPage,
    SignRow,
)
from tests.views.samples.shells import HEAD, HEAD_LATE, NAMES, at

GROUPS = (
    ChangeGroup(
        "Lương",
        (
            Change("Bậc lương", "2", "3"),
            Change("Hệ số", "4,34", "4,68"),
            Change("Ngày hưởng", "01/05/2021", "01/05/2024"),
        ),
    ),
    ChangeGroup("Trình độ", (Change("Chuyên môn", "", "Đại học"),)),
    ChangeGroup("Thông tin hạn chế", hidden=1),
)
FIRST = tuple(
    Change(f"Mục số {n} của hồ sơ", "", "Trường Đại học Sư phạm Hà Nội 2") for n in range(45)
)


def sign_rows(count: int) -> tuple[SignRow, ...]:
    """Return records to sign: changed ones, and every fifth entered for the first time."""
    return tuple(
        SignRow(
            NAMES[n % len(NAMES)],
            "Giáo viên THCS hạng II",
            "new" if n % 5 == 4 else "changed",
            (ChangeGroup("Cả hồ sơ", FIRST),) if n % 5 == 4 else GROUPS[: 1 + n % 3],
            "Nguyễn Thị Hà" if n % 6 else "Đỗ Thị Lan",
            at(21, 10, 12) + timedelta(minutes=17 * n),
            "" if n % 6 else "Phó Hiệu trưởng",
            ("CCCD quá hạn từ 03/2024",) if n % 11 == 1 else (),
        )
        for n in range(count)
    )


MANIFEST_ID = "00000000-0000-4000-8000-000000000009"
SIGNED = SignedManifest(
    MANIFEST_ID, "2024-05/1", 22, at(24, 10, 2), "Vũ Đình Khoa, Hiệu trưởng", "9f" * 32
)
SIGNING = SigningPage(
    "2024-05",
    22,
    30,
    (
        Term(62, "người của đơn vị"),
        Term(22, "ký lần này", "#danh-sach"),
        Term(1, "Phó Hiệu trưởng ký"),
        Term(30, "không thay đổi"),
        Term(9, "chưa kiểm tra xong"),
    ),
    sign_rows(22),
    Act("Ký số 22 hồ sơ"),
    Act("Chốt danh sách 22 hồ sơ"),
    "ab" * 32,
    at(24, 10, 0),
    (CertificateOption("cd" * 32, "Vũ Đình Khoa", date(2026, 3, 31)),),
    (CertificateOption("cd" * 32, "Vũ Đình Khoa", date(2026, 3, 31)),),
    own=OwnRecord(
        "Người đứng đầu không ký hồ sơ của mình. "
        "Phó Hiệu trưởng Đỗ Thị Lan ký, 1 thay đổi đang chờ."
    ),
    previous=(
        replace(SIGNED, number="2024-04/1", records=18, signed_at=at(24, 15) - timedelta(30)),
    ),
)
SIGNING_CLOSED = replace(
    SIGNING,
    changed=4,
    rows=sign_rows(4),
    terms=(
        Term(62, "người của đơn vị"),
        Term(4, "chưa ký", "#danh-sach"),
        Term(18, "đã ký", "#"),
        Term(40, "không thay đổi"),
    ),
    sign=Act("Ký số 4 hồ sơ", False, "Mở lại 00:00 ngày 23/6/2024 · Quy chế Đ.7.1b"),
    prepare=Act("Chốt danh sách 4 hồ sơ", False, "Mở lại 00:00 ngày 23/6/2024 · Quy chế Đ.7.1b"),
    note=Note(
        "4 hồ sơ chưa ký vẫn còn nguyên và vào danh sách kỳ 06/2024. 18 hồ sơ đã ký vẫn lên"
        " huyện hôm nay.",
        "Đã hết thời hạn phê duyệt.",
        "wait",
    ),
)
SIGNING_DONE = replace(
    SIGNING,
    changed=0,
    rows=(),
    result=SIGNED,
    certificates=(),
    terms=(
        Term(62, "người của đơn vị"),
        Term(0, "chờ ký"),
        Term(22, "đã ký", "#"),
        Term(40, "không thay đổi"),
    ),
    sign=Act("Ký số", False, "Không có hồ sơ nào chờ ký"),
    prepare=Act("Chốt danh sách", False),
)
SIGNING_OUTSIDE = replace(
    SIGNING,
    prepared=PreparedManifest(MANIFEST_ID, "2024-05/1", 22, at(24, 9, 50)),
)

PAGES = {
    "signing": ("signing/show.html", HEAD, SIGNING),
    "signing-refused": (
        "signing/show.html",
        HEAD,
        replace(SIGNING, errors=(FieldError("Mã PIN không đúng. Nhập lại.", "#ma-pin"),)),
    ),
    "signing-closed": ("signing/show.html", HEAD_LATE, SIGNING_CLOSED),
    "signing-outside": ("signing/show.html", HEAD, SIGNING_OUTSIDE),
    "signing-done": ("signing/show.html", HEAD, SIGNING_DONE),
    "signing-full": (
        "signing/show.html",
        HEAD,
        replace(SIGNING, changed=200, rows=sign_rows(200), pager=Pager(1, 200, next_url="#")),
    ),
}
