"""Sample pages in every state that a template knows: empty, normal, very full, refused, closed.

Invented people of May 2024; `PAGES` maps a name to (template, shell, page).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from province_app.views.checking_page import CheckingPage, CheckItem, CheckSection
from province_app.views.home_page import (
    CheckTask,
    Deadline,
    HomePage,
    OwnTask,
    ReturnedTask,
    SignTask,
    SyncTask,
)
from province_app.views.page import (
    Act,
    Change,
    ChangeGroup,
    Count,
    Door,
    ErrorPage,
    FieldError,
    Link,
    MonthBar,
    MonthDay,
    Note,
    Pager,
    Shell,
    SignInPage,
    Term,
    User,
)
from province_app.views.record_page import (
    Field,
    Lookup,
    Option,
    PathStep,
    RecordPage,
    Returned,
    SavedPart,
    SectionLine,
    SectionPage,
)
from province_app.views.signing_page import (
    CertificateOption,
    OwnRecord,
    PreparedManifest,
    SignedManifest,
    SigningPage,
    SignRow,
)
from province_app.views.sync_page import (
    CauseGroup,
    ItemRow,
    ItemsPage,
    Progress,
    ReceiptPanel,
    RunPart,
    StageCard,
    SyncPage,
    UnitLine,
)

NOW = datetime(2024, 5, 24, 3, 0, tzinfo=UTC)  # Friday 24/5, 10:00
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Bảo Quyên Nguyễn Phước Hương Giang"
NAMES = (
    "Trần Văn Bình", "Hoàng Thị Kim Oanh", "Đinh Quốc Việt", "Ngô Thị Bích Ngọc", "Lại Thế Anh",
    "Mai Thị Hồng Nhung", "Vũ Thị Ngọc Ánh", LONG_NAME,
)  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of May 2024, given in Vietnam's time."""
    return datetime(2024, 5, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def month(today: int, fact_label: str, fact: str, owed: Link | None = None) -> MonthBar:
    """Return the month bar of a unit below a district, as on a day of May 2024."""
    steps = [
        (23, 23, "", "ký số"),
        (24, 24, "", "ký số"),
        (25, 25, "", "ký số"),
        (26, 26, "lên ", "huyện"),
        (27, 27, "lên ", "tỉnh"),
        (28, 31, "lên ", "quốc gia"),
    ]
    days = [MonthDay(str(today), "hôm nay", "today")] if today < 23 else []
    for first, last, to, what in steps:
        label = str(first) if first == last else f"{first}–{last}"
        if first <= today <= last:
            days.append(MonthDay(label, "hôm nay" + (f" {today}" * (first != last)), "today"))
        else:
            days.append(MonthDay(label, what, "past" if last < today else "ahead", to))
    return MonthBar("2024-05", tuple(days), fact_label, fact, owed)


def doors(*names: str, current: str) -> tuple[Door, ...]:
    """Return the doors of a user."""
    icons = {"Việc của tôi": "inbox", "Phê duyệt": "pen", "Đồng bộ": "arrow-repeat"}
    return tuple(Door(n, icons.get(n, "person-vcard"), "#", n == current) for n in names)


SCHOOL = "Trường THCS Hải Minh · cấp cơ sở"
STRANGER = Shell(NOW, month=month(24, "Cấp cơ sở ký số", "từ 23 đến 25/5"))
PERSON = Shell(
    NOW, SCHOOL, User("Phạm Thị Thu Hằng", "Giáo viên THCS hạng III"), (),
    month(24, "Khai và sửa", "gửi trong hôm nay", Link("Còn 1 việc", "#")),
)  # fmt: skip
HR = Shell(
    NOW, SCHOOL, User("Nguyễn Thị Hà", "Cán bộ tổ chức"),
    doors("Việc của tôi", "Hồ sơ của tôi", current="Việc của tôi"),
    month(24, "Phê duyệt", "còn 1 ngày 14 giờ", Link("Còn 9 việc", "#")),
)  # fmt: skip
HEAD = Shell(
    NOW, SCHOOL, User("Vũ Đình Khoa", "Hiệu trưởng"),
    doors("Việc của tôi", "Phê duyệt", "Hồ sơ của tôi", current="Phê duyệt"),
    month(24, "Phê duyệt", "còn 1 ngày 14 giờ", Link("Còn 22 hồ sơ", "#")),
)  # fmt: skip
HEAD_LATE = replace(
    HEAD, now=at(26, 0, 10), month=month(26, "Phê duyệt", "đóng, mở lại 23/6", Link("4 chưa ký", "#"))
)  # fmt: skip
PROVINCE = Shell(
    at(28, 9, 14), "Sở Nội vụ · quản lý CSDL của tỉnh", User("Phạm Quang Huy", "Chuyên viên"),
    doors("Việc của tôi", "Đồng bộ", "Hồ sơ của tôi", current="Đồng bộ"),
    month(28, "Lên quốc gia", "còn 3 ngày 14 giờ", Link("17 vướng mắc", "#")),
)  # fmt: skip
OFFICER = replace(HR, doors=doors("Việc của tôi", "Hồ sơ của tôi", current="Hồ sơ của tôi"))
LONG_SHELL = replace(
    HR,
    unit="Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Nghĩa Hưng · cấp cơ sở",
    user=User(LONG_NAME, "Viên chức quản lý phụ trách công tác tổ chức cán bộ"),
)


def check_tasks(count: int) -> tuple[CheckTask, ...]:
    """Return tasks to check, the first ones of several kinds."""
    sections = (("Lương", "Trình độ"), ("Lương",), ("Chức vụ, công việc",), ("Thông tin cá nhân",))
    return tuple(
        CheckTask(
            f"00000000-0000-4000-8000-{n:012d}", NAMES[n % len(NAMES)], "Giáo viên THCS hạng II",
            sections[n % 4], 1 + n % 5, at(23, 16, 42) - timedelta(hours=9 * n),
            waited_days=3 if n % 7 == 6 else 0, restricted=n % 6 == 5, new=n % 9 == 8,
        )
        for n in range(count)
    )  # fmt: skip


DEADLINES = (
    Deadline(date(2024, 5, 23), "Mở thời hạn phê duyệt của cấp cơ sở."),
    Deadline(date(2024, 5, 24), "Kiểm tra xong các hồ sơ đang chờ."),
    Deadline(date(2024, 5, 25), "Hiệu trưởng ký 22 hồ sơ; Phó Hiệu trưởng ký hồ sơ Hiệu trưởng."),
    Deadline(date(2024, 5, 26), "Hồ sơ đã ký tự lên UBND huyện Hải Hậu."),
    Deadline(date(2024, 5, 27), "UBND huyện Hải Hậu đồng bộ lên tỉnh."),
    Deadline(date(2024, 5, 28), "Sở Nội vụ đẩy lên CSDL quốc gia, đến hết ngày 31/5."),
)
HOME = HomePage(
    "Kiểm tra xong trong hôm nay để Hiệu trưởng kịp ký trước hết ngày 25/5.",
    (
        Count(7, "Chờ kiểm tra", "#cho-kiem-tra", "1 hồ sơ chờ đã 3 ngày"),
        Count(23, "Chờ ký", "#cho-ky", "Hiệu trưởng 22, Phó Hiệu trưởng 1"),
        Count(2, "Bị trả lại", "#bi-tra-lai", "1 của kỳ trước, 1 chờ người khai"),
        Count(30, "Chưa khai tháng này", "#", "Không thay đổi thì không phải khai", of=62),
    ),
    "62 người của đơn vị trong kỳ này",
    check_tasks(7), 7,
    returned=(
        ReturnedTask(
            "Lê Thị Mai Hương", "rejected",
            "CSDL quốc gia từ chối ở kỳ 04/2024: mã “CC_B” không có trong danh mục ngoại ngữ.",
            "chọn mã thay thế ở mục 32.6, trước hết ngày 25/5.", Link("Mở hồ sơ", "#"),
        ),
        ReturnedTask(
            "Phạm Thị Thu Hằng", "returned",
            "Bạn yêu cầu bổ sung phần Lương ngày 22/5; người khai đang sửa, chưa gửi lại.",
        ),
    ),
    deadlines=DEADLINES,
)  # fmt: skip
HOME_HEAD = HomePage(
    "Thời hạn phê duyệt mở đến hết ngày 25/5.",
    (Count(22, "Chờ ký", "#cho-ky"), Count(40, "Không thay đổi", "#", of=62)),
    to_sign=SignTask(
        "22 hồ sơ thay đổi, 40 hồ sơ không thay đổi trong kỳ 05/2024.", Act("Xem và ký số")
    ),
    own=OwnTask("with_person", "Bạn đã sửa 2 mục, chưa gửi.", Link("Xem lại và gửi", "#")),
    deadlines=DEADLINES,
)
HOME_PROVINCE = HomePage(
    "Đẩy lên CSDL quốc gia được đến hết ngày 31/5.",
    sync=SyncTask("1.912 hồ sơ phải gửi, 17 vướng mắc.", Link("Mở trang đồng bộ", "#")),
    deadlines=DEADLINES,
)

SECTIONS = (
    SectionLine("identity", "Thông tin cá nhân", "complete"),
    SectionLine("identity_restricted", "Thông tin hạn chế", "complete", restricted=True),
    SectionLine("recruitment", "Tuyển dụng", "missing", 2),
    SectionLine("education", "Trình độ", "complete"),
    SectionLine("position", "Chức vụ, công việc", "returned", 1),
    SectionLine("salary", "Ngạch, lương", "faulty", 3),
    SectionLine("service", "Quá trình công tác", "by_unit"),
)
PATH = (
    PathStep("Khai", "done", ("18/5, bạn",)),
    PathStep("Gửi", "done", ("20/5 21:07",)),
    PathStep("Yêu cầu bổ sung", "bad", ("22/5 15:20", "Nguyễn Thị Hà")),
    PathStep("Xác nhận", "ahead", ("cán bộ tổ chức",)),
    PathStep("Ký số", "ahead", ("Hiệu trưởng, đến 25/5",)),
    PathStep("Lên huyện", "ahead", ("26/5",)),
    PathStep("Lên tỉnh", "ahead", ("27/5",)),
    PathStep("Vào CSDL quốc gia", "ahead", ("28–31/5",)),
)
RECORD = RecordPage(
    "Phạm Thị Thu Hằng", "Giáo viên THCS hạng III", "HM-0231", "returned", PATH, SECTIONS,
    Act("Gửi đơn vị kiểm tra"), "Chưa gửi", "3 chỗ cần sửa, thiếu 2 mục",
    Note(
        "sửa phần Lương theo ý kiến của cán bộ tổ chức, rồi gửi lại trong hôm nay để kịp ký ngày"
        " 25/5. Cần hỏi: Nguyễn Thị Hà, 0912 000 231.", "Việc của bạn:", "bad",
    ),
    at(24, 9, 3), 7,
)  # fmt: skip
SENDING_ERRORS = (
    FieldError("Hệ số lương: chỉ nhập chữ số, phần lẻ sau dấu phẩy", "#"),
    FieldError("Ngày hưởng: không có ngày 31/4/2024", "#"),
    FieldError("Cơ quan tuyển dụng: bắt buộc, chưa có gì", "#"),
)
DONE_PATH = tuple(
    replace(step, state="done", label=label, lines=("24/5", "đã xong"))
    for step, label in zip(
        PATH,
        ("Khai", "Gửi", "Kiểm tra", "Xác nhận", "Ký số", "Lên huyện", "Lên tỉnh", "Vào CSDL quốc gia"),
        strict=True,
    )
)  # fmt: skip
RECORD_SENT = replace(
    RECORD,
    status="with_hr",
    path=(*PATH[:2], PathStep("Kiểm tra", "wait", ("Nguyễn Thị Hà",)), *PATH[3:]),
    sections=tuple(replace(line, state="complete", number=0) for line in SECTIONS),
    send=Act("Gửi đơn vị kiểm tra", False, "Đã gửi 20/5 lúc 21:07 · Quy chế Đ.7.1a"),
    state="Đã gửi, chờ kiểm tra",
    state_hint="",
    note=None,
)

ETHNIC = (Option("01", "Kinh"), Option("02", "Tày"), Option("05", "Khmer"))
RANKS = tuple(
    Option(f"V.07.04.{n}", f"Giáo viên trung học cơ sở hạng {'I' * (n % 3 + 1)}") for n in range(60)
)
RETURNED = Returned(
    "Quyết định nâng lương ghi bậc 5, xem lại bậc.", "Nguyễn Thị Hà", at(22, 15, 20)
)
FIELDS = (
    Field("salary.rank_code", "30.1", "Ngạch / chức danh nghề nghiệp", "lookup",
          "Giáo viên trung học cơ sở hạng III (V.07.04.32)", lookup="rank", required=True,
          hint="Gõ vài chữ của tên hoặc mã rồi chọn một dòng."),
    Field("salary.salary_step", "30.1", "Bậc lương", "number", "4", returned=RETURNED),
    Field("salary.salary_coefficient", "30.1", "Hệ số lương", "number", "3.6.6", hint="Ví dụ 3,66",
          errors=("Chỉ nhập chữ số, phần lẻ sau dấu phẩy. Ví dụ 3,66.",)),
    Field("salary.salary_effective_date", "30.1", "Ngày hưởng", "date", "31/4/2024", required=True,
          errors=("Không có ngày này. Xem lại ngày, tháng, năm ghi trong giấy tờ.",)),
    Field("salary.pay_place", "30.2", "Nơi hưởng", "choice", "01", ETHNIC, required=True),
    Field("salary.honours", "22", "Danh hiệu nhà nước phong tặng", "checks", "01; 05", ETHNIC),
    Field("salary.other_allowance_text", "30.2", "Phụ cấp khác", "long_text", "Phụ cấp ưu đãi 30 %"),
    Field("salary.staff_number", "H3", "Số hiệu", "text", "HM-0231",
          read_only="Đơn vị ghi. Thấy sai thì báo cán bộ tổ chức."),
    Field("salary.category", "S1", "Loại", "choice", "02", ETHNIC, read_only="Hệ thống ghi."),
)  # fmt: skip
SECTION = SectionPage(
    "salary", "Ngạch, lương", SECTIONS, FIELDS, SavedPart(7, at(24, 14, 3)),
    (Lookup("rank", RANKS),),
    errors=(
        FieldError("Hệ số lương: chỉ nhập chữ số, phần lẻ sau dấu phẩy", "#salary.salary_coefficient"),
        FieldError("Ngày hưởng: không có ngày 31/4/2024", "#salary.salary_effective_date"),
    ),
)  # fmt: skip
SECTION_CLOSED = replace(
    SECTION, name="identity_restricted", label="Thông tin hạn chế", restricted=True, errors=(),
    closed="Hồ sơ đã gửi ngày 20/5, đang chờ kiểm tra nên chưa sửa được.",
    fields=tuple(replace(field, errors=(), read_only="") for field in FIELDS),
)  # fmt: skip

REASONS = (
    Option("evidence", "Không khớp hồ sơ gốc"),
    Option("blurred", "Thiếu giấy tờ kèm theo"),
    Option("date", "Sai ngày, tháng"),
    Option("other", "Lý do khác"),
)
CHECK_ITEMS = (
    CheckItem("salary.salary_step", "30.1", "Bậc lương", "3", "4"),
    CheckItem("salary.salary_coefficient", "30.1", "Hệ số lương", "4,68", "5,02",
              ("bậc 4 nhóm A2.2 có hệ số 5,02 từ ngày 01/7/2023.",)),
    CheckItem("salary.salary_effective_date", "30.1", "Ngày hưởng", "01/05/2021", "01/05/2024",
              returned=RETURNED),
    CheckItem("salary.other_allowance_text", "30.2", "Phụ cấp khác", "Phụ cấp ưu đãi 30 %", ""),
)  # fmt: skip
CHECKING = CheckingPage(
    "00000000-0000-4000-8000-000000000001", 7, "Trần Văn Bình",
    "Giáo viên THCS hạng II · số hiệu HM-0217", "with_hr", at(23, 16, 42),
    (
        CheckSection("salary", "Ngạch, lương", CHECK_ITEMS),
        CheckSection("education", "Trình độ", (
            CheckItem("education.highest_qualification_code", "20", "Trình độ chuyên môn cao nhất",
                      "Cao đẳng", "Đại học"),)),
        CheckSection("identity_restricted", "Thông tin hạn chế", (
            CheckItem("identity_restricted.religion_code", "7", "Tôn giáo", "", "Không"),), True),
    ),
    REASONS, Act("Xác nhận cả hồ sơ"), Act("Trả lại để bổ sung"), "1 trong 7",
    following=Link("Hoàng Thị Kim Oanh", "#"),
)  # fmt: skip
CHECKING_REFUSED = replace(
    CHECKING,
    sections=(
        CheckSection(
            "salary", "Ngạch, lương",
            (replace(CHECK_ITEMS[0], chosen_reason="other"), *CHECK_ITEMS[1:]),
        ),
        *CHECKING.sections[1:],
    ),
    errors=(FieldError("Bậc lương: ghi rõ lý do", "#ghi-ro-salary.salary_step"),),
    note=Note("Đơn vị không còn cán bộ tổ chức khác, nên cấp phó kiểm tra hồ sơ này.", tone="wait"),
)  # fmt: skip
CHECKING_OWN = replace(
    CHECKING,
    confirm=Act("Xác nhận cả hồ sơ", False, "Không ai kiểm tra hồ sơ của chính mình · Quy chế Đ.7.1a"),
    return_=Act("Trả lại để bổ sung", False),
    following=None,
)  # fmt: skip
CHECKING_FULL = replace(
    CHECKING, person=LONG_NAME, first_entry=True,
    sections=tuple(
        CheckSection(f"part{s}", f"Phần thứ {s}", tuple(
            CheckItem(f"part{s}.field{n}", f"{s}.{n}", f"Mục số {n} của phần {s}", "",
                      "Ủy ban nhân dân thị trấn Thịnh Long, huyện Hải Hậu, tỉnh Nam Định" * (1 + n % 2))
            for n in range(29)), s == 2)
        for s in range(1, 8)
    ),
)  # fmt: skip

GROUPS = (
    ChangeGroup("Lương", (Change("Bậc lương", "2", "3"), Change("Hệ số", "4,34", "4,68"),
                          Change("Ngày hưởng", "01/05/2021", "01/05/2024"))),
    ChangeGroup("Trình độ", (Change("Chuyên môn", "", "Đại học"),)),
    ChangeGroup("Thông tin hạn chế", hidden=1),
)  # fmt: skip
FIRST = tuple(
    Change(f"Mục số {n} của hồ sơ", "", "Trường Đại học Sư phạm Hà Nội 2") for n in range(45)
)


def sign_rows(count: int) -> tuple[SignRow, ...]:
    """Return records to sign: changed ones, and every fifth entered for the first time."""
    return tuple(
        SignRow(
            NAMES[n % len(NAMES)], "Giáo viên THCS hạng II", "new" if n % 5 == 4 else "changed",
            (ChangeGroup("Cả hồ sơ", FIRST),) if n % 5 == 4 else GROUPS[: 1 + n % 3],
            "Nguyễn Thị Hà" if n % 6 else "Đỗ Thị Lan", at(21, 10, 12) + timedelta(minutes=17 * n),
            "" if n % 6 else "Phó Hiệu trưởng",
            ("CCCD quá hạn từ 03/2024",) if n % 11 == 1 else (),
        )
        for n in range(count)
    )  # fmt: skip


MANIFEST_ID = "00000000-0000-4000-8000-000000000009"
SIGNED = SignedManifest(
    MANIFEST_ID, "2024-05/1", 22, at(24, 10, 2), "Vũ Đình Khoa, Hiệu trưởng", "9f" * 32
)
SIGNING = SigningPage(
    "2024-05", 22, 30,
    (Term(62, "người của đơn vị"), Term(22, "ký lần này", "#danh-sach"), Term(1, "Phó Hiệu trưởng ký"),
     Term(30, "không thay đổi"), Term(9, "chưa kiểm tra xong")),
    sign_rows(22), Act("Ký số 22 hồ sơ"), Act("Chốt danh sách 22 hồ sơ"), "ab" * 32, at(24, 10, 0),
    (CertificateOption("cd" * 32, "Vũ Đình Khoa", date(2026, 3, 31)),),
    own=OwnRecord("Người đứng đầu không ký hồ sơ của mình. Phó Hiệu trưởng Đỗ Thị Lan ký, 1 thay đổi"
                  " đang chờ."),
    previous=(replace(SIGNED, number="2024-04/1", records=18, signed_at=at(24, 15) - timedelta(30)),),
)  # fmt: skip
SIGNING_CLOSED = replace(
    SIGNING, changed=4, rows=sign_rows(4),
    terms=(Term(62, "người của đơn vị"), Term(4, "chưa ký", "#danh-sach"), Term(18, "đã ký", "#"),
           Term(40, "không thay đổi")),
    sign=Act("Ký số 4 hồ sơ", False, "Mở lại 00:00 ngày 23/6/2024 · Quy chế Đ.7.1b"),
    prepare=Act("Chốt danh sách 4 hồ sơ", False, "Mở lại 00:00 ngày 23/6/2024 · Quy chế Đ.7.1b"),
    note=Note("4 hồ sơ chưa ký vẫn còn nguyên và vào danh sách kỳ 06/2024. 18 hồ sơ đã ký vẫn lên"
              " huyện hôm nay.", "Đã hết thời hạn phê duyệt.", "wait"),
)  # fmt: skip
SIGNING_DONE = replace(
    SIGNING, changed=0, rows=(), result=SIGNED, certificates=(),
    terms=(Term(62, "người của đơn vị"), Term(0, "chờ ký"), Term(22, "đã ký", "#"),
           Term(40, "không thay đổi")),
    sign=Act("Ký số", False, "Không có hồ sơ nào chờ ký"), prepare=Act("Chốt danh sách", False),
)  # fmt: skip
SIGNING_OUTSIDE = replace(
    SIGNING, prepared=PreparedManifest(MANIFEST_ID, "2024-05/1", 22, at(24, 9, 50)),
)  # fmt: skip

STAGES = (
    StageCard("facility_to_department", "1. Cơ sở lên sở, huyện", "done", "Xong 26/5 lúc 23:12", "#", 1604),
    StageCard("department_to_province", "2. Sở, huyện lên tỉnh", "late", "Xong muộn 28/5 lúc 01:40", "#",
              1910),
    StageCard("province_to_national", "3. Tỉnh lên quốc gia", "open", "Đang mở đến hết ngày 31/5", "#",
              1912, True),
)  # fmt: skip


def terms(queued: int, sent: int, accepted: int) -> tuple[Term, ...]:
    """Return an equation that adds up, with 15 rejected and 2 withheld."""
    parts = (Term(queued, "chờ", "#"), Term(sent, "đang gửi", "#"), Term(accepted, "tiếp nhận", "#"),
             Term(21, "không đổi", "#"), Term(15, "từ chối", "#", True), Term(2, "giữ lại", "#", True))  # fmt: skip
    return (Term(sum(term.value for term in parts), "phải gửi", "#"), *parts)


def item_rows(count: int, outcome: str = "rejected") -> tuple[ItemRow, ...]:
    """Return records of one outcome."""
    return tuple(
        ItemRow(
            NAMES[n % len(NAMES)], "UBND huyện Hải Hậu", outcome, at(28, 9, 12), 3,
            "Mã không có trong danh mục của nơi nhận", "Ngoại ngữ, mục 32.6",
            "Lưu Thị Hạnh chọn mã thay thế, hạn 29/5",
        )
        for n in range(count)
    )  # fmt: skip


def units(count: int) -> tuple[UnitLine, ...]:
    """Return units, the slowest first."""
    names = ("UBND huyện Hải Hậu", "Sở Giáo dục và Đào tạo", "Sở Y tế", "UBND thành phố Nam Định",
             "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Nghĩa Hưng")  # fmt: skip
    states = ("stopped", "late", "mending", "no_signer", "waiting", "on_time")
    return tuple(
        UnitLine(
            names[n % 5], "Đoàn Văn Sự", "#", 1214, 1210 - n, 1200 - n, 1190, 1180,
            (2, 6, 1, 0)[n % 4] if n < 8 else 0, states[n] if n < 6 else "complete",
        )
        for n in range(count)
    )  # fmt: skip


PUSH = Act("Đẩy lên CSDL quốc gia")
SYNC = SyncPage(
    "2024-05", "Đẩy lên CSDL quốc gia được đến hết ngày 31/5.", STAGES,
    RunPart("province_to_national", terms(38, 0, 1836), at(28, 9, 14), PUSH),
    rejected=(
        CauseGroup("Mã danh mục không có ở cấp quốc gia", 11, "#", "đã giao 3 việc", item_rows(3)),
        CauseGroup("Thiếu trường bắt buộc", 4, "#", "ngày cấp CCCD 3, dân tộc 1"),
    ),
    withheld=(CauseGroup("Chữ ký không khớp dữ liệu", 2, "#", "UBND xã Hải An", item_rows(2)),),
    units=units(25), pager=Pager(1, 25, next_url="#"),
    receipt=ReceiptPanel(
        "5f7c1d2e-0c55-4f0e-9a53-0d6b0f1c9a11", at(28, 9, 40), True, 1836, 21, 15,
        Act("Phê duyệt vào CSDL quốc gia"),
    ),
)  # fmt: skip
SYNC_RUNNING = replace(
    SYNC, receipt=None, rejected=(), withheld=(),
    run=RunPart(
        "province_to_national", terms(149, 500, 1225), at(28, 9, 14),
        Act("Đẩy lên CSDL quốc gia", False, "Có thể rời trang, việc vẫn chạy."),
        Progress(1240, 1889, "Đang đẩy: Phạm Quang Huy bấm lúc 09:12", 20),
    ),
)  # fmt: skip
SYNC_CLOSED = replace(
    SYNC, receipt=None, rejected=(), withheld=(), units=(), pager=None, lead="Chặng mở ngày 28/5.",
    stages=(
        replace(STAGES[0], state="open", text="Đang mở đến hết ngày 26/5", records=None),
        replace(STAGES[1], state="ahead", text="Mở ngày 27/5", records=None),
        replace(STAGES[2], state="ahead", text="Mở ngày 28/5", records=None),
    ),
    run=RunPart("province_to_national", (), at(26, 9, 0), Act(
        "Đẩy lên CSDL quốc gia", False, "Mở 00:00 ngày 28/5/2024 · Quy chế Đ.8.3")),
)  # fmt: skip
SYNC_APPROVED = replace(
    SYNC, rejected=(), withheld=(),
    run=replace(SYNC.run, push=Act("Đẩy lên CSDL quốc gia", False, "Không còn hồ sơ nào chờ gửi")),
    receipt=replace(SYNC.receipt, rejected=0, approved_at=at(28, 10, 5), approved_by="Phạm Quang Huy"),
)  # fmt: skip
ITEMS = ItemsPage(
    "2024-05", "Tỉnh lên quốc gia", "rejected", "#", item_rows(25), Pager(26, 50, "#", "#")
)

CLOSED_409 = ErrorPage(
    409, "Đã hết thời hạn phê duyệt kỳ 05/2024",
    "Cấp cơ sở phê duyệt từ ngày 23 đến hết ngày 25 hàng tháng. Lúc bấm ký là 00:10 ngày 26/5/2024.",
    "Đ.7.1b", datetime(2024, 6, 22, 17, tzinfo=UTC),
    "4 hồ sơ chưa ký vẫn còn nguyên, giữ trạng thái Đã xác nhận và vào danh sách ký kỳ 06/2024.",
    "Phạm Quang Huy, Sở Nội vụ, 0228 300 0000, giờ hành chính.", "7F3C-21A9",
    Link("Về Việc của tôi", "#"),
)  # fmt: skip

PAGES: dict[str, tuple[str, Shell | None, Any]] = {
    "sign-in": ("account/sign_in.html", STRANGER, SignInPage()),
    "sign-in-refused": ("account/sign_in.html", STRANGER, SignInPage(
        "HM-0231", "Tên đăng nhập hoặc mật khẩu không đúng. Nhập lại.", "/sync")),
    "home-empty": ("home/show.html", HR, HomePage("Mọi hồ sơ đã xong.", deadlines=DEADLINES)),
    "home-hr": ("home/show.html", HR, HOME),
    "home-head": ("home/show.html", replace(
        HEAD, doors=doors("Việc của tôi", "Phê duyệt", "Hồ sơ của tôi", current="Việc của tôi")), HOME_HEAD),
    "home-province": ("home/show.html", PROVINCE, HOME_PROVINCE),
    "home-full": ("home/show.html", LONG_SHELL, replace(
        HOME, to_check=check_tasks(200), to_check_total=200,
        to_check_pager=Pager(1, 200, next_url="#"))),
    "record": ("record/show.html", PERSON, RECORD),
    "record-refused": ("record/show.html", PERSON, replace(RECORD, errors=SENDING_ERRORS)),
    "record-sent": ("record/show.html", PERSON, RECORD_SENT),
    "record-national": ("record/show.html", OFFICER, replace(
        RECORD_SENT, status="at_national", path=DONE_PATH, person=LONG_NAME,
        state="Chưa có thay đổi", send=Act("Gửi đơn vị kiểm tra", False, "Sửa một mục rồi gửi"))),
    "section": ("record/edit_section.html", PERSON, SECTION),
    "section-first": ("record/edit_section.html", OFFICER, replace(
        SECTION, name="identity", label="Thông tin cá nhân", errors=(), saved=SavedPart(0),
        fields=tuple(replace(f, errors=(), value="", returned=None) for f in FIELDS))),
    "section-closed": ("record/edit_section.html", PERSON, SECTION_CLOSED),
    "checking": ("checking/show.html", HR, CHECKING),
    "checking-refused": ("checking/show.html", HR, CHECKING_REFUSED),
    "checking-own": ("checking/show.html", HR, CHECKING_OWN),
    "checking-full": ("checking/show.html", LONG_SHELL, CHECKING_FULL),
    "signing": ("signing/show.html", HEAD, SIGNING),
    "signing-refused": ("signing/show.html", HEAD, replace(
        SIGNING, errors=(FieldError("Mã PIN không đúng. Nhập lại.", "#ma-pin"),))),
    "signing-closed": ("signing/show.html", HEAD_LATE, SIGNING_CLOSED),
    "signing-outside": ("signing/show.html", HEAD, SIGNING_OUTSIDE),
    "signing-done": ("signing/show.html", HEAD, SIGNING_DONE),
    "signing-full": ("signing/show.html", HEAD, replace(
        SIGNING, changed=200, rows=sign_rows(200), pager=Pager(1, 200, next_url="#"))),
    "sync": ("sync/show.html", PROVINCE, SYNC),
    "sync-running": ("sync/show.html", PROVINCE, SYNC_RUNNING),
    "sync-closed": ("sync/show.html", PROVINCE, SYNC_CLOSED),
    "sync-approved": ("sync/show.html", PROVINCE, SYNC_APPROVED),
    "sync-full": ("sync/show.html", PROVINCE, replace(SYNC, units=units(200))),
    "items": ("sync/items.html", PROVINCE, ITEMS),
    "items-empty": ("sync/items.html", PROVINCE, replace(ITEMS, rows=(), pager=None)),
    "error-403": ("error.html", HR, ErrorPage(
        403, "Không ký được hồ sơ của chính mình", "Không ai kiểm tra hoặc ký hồ sơ của chính mình.",
        "Đ.7.1b")),
    "error-404": ("error.html", HR, ErrorPage(
        404, "Không tìm thấy", "Không có trang này, hoặc hồ sơ ngoài phạm vi của bạn.")),
    "error-409": ("error.html", HEAD_LATE, CLOSED_409),
    "error-500": ("error.html", None, ErrorPage(
        500, "Hệ thống gặp lỗi", "Lỗi đã được ghi lại để sửa. Thử lại sau ít phút.",
        request_code="7F3C-21A9")),
}  # fmt: skip

PARTS: dict[str, tuple[str, Any]] = {
    "progress-running": ("sync/_progress.html", SYNC_RUNNING.run),
    "progress-ended": ("sync/_progress.html", SYNC.run),
    "saved": ("record/_saved.html", SavedPart(8, at(24, 14, 5))),
    "not-saved": (
        "record/_saved.html",
        SavedPart(7, None, "Chưa lưu: hồ sơ đang mở ở trang khác."),
    ),
}
