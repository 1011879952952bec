"""Relatives: item 36. Other people's data, so it never leaves the province."""

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
    LongText,
    ShortText,
    Year,
    YesNo,
)


class Relative(Row):
    """One relative; the form's one free column stands here in parts."""

    relation_code: Annotated[Code | None, column("Mối quan hệ", "quan_he_gia_dinh")] = None
    full_name: Annotated[ShortText | None, column("Họ và tên")] = None
    birth_year: Annotated[Year | None, column("Năm sinh")] = None
    native_place: Annotated[
        ShortText | None,
        column("Quê quán", help="Theo giấy khai sinh của người đó; không phải nơi ở."),
    ] = None
    occupation: Annotated[ShortText | None, column("Nghề nghiệp, chức danh, chức vụ")] = None
    workplace: Annotated[ShortText | None, column("Đơn vị công tác, học tập")] = None
    residence_text: Annotated[ShortText | None, column("Nơi ở (trong, ngoài nước)")] = None
    is_abroad: Annotated[YesNo | None, column("Đang ở nước ngoài")] = None
    memberships: Annotated[LongText | None, column("Thành viên các tổ chức chính trị - xã hội")] = (
        None
    )
    special_notes: Annotated[
        LongText | None, column("Làm việc cho chế độ cũ, tiền án, tiền sự")
    ] = None


class Family(Section):
    """Quan hệ gia đình: item 36."""

    own: Annotated[
        Rows[Relative] | None,
        Item(
            "36.1",
            "Về bản thân: cha, mẹ, vợ (chồng), các con, anh chị em ruột",
            required_for=FORM_USERS,
            sensitivity="R",
            fewest_rows=2,
        ),
    ] = None
    spouse_side: Annotated[
        Rows[Relative] | None,
        Item("36.2", "Cha, mẹ, anh chị em ruột bên vợ (chồng)", sensitivity="R"),
    ] = None


FAMILY = SectionInfo("family", "Quan hệ gia đình", Family, restricted=True)
