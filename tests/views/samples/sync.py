"""Synchronisation: before the push, while it runs, closed, approved, 200 units."""

from dataclasses import replace

from province_app.views.page import Act, Pager, Term
from province_app.views.sync_page import (
    CauseGroup,
    ItemRow,
    ItemsPage,
    LateLine,
    Progress,
    ReceiptPanel,
    RunLine,
    RunPart,
    StageCard,
    SyncPage,
    UnitLine,
)
from tests.views.samples.shells import LONG_NAME, NAMES, PROVINCE, at

STAGES = (
    StageCard(
        "facility_to_department", "1. Cơ sở lên sở, huyện", "done", "Xong 26/5 lúc 23:12", "#", 1604
    ),
    StageCard(
        "department_to_province",
        "2. Sở, huyện lên tỉnh",
        "late",
        "Xong muộn 28/5 lúc 01:40",
        "#",
        1910,
    ),
    StageCard(
        "province_to_national",
        "3. Tỉnh lên quốc gia",
        "open",
        "Đang mở đến hết ngày 31/5",
        "#",
        1912,
        True,
    ),
)


def terms(queued: int, sent: int, accepted: int) -> tuple[Term, ...]:
    """Return an equation that adds up, with 15 rejected and 2 withheld."""
    parts = (
        Term(queued, "chờ", "#"),
        Term(sent, "đang gửi", "#"),
        Term(accepted, "tiếp nhận", "#"),
        Term(21, "không đổi", "#"),
        Term(15, "từ chối", "#", True),
        Term(2, "giữ lại", "#", True),
    )
    return (Term(sum(term.value for term in parts), "phải gửi", "#"), *parts)


def item_rows(count: int, outcome: str = "rejected") -> tuple[ItemRow, ...]:
    """Return records of one outcome."""
    return tuple(
        ItemRow(
            NAMES[n % len(NAMES)],
            "UBND huyện Hải Hậu",
            outcome,
            at(28, 9, 12),
            3,
            "Mã không có trong danh mục của nơi nhận",
            "Ngoại ngữ, mục 32.6",
            "Lưu Thị Hạnh chọn mã thay thế, hạn 29/5",
        )
        for n in range(count)
    )


def units(count: int) -> tuple[UnitLine, ...]:
    """Return units, the slowest first."""
    names = (
        "UBND huyện Hải Hậu",
        "Sở Giáo dục và Đào tạo",
        "Sở Y tế",
        "UBND thành phố Nam Định",
        "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Nghĩa Hưng",
    )
    states = ("stopped", "late", "mending", "no_signer", "waiting", "on_time")
    return tuple(
        UnitLine(
            names[n % 5],
            "Đoàn Văn Sự",
            "#",
            1214,
            1210 - n,
            1200 - n,
            1190,
            1180,
            (2, 6, 1, 0)[n % 4] if n < 8 else 0,
            states[n] if n < 6 else "complete",
        )
        for n in range(count)
    )


