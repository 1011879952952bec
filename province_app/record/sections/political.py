"""Party, organisations, army, policy: items 15–18, 26, 27."""

from typing import Annotated

from province_app.record.form import (
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    AnyDate,
    Code,
    Codes,
    ListedCode,
    ListedCodes,
)


class Political(Section):
    """Đảng, đoàn thể, quân đội, chính sách. Never leaves the province: political view."""

    party_join_date: Annotated[
        AnyDate | None, Item("15", "Ngày vào Đảng Cộng sản Việt Nam", sensitivity="R")
    ] = None
    party_official_date: Annotated[
        AnyDate | None, Item("15", "Ngày chính thức", sensitivity="R")
    ] = None
    first_union_join_date: Annotated[
        AnyDate | None,
        Item("16", "Ngày tham gia tổ chức chính trị - xã hội đầu tiên", sensitivity="R"),
    ] = None
    first_union_name: Annotated[
        Code | None,
        Item("16", "Tổ chức chính trị - xã hội đầu tiên", "to_chuc_ctxh", sensitivity="R"),
    ] = None
    enlist_date: Annotated[AnyDate | None, Item("17", "Ngày nhập ngũ", sensitivity="R")] = None
    discharge_date: Annotated[AnyDate | None, Item("17", "Ngày xuất ngũ", sensitivity="R")] = None
    highest_military_rank_code: Annotated[
        Code | None, Item("17", "Quân hàm cao nhất", "quan_ham", sensitivity="R")
    ] = None
    policy_beneficiary_code: Annotated[
        Codes | None, Item("18", "Đối tượng chính sách", "doi_tuong_chinh_sach", sensitivity="R")
    ] = None
    party_position_text: Annotated[
        ListedCode | None, Item("26", "Chức vụ Đảng hiện tại", "chuc_vu_dang", sensitivity="R")
    ] = None
    party_concurrent_positions: Annotated[
        ListedCodes | None, Item("27", "Chức vụ Đảng kiêm nhiệm", "chuc_vu_dang", sensitivity="R")
    ] = None


POLITICAL = SectionInfo("political", "Đảng, đoàn thể, quân đội", Political, restricted=True)
