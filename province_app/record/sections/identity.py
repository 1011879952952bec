"""Who the person is: form header and items 1–11."""

from typing import Annotated

from province_app.record.form import (
    EVERYBODY,
    FORM_USERS,
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    AnyDate,
    Code,
    Day,
    HealthInsurance,
    PersonalId,
    Phone,
    Photo,
    ShortText,
    SocialInsurance,
    UnitCode,
)

_ABROAD = "Ở nước ngoài thì gõ tên nước."


class Identity(Section):
    """Thông tin cá nhân: form header and items 1, 3–5, 8–10."""

    managing_unit_code: Annotated[
        UnitCode | None,
        Item("H1", "Cơ quan quản lý", required_for=EVERYBODY, sensitivity="A", filled_by="system"),
    ] = None
    using_unit_code: Annotated[
        UnitCode | None,
        Item(
            "H2",
            "Cơ quan, đơn vị sử dụng",
            required_for=EVERYBODY,
            sensitivity="A",
            filled_by="system",
        ),
    ] = None
    staff_number: Annotated[
        ShortText | None,
        Item("H3", "Số hiệu", required_for=EVERYBODY, sensitivity="A", filled_by="hr"),
    ] = None
    personal_id: Annotated[
        PersonalId | None,
        Item("H4", "Mã số định danh cá nhân", required_for=EVERYBODY, example="12 chữ số"),
    ] = None
    national_cbccvc_code: Annotated[
        ShortText | None, Item("H4", "Mã CBCCVC trong CSDL quốc gia", filled_by="hr")
    ] = None
    birth_full_name: Annotated[
        ShortText | None, Item("1", "Họ và tên khai sinh", required_for=EVERYBODY, sensitivity="A")
    ] = None
    gender_code: Annotated[
        Code | None, Item("1", "Giới tính", "gioi_tinh", required_for=EVERYBODY, sensitivity="A")
    ] = None
    birth_date: Annotated[
        AnyDate | None,
        Item("3", "Ngày sinh", required_for=EVERYBODY, sensitivity="A", example="17/05/1987"),
    ] = None
    birth_place_text: Annotated[
        ShortText | None,
        Item(
            "4",
            "Nơi sinh",
            required_for=EVERYBODY,
            help="Nơi được sinh ra, theo giấy khai sinh; có thể khác quê quán.",
        ),
    ] = None
    birth_place_unit_code: Annotated[
        Code | None,
        Item(
            "4",
            "Nơi sinh (đơn vị hành chính)",
            "admin_units",
            required_for=EVERYBODY,
            help=_ABROAD,
        ),
    ] = None
    native_place_text: Annotated[
        ShortText | None,
        Item(
            "5",
            "Quê quán",
            required_for=EVERYBODY,
            help="Quê của cha hoặc mẹ, theo giấy khai sinh; không phải nơi sinh.",
        ),
    ] = None
    native_place_commune_code: Annotated[
        Code | None,
        Item(
            "5",
            "Quê quán (đơn vị hành chính)",
            "admin_units",
            required_for=EVERYBODY,
            help=_ABROAD,
        ),
    ] = None
    cccd_number: Annotated[
        PersonalId | None, Item("8", "Số CCCD", required_for=EVERYBODY, example="12 chữ số")
    ] = None
    cccd_issue_date: Annotated[Day | None, Item("8", "Ngày cấp CCCD", required_for=EVERYBODY)] = (
        None
    )
    phone: Annotated[Phone | None, Item("8", "Số điện thoại liên hệ", required_for=EVERYBODY)] = (
        None
    )
    social_insurance_number: Annotated[
        SocialInsurance | None, Item("9", "Số BHXH", required_for=EVERYBODY, example="10 chữ số")
    ] = None
    health_insurance_number: Annotated[HealthInsurance | None, Item("9", "Số thẻ BHYT")] = None
    current_address_text: Annotated[
        ShortText | None, Item("10", "Nơi ở hiện nay", required_for=EVERYBODY)
    ] = None
    current_address_commune_code: Annotated[
        Code | None,
        Item(
            "10",
            "Nơi ở hiện nay (đơn vị hành chính)",
            "admin_units",
            required_for=EVERYBODY,
            help=_ABROAD,
        ),
    ] = None
    # The digest comes from the picture that the person brings, and is never typed.
    photo: Annotated[Photo | None, Item("H5", "Ảnh màu 4×6", filled_by="system")] = None


class IdentityRestricted(Section):
    """Thông tin cá nhân hạn chế: items 2, 6, 7, 11. Never leaves the province."""

    other_names: Annotated[ShortText | None, Item("2", "Các tên gọi khác", sensitivity="R")] = None
    ethnicity_code: Annotated[
        Code | None, Item("6", "Dân tộc", "dan_toc", required_for=FORM_USERS, sensitivity="R")
    ] = None
    religion_code: Annotated[
        Code | None, Item("7", "Tôn giáo", "ton_giao", required_for=FORM_USERS, sensitivity="R")
    ] = None
    family_background_code: Annotated[
        Code | None,
        Item("11", "Thành phần gia đình xuất thân", "thanh_phan_gia_dinh", sensitivity="R"),
    ] = None


IDENTITY = SectionInfo("identity", "Thông tin cá nhân", Identity, asked_of=EVERYBODY)
IDENTITY_RESTRICTED = SectionInfo(
    "identity_restricted", "Thông tin hạn chế", IdentityRestricted, restricted=True
)