PUSH = Act("Đẩy lên CSDL quốc gia")
RUNS = (
    RunLine("Phạm Quang Huy", "đẩy lại", at(28, 9), at(28, 9), at(28, 10), False, "", 1, 812_345),
    RunLine(
        "Lịch tự chạy", "", at(28, 1), at(28, 1), None, True, "Chưa gửi được, đang thử lại", 4,
        38_912_345,
    ),
)  # fmt: skip
LATE = (
    LateLine(
        "Trường THCS Hải Minh", "#", "3 chưa khai hoặc chưa gửi, 2 bị trả lại, 12 chờ kiểm tra",
        "Trần Thị Hà kiểm tra; " + LONG_NAME + ", Lê Văn Bình, Phạm Thị Dung và 2 người khác khai",
        6, "hết ngày 25/5",
    ),
    LateLine(
        "Ủy ban nhân dân huyện Hải Hậu", "#", "4 chờ ký", "Chưa có người ký", 1, "hết ngày 26/5"
    ),
)  # fmt: skip
SYNC = SyncPage(
    "2024-05",
    "Đẩy lên CSDL quốc gia được đến hết ngày 31/5.",
    STAGES,
    RunPart("province_to_national", terms(38, 0, 1836), at(28, 9, 14), PUSH),
    rejected=(
        CauseGroup("Mã danh mục không có ở cấp quốc gia", 11, "#", "đã giao 3 việc", item_rows(3)),
        CauseGroup("Thiếu trường bắt buộc", 4, "#", "ngày cấp CCCD 3, dân tộc 1"),
    ),
    withheld=(CauseGroup("Chữ ký không khớp dữ liệu", 2, "#", "UBND xã Hải An", item_rows(2)),),
    units=units(25),
    pager=Pager(1, 25, next_url="#"),
    receipt=ReceiptPanel(
        "CSDL quốc gia",
        "5f7c1d2e-0c55-4f0e-9a53-0d6b0f1c9a11",
        at(28, 9, 40),
        True,
        1836,
        21,
        15,
        Act("Duyệt dữ liệu vào CSDLQG"),
        others=2,
        others_accepted=14,
    ),
)
assert SYNC.receipt
SYNC_REFUSED = replace(
    SYNC,
    receipt=replace(
        SYNC.receipt,
        refused="CSDL quốc gia không nhận con dấu số đã dùng. Đăng ký hoặc thay con dấu với nơi "
        "nhận nếu cần, rồi ký lại để gửi lại.",
    ),
)
SYNC_RUNNING = replace(
    SYNC,
    receipt=None,
    rejected=(),
    withheld=(),
    run=RunPart(
        "province_to_national",
        terms(149, 500, 1225),
        at(28, 9, 14),
        Act("Đẩy lên CSDL quốc gia", False, "Có thể rời trang, việc vẫn chạy."),
        Progress(1240, 1889, "Đang đẩy: Phạm Quang Huy bấm lúc 09:12", 20),
    ),
)
SYNC_CLOSED = replace(
    SYNC,
    receipt=None,
    rejected=(),
    withheld=(),
    units=(),
    pager=None,
    lead="Chặng mở ngày 28/5.",
    stages=(
        replace(STAGES[0], state="open", text="Đang mở đến hết ngày 26/5", records=None),
        replace(STAGES[1], state="ahead", text="Mở ngày 27/5", records=None),
        replace(STAGES[2], state="ahead", text="Mở ngày 28/5", records=None),
    ),
    run=RunPart(
        "province_to_national",
        (),
        at(26, 9, 0),
        Act("Đẩy lên CSDL quốc gia", False, "Mở 00:00 ngày 28/5/2024 · Quy chế Đ.8.3"),
    ),
)
SYNC_APPROVED = replace(
    SYNC,
    rejected=(),
    withheld=(),
    run=replace(
        SYNC.run,
        terms=terms(0, 0, 1874),
        push=Act("Đẩy lên CSDL quốc gia", False, "Không còn hồ sơ nào chờ gửi"),
    ),
    receipt=replace(
        SYNC.receipt, rejected=0, approved_at=at(28, 10, 5), approved_by="Phạm Quang Huy"
    ),
)
ITEMS = ItemsPage(
    "2024-05", "Tỉnh lên quốc gia", "rejected", "#", item_rows(25), Pager(26, 50, "#", "#")
)

PAGES = {
    "sync": ("sync/show.html", PROVINCE, SYNC),
    "sync-refused": ("sync/show.html", PROVINCE, SYNC_REFUSED),
    "sync-running": ("sync/show.html", PROVINCE, SYNC_RUNNING),
    "sync-closed": ("sync/show.html", PROVINCE, SYNC_CLOSED),
    "sync-late": (
        "sync/show.html",
        PROVINCE,
        replace(SYNC_CLOSED, late=LATE, late_total=34, runs=RUNS),
    ),
    "sync-approved": ("sync/show.html", PROVINCE, SYNC_APPROVED),
    "sync-full": ("sync/show.html", PROVINCE, replace(SYNC, units=units(200))),
    "items": ("sync/items.html", PROVINCE, ITEMS),
    "items-empty": ("sync/items.html", PROVINCE, replace(ITEMS, rows=(), pager=None)),
}
