"""The record's one typed schema: sections and fields of the form of Thông tư 06/2023/TT-BNV.

A field is added here and nowhere else: forms, checks, diffs and the national mapping follow.
A section holds fields that travel to the same receivers: all open (A, P) or all restricted (R);
a field that is milder alone takes the class of its section (docs/adr/0004-sections.md).
Every field may be absent (`None`), because a draft may be incomplete; `required` says what must
stand before HR can confirm. Source: Quy chế Đ.6.1a; exchange contract §1.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict

from province_app.record.kinds import (
    AnyDate,
    Code,
    Codes,
    Coefficient,
    Day,
    Dong,
    HealthInsurance,
    LongText,
    Percent,
    PersonalId,
    Phone,
    ShortText,
    SocialInsurance,
    Step,
    UnitCode,
    kind_of,
)


@dataclass(frozen=True)
class Item:
    """What the form says of a field: its number, its label, and how it is treated."""

    number: str
    label: str
    catalogue: str | None = None
    required: bool = False
    sensitivity: Literal["A", "P", "R"] = "P"
    filled_by: Literal["person", "hr", "system"] = "person"
    example: str = ""


class Section(BaseModel):
    """A part of the record that is digested, encrypted and disclosed as one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    evidence: list[str] = []  # ascending hex SHA-256 of the section's scanned files


class Identity(Section):
    """Thông tin cá nhân: form header and items 1, 3–5, 8–10."""

    managing_unit_code: Annotated[
        UnitCode | None,
        Item("H1", "Cơ quan quản lý", required=True, sensitivity="A", filled_by="system"),
    ] = None
    using_unit_code: Annotated[
        UnitCode | None,
        Item("H2", "Cơ quan, đơn vị sử dụng", required=True, sensitivity="A", filled_by="system"),
    ] = None
    staff_number: Annotated[
        ShortText | None, Item("H3", "Số hiệu", sensitivity="A", filled_by="hr")
    ] = None
    personal_id: Annotated[
        PersonalId | None, Item("H4", "Mã số định danh cá nhân", required=True, example="12 chữ số")
    ] = None
    birth_full_name: Annotated[
        ShortText | None, Item("1", "Họ và tên khai sinh", required=True, sensitivity="A")
    ] = None
    gender_code: Annotated[
        Code | None, Item("1", "Giới tính", "gioi_tinh", required=True, sensitivity="A")
    ] = None
    birth_date: Annotated[
        AnyDate | None,
        Item("3", "Ngày sinh", required=True, sensitivity="A", example="17/05/1987"),
    ] = None
    birth_place_text: Annotated[ShortText | None, Item("4", "Nơi sinh", required=True)] = None
    birth_place_unit_code: Annotated[
        Code | None, Item("4", "Nơi sinh (đơn vị hành chính)", "admin_units", required=True)
    ] = None
    native_place_text: Annotated[ShortText | None, Item("5", "Quê quán", required=True)] = None
    native_place_commune_code: Annotated[
        Code | None, Item("5", "Quê quán (đơn vị hành chính)", "admin_units", required=True)
    ] = None
    cccd_number: Annotated[
        PersonalId | None, Item("8", "Số CCCD", required=True, example="12 chữ số")
    ] = None
    cccd_issue_date: Annotated[Day | None, Item("8", "Ngày cấp CCCD", required=True)] = None
    phone: Annotated[Phone | None, Item("8", "Số điện thoại liên hệ", required=True)] = None
    social_insurance_number: Annotated[
        SocialInsurance | None, Item("9", "Số BHXH", example="10 chữ số")
    ] = None
    health_insurance_number: Annotated[HealthInsurance | None, Item("9", "Số thẻ BHYT")] = None
    current_address_text: Annotated[
        ShortText | None, Item("10", "Nơi ở hiện nay", required=True)
    ] = None
    current_address_commune_code: Annotated[
        Code | None, Item("10", "Nơi ở hiện nay (đơn vị hành chính)", "admin_units", required=True)
    ] = None


