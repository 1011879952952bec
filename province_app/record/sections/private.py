"""Health and household: items 31, 37.3. Neither ever leaves the province."""

from typing import Annotated

from province_app.record.form import (
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    Area,
    Code,
    Dong,
    Height,
    LongText,
    ShortText,
    Weight,
)


class Health(Section):
    """Sức khoẻ: item 31."""

    health_status_code: Annotated[
        Code | None, Item("31", "Tình trạng sức khoẻ", "tinh_trang_suc_khoe", sensitivity="R")
    ] = None
    height_cm: Annotated[Height | None, Item("31", "Chiều cao (cm)", sensitivity="R")] = None
    weight_kg: Annotated[Weight | None, Item("31", "Cân nặng (kg)", sensitivity="R")] = None
    blood_group_code: Annotated[
        Code | None, Item("31", "Nhóm máu", "nhom_mau", sensitivity="R")
    ] = None


class Economy(Section):
    """Hoàn cảnh kinh tế gia đình: item 37.3."""

    income_salary_year: Annotated[
        Dong | None, Item("37.3", "Tiền lương (một năm, đồng)", sensitivity="R")
    ] = None
    income_other_year: Annotated[
        Dong | None, Item("37.3", "Các nguồn khác (một năm, đồng)", sensitivity="R")
    ] = None
    income_other_text: Annotated[
        ShortText | None, Item("37.3", "Các nguồn khác gồm những gì", sensitivity="R")
    ] = None
    house_granted_type: Annotated[
        ShortText | None, Item("37.3", "Nhà ở được cấp, được thuê: loại nhà", sensitivity="R")
    ] = None
    house_granted_area: Annotated[
        Area | None,
        Item("37.3", "Nhà ở được cấp, được thuê: diện tích sử dụng (m²)", sensitivity="R"),
    ] = None
    house_granted_cert: Annotated[
        ShortText | None,
        Item("37.3", "Nhà ở được cấp, được thuê: giấy chứng nhận quyền sở hữu", sensitivity="R"),
    ] = None
    house_owned_type: Annotated[
        ShortText | None, Item("37.3", "Nhà ở tự mua, tự xây: loại nhà", sensitivity="R")
    ] = None
    house_owned_area: Annotated[
        Area | None, Item("37.3", "Nhà ở tự mua, tự xây: diện tích sử dụng (m²)", sensitivity="R")
    ] = None
    house_owned_cert: Annotated[
        ShortText | None,
        Item("37.3", "Nhà ở tự mua, tự xây: giấy chứng nhận quyền sở hữu", sensitivity="R"),
    ] = None
    land_granted_area: Annotated[
        Area | None, Item("37.3", "Đất ở được cấp (m²)", sensitivity="R")
    ] = None
    land_granted_cert: Annotated[
        ShortText | None,
        Item("37.3", "Đất ở được cấp: giấy chứng nhận quyền sử dụng", sensitivity="R"),
    ] = None
    land_bought_area: Annotated[Area | None, Item("37.3", "Đất ở tự mua (m²)", sensitivity="R")] = (
        None
    )
    land_bought_cert: Annotated[
        ShortText | None,
        Item("37.3", "Đất ở tự mua: giấy chứng nhận quyền sử dụng", sensitivity="R"),
    ] = None
    business_land_text: Annotated[
        LongText | None, Item("37.3", "Đất sản xuất kinh doanh", sensitivity="R")
    ] = None


HEALTH = SectionInfo("health", "Sức khoẻ", Health, restricted=True)
ECONOMY = SectionInfo("economy", "Hoàn cảnh kinh tế", Economy, restricted=True)
