"""My record: being mended, refused, sent, in the national store; a section open and closed."""

from dataclasses import replace
from datetime import date

from province_app.views.page import Act, FieldError, Note
from province_app.views.record_find_page import FindPage, FoundField
from province_app.views.record_page import (
    Field,
    Found,
    Lookup,
    LookupPart,
    Lost,
    Option,
    PathStep,
    PrintLink,
    RecordPage,
    Returned,
    SavedPart,
    Score,
    SectionLine,
    SectionPage,
    TypedField,
)
from tests.views.samples import evidence
from tests.views.samples.shells import LONG_NAME, OFFICER, PERSON, at

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
    "Phạm Thị Thu Hằng",
    "Giáo viên THCS hạng III",
    "HM-0231",
    "returned",
    PATH,
    SECTIONS,
    Act("Gửi đơn vị kiểm tra"),
    "Chưa gửi",
    "3 chỗ cần sửa, thiếu 2 mục",
    Note(
        "sửa phần Lương theo ý kiến của cán bộ tổ chức, rồi gửi lại trong hôm nay để kịp ký ngày"
        " 25/5. Cần hỏi: Nguyễn Thị Hà, 0912 000 231.",
        "Việc của bạn:",
        "bad",
    ),
    at(24, 9, 3),
    prints=(
        PrintLink("In phiên bản 2 (PDF)", "#"),
        PrintLink("In bản nháp (PDF)", "#"),
    ),
    percent=82,
    missing=7,
    reminders=("Ngày 01/6/2024: đến hạn nâng bậc lương. Có quyết định thì cập nhật mục lương.",),
    scores=(
        Score(
            "Đúng",
            "khớp với giấy tờ và các mục khác",
            95,
            (Lost(5, "Ngày hưởng: ngày 1/4/2021 trước ngày bổ nhiệm ngạch.", "#"),),
        ),
        Score(
            "Đủ",
            "không thiếu mục nào",
            93,
            (
                Lost(5, "Nơi sinh: mục bắt buộc, chưa có gì.", "#"),
                Lost(2, "Ảnh màu 4×6: chưa có. Bổ sung khi có giấy tờ."),
            ),
        ),
        Score("Sạch", "đúng dạng, đúng danh mục, không trùng", 100),
        Score("Sống", "còn đúng đến hôm nay", 100),
    ),
)
SENDING_ERRORS = (
    FieldError("Hệ số lương: chỉ nhập chữ số, phần lẻ sau dấu phẩy", "#"),
    FieldError("Ngày hưởng: không có ngày 31/4/2024", "#"),
    FieldError("Cơ quan tuyển dụng: bắt buộc, chưa có gì", "#"),
)
HISTORY = "/records/00000000-0000-4000-8000-000000000007/history"
DONE_PATH = tuple(
    replace(step, state="done", label=label, lines=("24/5", "đã xong"))
    for step, label in zip(
        PATH,
        ("Khai", "Gửi", "Kiểm tra", "Xác nhận", "Ký số", "Lên huyện", "Lên tỉnh", "Vào CSDL"),
        strict=True,
    )
)
RECORD_SENT = replace(
    RECORD,
    status="with_hr",
    path=(*PATH[:2], PathStep("Kiểm tra", "wait", ("Nguyễn Thị Hà",)), *PATH[3:]),
    sections=tuple(replace(line, state="complete", number=0) for line in SECTIONS),
    send=Act("Gửi đơn vị kiểm tra", False, "Đã gửi 20/5 lúc 21:07 · Quy chế Đ.7.1a"),
    state="Đã gửi, chờ kiểm tra",
    state_hint="",
    note=None,
    history=HISTORY,
)

