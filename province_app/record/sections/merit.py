"""Awards, discipline, evaluation: items 35, 38."""

from typing import Annotated

from province_app.record.form import (
    Item,
    Row,
    Rows,
    Section,
    SectionInfo,
    column,
)
from province_app.record.kinds import (
    Code,
    FullText,
    LongText,
    Month,
    ShortText,
    Year,
)


class Award(Row):
    """One year's rating, title or award."""

    year: Annotated[Year | None, column("Năm")] = None
    professional_rating_code: Annotated[Code | None, column("Xếp loại chuyên môn", "xep_loai")] = (
        None
    )
    emulation_title_code: Annotated[
        Code | None,
        column(
            "Danh hiệu thi đua",
            "danh_hieu_thi_dua",
            help=(
                "Xét hằng năm, ví dụ Chiến sĩ thi đua cơ sở. Giấy khen, bằng khen, huân chương "
                "ghi ở Hình thức khen thưởng."
            ),
        ),
    ] = None
    award_form_code: Annotated[
        Code | None,
        column(
            "Hình thức khen thưởng",
            "hinh_thuc_khen_thuong",
            help=(
                "Tặng theo quyết định khen thưởng, ví dụ Bằng khen. Lao động tiên tiến, Chiến "
                "sĩ thi đua ghi ở Danh hiệu thi đua."
            ),
        ),
    ] = None
    decision_text: Annotated[ShortText | None, column("Số, ngày quyết định")] = None


class Discipline(Row):
    """One measure of the Party or of the administration."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    discipline_form_code: Annotated[
        Code | None, column("Hình thức kỷ luật", "hinh_thuc_ky_luat")
    ] = None
    violation_text: Annotated[LongText | None, column("Hành vi vi phạm chính")] = None
    deciding_org: Annotated[ShortText | None, column("Cơ quan quyết định")] = None


class Awards(Section):
    """Khen thưởng: item 35.1."""

    awards: Annotated[
        Rows[Award] | None, Item("35.1", "Thành tích thi đua, khen thưởng", sensitivity="A")
    ] = None


class Disciplines(Section):
    """Kỷ luật: item 35.2. Never leaves the province."""

    disciplines: Annotated[
        Rows[Discipline] | None, Item("35.2", "Kỷ luật Đảng, hành chính", sensitivity="R")
    ] = None


class Evaluation(Section):
    """Nhận xét, đánh giá: item 38, written by the agency. Never leaves the province."""

    agency_assessment: Annotated[
        FullText | None,
        Item(
            "38",
            "Nhận xét, đánh giá của cơ quan, tổ chức, đơn vị sử dụng",
            sensitivity="R",
            filled_by="hr",
        ),
    ] = None


AWARDS = SectionInfo("awards", "Khen thưởng", Awards)
DISCIPLINE = SectionInfo("discipline", "Kỷ luật", Disciplines, restricted=True)
EVALUATION = SectionInfo("evaluation", "Nhận xét, đánh giá", Evaluation, restricted=True)