class IdentityRestricted(Section):
    """Thông tin cá nhân hạn chế: items 2, 6, 7, 11. Never leaves the province."""

    other_names: Annotated[ShortText | None, Item("2", "Các tên gọi khác", sensitivity="R")] = None
    ethnicity_code: Annotated[
        Code | None, Item("6", "Dân tộc", "dan_toc", required=True, sensitivity="R")
    ] = None
    religion_code: Annotated[
        Code | None, Item("7", "Tôn giáo", "ton_giao", required=True, sensitivity="R")
    ] = None
    family_background_code: Annotated[
        Code | None,
        Item("11", "Thành phần gia đình xuất thân", "thanh_phan_gia_dinh", sensitivity="R"),
    ] = None


class Recruitment(Section):
    """Tuyển dụng: items 12–14."""

    occupation_before_recruitment: Annotated[
        ShortText | None, Item("12", "Nghề nghiệp trước khi được tuyển dụng")
    ] = None
    first_recruitment_date: Annotated[
        Day | None, Item("13", "Ngày được tuyển dụng lần đầu", required=True, sensitivity="A")
    ] = None
    first_recruiting_org_text: Annotated[
        ShortText | None,
        Item("13", "Cơ quan, tổ chức, đơn vị tuyển dụng", required=True, sensitivity="A"),
    ] = None
    current_org_join_date: Annotated[
        Day | None,
        Item("14", "Ngày vào cơ quan hiện đang công tác", required=True, sensitivity="A"),
    ] = None


class Education(Section):
    """Trình độ: items 19–22."""

    general_education_code: Annotated[
        Code | None,
        Item("19", "Giáo dục phổ thông", "trinh_do_pho_thong", required=True, sensitivity="A"),
    ] = None
    highest_qualification_code: Annotated[
        Code | None,
        Item(
            "20",
            "Trình độ chuyên môn cao nhất",
            "trinh_do_chuyen_mon",
            required=True,
            sensitivity="A",
        ),
    ] = None
    highest_qualification_major: Annotated[
        ShortText | None, Item("20", "Chuyên ngành", sensitivity="A")
    ] = None
    academic_title_code: Annotated[
        Code | None, Item("21", "Học hàm", "hoc_ham", sensitivity="A")
    ] = None
    state_honour_codes: Annotated[
        Codes | None,
        Item("22", "Danh hiệu nhà nước phong tặng", "danh_hieu_nha_nuoc", sensitivity="A"),
    ] = None


class Position(Section):
    """Chức vụ, công việc: items 23, 25, 28, 29."""

    position_text: Annotated[
        ShortText | None, Item("23", "Chức vụ hiện tại", sensitivity="A", filled_by="hr")
    ] = None
    appointment_date: Annotated[
        Day | None, Item("23", "Ngày bổ nhiệm", sensitivity="A", filled_by="hr")
    ] = None
    reappointment_date: Annotated[
        Day | None, Item("23", "Ngày bổ nhiệm lại", sensitivity="A", filled_by="hr")
    ] = None
    concurrent_positions: Annotated[
        LongText | None, Item("25", "Chức vụ kiêm nhiệm", sensitivity="A")
    ] = None
    main_assigned_work: Annotated[
        LongText | None, Item("28", "Công việc chính được giao", required=True, sensitivity="A")
    ] = None
    work_strength: Annotated[
        ShortText | None, Item("29", "Sở trường công tác", sensitivity="A")
    ] = None
    longest_job: Annotated[
        ShortText | None, Item("29", "Công việc làm lâu nhất", sensitivity="A")
    ] = None


