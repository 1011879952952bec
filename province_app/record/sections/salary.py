"""Pay now and before: items 30, 37.1, 37.2."""

from typing import Annotated

from province_app.record.form import (
    FORM_USERS,
    Item,
    Row,
    Rows,
    Section,
    SectionInfo,
    column,
)
from province_app.record.kinds import (
    Code,
    Coefficient,
    Day,
    Dong,
    ListedCode,
    Month,
    Percent,
    ShortText,
    Step,
)


class Salary(Section):
    """Lương: item 30, both pay systems of the form (30.1–30.2 by coefficient, 30.3 in money)."""

    rank_code: Annotated[
        Code | None,
        Item(
            "30.1",
            "Ngạch / chức danh nghề nghiệp",
            "ngach_chuc_danh",
            required_for=FORM_USERS,
            sensitivity="A",
            unless="salary.jp_salary_amount",
            help=(
                "Công chức có ngạch, ví dụ Chuyên viên (01.003); viên chức có chức danh nghề "
                "nghiệp, ví dụ Giáo viên THCS hạng III (V.07.04.32). Không phải chức vụ."
            ),
        ),
    ] = None
    rank_appointment_date: Annotated[
        Day | None, Item("30.1", "Ngày bổ nhiệm ngạch", sensitivity="A")
    ] = None
    salary_step: Annotated[Step | None, Item("30.1", "Bậc lương")] = None
    salary_coefficient: Annotated[
        Coefficient | None,
        Item(
            "30.1",
            "Hệ số lương",
            example="3,66",
            help="Số trong bảng lương, ví dụ 3,66; không phải phần trăm.",
        ),
    ] = None
    salary_effective_date: Annotated[Day | None, Item("30.1", "Ngày hưởng")] = None
    salary_percent: Annotated[
        Percent | None,
        Item(
            "30.1",
            "Phần trăm hưởng",
            example="100",
            help="Thường là 100; tập sự hưởng 85. Hệ số ghi ở Hệ số lương.",
        ),
    ] = None
    over_frame_percent: Annotated[
        Percent | None, Item("30.1", "Phụ cấp thâm niên vượt khung (%)")
    ] = None
    over_frame_date: Annotated[Day | None, Item("30.1", "Ngày hưởng PCTNVK")] = None
    position_allowance_coefficient: Annotated[
        Coefficient | None,
        Item(
            "30.2", "Phụ cấp chức vụ", help="Hệ số theo chức vụ, ví dụ 0,4; không phải phần trăm."
        ),
    ] = None
    concurrent_allowance: Annotated[Percent | None, Item("30.2", "Phụ cấp kiêm nhiệm (%)")] = None
    other_allowance_text: Annotated[ShortText | None, Item("30.2", "Phụ cấp khác")] = None
    job_position_code: Annotated[
        ListedCode | None,
        Item(
            "30.3",
            "Mã vị trí việc làm",
            "vi_tri_viec_lam",
            required_for=FORM_USERS,
            sensitivity="A",
        ),
    ] = None
    jp_salary_step: Annotated[Step | None, Item("30.3", "Bậc lương (vị trí việc làm)")] = None
    jp_salary_amount: Annotated[
        Dong | None,
        Item(
            "30.3",
            "Lương theo mức tiền (đồng)",
            help="Số đồng ghi trong quyết định; chưa có bảng lương theo vị trí việc làm để điền.",
        ),
    ] = None
    jp_effective_date: Annotated[Day | None, Item("30.3", "Ngày hưởng (vị trí việc làm)")] = None
    jp_percent: Annotated[Percent | None, Item("30.3", "Phần trăm hưởng (vị trí việc làm)")] = None
    jp_over_frame_percent: Annotated[
        Percent | None, Item("30.3", "PCTNVK (vị trí việc làm, %)")
    ] = None
    jp_over_frame_date: Annotated[
        Day | None, Item("30.3", "Ngày hưởng PCTNVK (vị trí việc làm)")
    ] = None


class SalaryStep(Row):
    """One step of pay."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    rank_code: Annotated[
        Code | None,
        column(
            "Mã ngạch, chức danh nghề nghiệp",
            "ngach_chuc_danh",
            help="Ngạch hoặc chức danh nghề nghiệp lúc đó, không phải chức vụ.",
        ),
    ] = None
    step: Annotated[Step | None, column("Bậc lương")] = None
    coefficient: Annotated[Coefficient | None, column("Hệ số lương", example="3,66")] = None
    jp_salary_amount: Annotated[Dong | None, column("Tiền lương theo vị trí việc làm (đồng)")] = (
        None
    )


class Allowance(Row):
    """One allowance beside the pay."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    allowance_type_code: Annotated[Code | None, column("Loại phụ cấp", "loai_phu_cap")] = None
    percent: Annotated[
        Percent | None,
        column(
            "Phần trăm hưởng",
            help="Phụ cấp tính theo phần trăm, ví dụ 30. Phụ cấp tính theo hệ số thì để trống.",
        ),
    ] = None
    coefficient: Annotated[
        Coefficient | None,
        column(
            "Hệ số",
            help="Phụ cấp tính theo hệ số, ví dụ 0,2. Phụ cấp tính theo phần trăm thì để trống.",
        ),
    ] = None
    payment_mode: Annotated[ShortText | None, column("Hình thức hưởng")] = None
    amount_vnd: Annotated[Dong | None, column("Giá trị (đồng)")] = None


class SalaryHistory(Section):
    """Quá trình lương, phụ cấp: items 37.1, 37.2."""

    salaries: Annotated[Rows[SalaryStep] | None, Item("37.1", "Quá trình lương của bản thân")] = (
        None
    )
    allowances: Annotated[Rows[Allowance] | None, Item("37.2", "Các loại phụ cấp khác")] = None


SALARY = SectionInfo("salary", "Ngạch, lương", Salary)
SALARY_HISTORY = SectionInfo("salary_history", "Quá trình lương, phụ cấp", SalaryHistory)
