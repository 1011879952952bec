"""What the person learnt, in short: items 19–22."""

from typing import Annotated

from province_app.record.form import (
    EVERYBODY,
    FORM_USERS,
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    Code,
    Codes,
    ShortText,
)


class Education(Section):
    """Trình độ: items 19–22."""

    general_education_code: Annotated[
        Code | None,
        Item(
            "19",
            "Giáo dục phổ thông",
            "trinh_do_pho_thong",
            required_for=FORM_USERS,
            sensitivity="A",
        ),
    ] = None
    highest_qualification_code: Annotated[
        Code | None,
        Item(
            "20",
            "Trình độ chuyên môn cao nhất",
            "trinh_do_chuyen_mon",
            required_for=FORM_USERS,
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


EDUCATION = SectionInfo("education", "Trình độ", Education, asked_of=EVERYBODY)