class Salary(Section):
    """Lương: item 30, both pay systems of the form (30.1–30.2 by coefficient, 30.3 in money)."""

    rank_code: Annotated[
        Code | None,
        Item("30.1", "Ngạch / chức danh nghề nghiệp", "ngach_chuc_danh", sensitivity="A"),
    ] = None
    rank_appointment_date: Annotated[
        Day | None, Item("30.1", "Ngày bổ nhiệm ngạch", sensitivity="A")
    ] = None
    salary_step: Annotated[Step | None, Item("30.1", "Bậc lương")] = None
    salary_coefficient: Annotated[
        Coefficient | None, Item("30.1", "Hệ số lương", example="3,66")
    ] = None
    salary_effective_date: Annotated[Day | None, Item("30.1", "Ngày hưởng")] = None
    salary_percent: Annotated[Percent | None, Item("30.1", "Phần trăm hưởng", example="100")] = None
    over_frame_percent: Annotated[
        Percent | None, Item("30.1", "Phụ cấp thâm niên vượt khung (%)")
    ] = None
    over_frame_date: Annotated[Day | None, Item("30.1", "Ngày hưởng PCTNVK")] = None
    position_allowance_coefficient: Annotated[
        Coefficient | None, Item("30.2", "Phụ cấp chức vụ")
    ] = None
    concurrent_allowance: Annotated[Percent | None, Item("30.2", "Phụ cấp kiêm nhiệm (%)")] = None
    other_allowance_text: Annotated[ShortText | None, Item("30.2", "Phụ cấp khác")] = None
    job_position_code: Annotated[
        Code | None, Item("30.3", "Mã vị trí việc làm", sensitivity="A")
    ] = None
    jp_salary_step: Annotated[Step | None, Item("30.3", "Bậc lương (vị trí việc làm)")] = None
    jp_salary_amount: Annotated[Dong | None, Item("30.3", "Lương theo mức tiền (đồng)")] = None
    jp_effective_date: Annotated[Day | None, Item("30.3", "Ngày hưởng (vị trí việc làm)")] = None
    jp_percent: Annotated[Percent | None, Item("30.3", "Phần trăm hưởng (vị trí việc làm)")] = None
    jp_over_frame_percent: Annotated[
        Percent | None, Item("30.3", "PCTNVK (vị trí việc làm, %)")
    ] = None
    jp_over_frame_date: Annotated[
        Day | None, Item("30.3", "Ngày hưởng PCTNVK (vị trí việc làm)")
    ] = None


class Service(Section):
    """Tình trạng công tác và biến động, filled by HR and by the system."""

    staff_category: Annotated[
        Code | None,
        Item(
            "S1",
            "Loại cán bộ, công chức, viên chức, người lao động",
            "loai_can_bo",
            required=True,
            sensitivity="A",
            filled_by="system",
        ),
    ] = None
    employment_status: Annotated[
        Literal["working", "retired", "resigned", "dismissed", "deceased", "moved_out"] | None,
        Item("S2", "Tình trạng công tác", required=True, sensitivity="A", filled_by="system"),
    ] = None
    status_since: Annotated[
        Day | None, Item("S2", "Từ ngày", sensitivity="A", filled_by="system")
    ] = None
    movement_reason_code: Annotated[
        Code | None,
        Item("S3", "Lý do biến động", "ly_do_bien_dong", sensitivity="A", filled_by="hr"),
    ] = None
    movement_date: Annotated[
        Day | None, Item("S3", "Ngày biến động", sensitivity="A", filled_by="hr")
    ] = None
    movement_decision: Annotated[
        ShortText | None, Item("S3", "Số quyết định", sensitivity="A", filled_by="hr")
    ] = None


@dataclass(frozen=True)
class SectionInfo:
    """A section's place in the record."""

    name: str
    label: str
    model: type[Section]
    restricted: bool = False


SECTIONS: dict[str, SectionInfo] = {
    info.name: info
    for info in (
        SectionInfo("identity", "Thông tin cá nhân", Identity),
        SectionInfo("identity_restricted", "Thông tin hạn chế", IdentityRestricted, True),
        SectionInfo("recruitment", "Tuyển dụng", Recruitment),
        SectionInfo("education", "Trình độ", Education),
        SectionInfo("position", "Chức vụ, công việc", Position),
        SectionInfo("salary", "Ngạch, lương", Salary),
        SectionInfo("service", "Quá trình công tác", Service),
    )
}


@dataclass(frozen=True)
class FieldInfo:
    """One field of the record: `path` is `section.field`, the address of a draft's text."""

    path: str
    section: str
    name: str
    kind: str
    item: Item
    choices: tuple[str, ...] = ()


@cache
def fields() -> dict[str, FieldInfo]:
    """Return every field of the record by path, in the order of the form's sections."""
    found = {}
    for section, info in SECTIONS.items():
        hints = get_type_hints(info.model, include_extras=True)
        for name, model_field in info.model.model_fields.items():
            items = [mark for mark in model_field.metadata if isinstance(mark, Item)]
            if items:
                hint = hints[name].__origin__
                choices = _choices(hint)
                kind = "choice" if choices else kind_of(hint)
                path = f"{section}.{name}"
                found[path] = FieldInfo(path, section, name, kind, items[0], choices)
    return found


def _choices(hint: object) -> tuple[str, ...]:
    first = get_args(hint)[0]
    return get_args(first) if get_origin(first) is Literal else ()