ETHNIC = (Option("01", "Kinh"), Option("02", "Tày"), Option("05", "Khmer"))
RANKS = tuple(
    Option(f"V.07.04.{n}", f"Giáo viên trung học cơ sở hạng {'I' * (n % 3 + 1)}") for n in range(60)
)
LOOKUP = LookupPart(
    (
        Found("Phường Vị Khê, Tỉnh Ninh Bình (13972)"),
        Found("Xã Nam Phong, Thành phố Nam Định, Tỉnh Nam Định (13696)", "đến 30/6/2025"),
    )
)
RETURNED = Returned(
    "Quyết định nâng lương ghi bậc 5, xem lại bậc.", "Nguyễn Thị Hà", at(22, 15, 20)
)
FIELDS = (
    Field(
        "salary.rank_code",
        "30.1",
        "Ngạch / chức danh nghề nghiệp",
        "lookup",
        "Giáo viên trung học cơ sở hạng III (V.07.04.32)",
        lookup="rank",
        required=True,
        hint="Gõ vài chữ của tên hoặc mã rồi chọn một dòng.",
    ),
    Field(
        "salary.salary_step",
        "30.1",
        "Bậc lương",
        "number",
        "4",
        returned=RETURNED,
        warnings=("Bậc giảm mà không có kỷ luật. Kiểm tra quyết định.",),
    ),
    Field(
        "salary.salary_coefficient",
        "30.1",
        "Hệ số lương",
        "number",
        "3.6.6",
        hint="Ví dụ 3,66",
        computed=True,
        origin="Theo bảng lương, Giáo viên THCS hạng II (V.07.04.31) bậc 4 từ 01/5/2022: "
        "hệ số 5,02. Ô này đang ghi số khác.",
        errors=("Chỉ nhập chữ số, phần lẻ sau dấu phẩy. Ví dụ 3,66.",),
    ),
    Field(
        "salary.salary_effective_date",
        "30.1",
        "Ngày hưởng",
        "date",
        "31/4/2024",
        required=True,
        errors=("Không có ngày này. Xem lại ngày, tháng, năm ghi trong giấy tờ.",),
    ),
    Field("salary.pay_place", "30.2", "Nơi hưởng", "choice", "01", ETHNIC, required=True),
    Field("salary.honours", "22", "Danh hiệu nhà nước phong tặng", "checks", "01; 05", ETHNIC),
    Field(
        "salary.concurrent",
        "25",
        "Chức vụ kiêm nhiệm",
        "checks",
        "TT; Thư ký Hội đồng",
        (Option("TT", "Tổ trưởng"),),
        lookup="rank",
        hint="Gõ vài chữ của tên hoặc mã rồi chọn một dòng.",
        warnings=("“Thư ký Hội đồng” là chữ ghi tự do, nơi nhận không đọc được.",),
        offers=(Option("TT; TKHD", "Thư ký Hội đồng trường (TKHD)"),),
    ),
    Field(
        "salary.other_allowance_text", "30.2", "Phụ cấp khác", "long_text", "Phụ cấp ưu đãi 30 %"
    ),
    Field(
        "salary.staff_number",
        "H3",
        "Số hiệu",
        "text",
        "HM-0231",
        read_only="Đơn vị ghi. Thấy sai thì báo cán bộ tổ chức.",
    ),
    Field("salary.category", "S1", "Loại", "choice", "02", ETHNIC, read_only="Hệ thống ghi."),
)
SECTION = SectionPage(
    "salary",
    "Ngạch, lương",
    SECTIONS,
    FIELDS,
    SavedPart(7, at(24, 14, 3)),
    (Lookup("rank", RANKS),),
    errors=(
        FieldError("Hệ số lương: chỉ nhập chữ số", "#salary.salary_coefficient"),
        FieldError("Ngày hưởng: không có ngày 31/4/2024", "#salary.salary_effective_date"),
    ),
)
SECTION_CLOSED = replace(
    SECTION,
    name="identity_restricted",
    label="Thông tin hạn chế",
    restricted=True,
    errors=(),
    closed="Hồ sơ đã gửi ngày 20/5, đang chờ kiểm tra nên chưa sửa được.",
    fields=tuple(replace(field, errors=(), read_only="") for field in FIELDS),
)

FIND = FindPage(
    "thi dua",
    (
        FoundField(
            "Thành tích thi đua, khen thưởng", "35.1", "Khen thưởng",
            "/record/sections/awards#awards.awards", "Danh hiệu thi đua",
        ),
        FoundField("Bậc lương", "30.1", "Ngạch, lương", "/pages/section#salary.salary_step"),
        FoundField(
            "Khai rõ: bị bắt, bị tù (từ ngày tháng năm nào đến ngày tháng năm nào, ở đâu)", "34.1",
            "Lịch sử bản thân", "#",
        ),
    ),
)  # fmt: skip

PAGES = {
    "record-find": ("record/find.html", PERSON, FIND),
    "record-find-nothing": ("record/find.html", PERSON, FindPage("xyz")),
    "record-typed": (
        "record/show.html",
        PERSON,
        replace(
            RECORD,
            typed=(
                TypedField("Số hiệu", "HM-0230", "HM-0231", date(2024, 5, 29), "#"),
                TypedField("Chức vụ hiện tại", "", "Tổ trưởng " * 12, date(2024, 5, 29), ""),
            ),
        ),
    ),
    "record": ("record/show.html", PERSON, RECORD),
    "record-refused": ("record/show.html", PERSON, replace(RECORD, errors=SENDING_ERRORS)),
    "record-sent": ("record/show.html", PERSON, RECORD_SENT),
    "record-national": (
        "record/show.html",
        OFFICER,
        replace(
            RECORD_SENT,
            status="at_national",
            path=DONE_PATH,
            person=LONG_NAME,
            state="Chưa có thay đổi",
            send=Act("Gửi đơn vị kiểm tra", False, "Sửa một mục rồi gửi"),
        ),
    ),
    "section": ("record/edit_section.html", PERSON, SECTION),
    "section-documents": (
        "record/edit_section.html",
        PERSON,
        replace(
            SECTION,
            errors=(),
            fields=(
                FIELDS[0],
                replace(FIELDS[1], documents=(evidence.DECISION, evidence.PICTURE)),
            ),
            evidence=evidence.PANEL,
        ),
    ),
    "section-first": (
        "record/edit_section.html",
        OFFICER,
        replace(
            SECTION,
            name="identity",
            label="Thông tin cá nhân",
            errors=(),
            saved=SavedPart(0),
            evidence=evidence.EMPTY,
            fields=tuple(replace(f, errors=(), value="", returned=None) for f in FIELDS),
        ),
    ),
    "section-closed": ("record/edit_section.html", PERSON, SECTION_CLOSED),
}
