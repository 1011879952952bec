"""What the person learnt, course by course: item 32."""

from typing import Annotated

from province_app.record.form import (
    EVERYBODY,
    Item,
    Row,
    Rows,
    Section,
    SectionInfo,
    column,
)
from province_app.record.kinds import (
    Code,
    Month,
    ShortText,
)


class ProfessionalCourse(Row):
    """One course of professional training, from intermediate level on."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo")] = None
    major: Annotated[ShortText | None, column("Chuyên ngành đào tạo")] = None
    study_mode_code: Annotated[Code | None, column("Hình thức đào tạo", "hinh_thuc_dao_tao")] = None
    qualification_code: Annotated[Code | None, column("Trình độ", "trinh_do_chuyen_mon")] = None
    diploma_text: Annotated[ShortText | None, column("Văn bằng được cấp")] = None


class PoliticalCourse(Row):
    """One course of political theory."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo")] = None
    study_mode_code: Annotated[Code | None, column("Hình thức đào tạo", "hinh_thuc_dao_tao")] = None
    political_level_code: Annotated[
        Code | None, column("Trình độ lý luận chính trị", "ly_luan_chinh_tri")
    ] = None
    diploma_text: Annotated[ShortText | None, column("Văn bằng được cấp")] = None


class StateManagementCourse(Row):
    """One course of state management, of a professional title or of a special field."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo, bồi dưỡng")] = None
    certificate_code: Annotated[Code | None, column("Chứng chỉ được cấp", "quan_ly_nha_nuoc")] = (
        None
    )
    certificate_text: Annotated[ShortText | None, column("Tên chứng chỉ")] = None


class DefenceCourse(Row):
    """One course of defence and security."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo, bồi dưỡng")] = None
    certificate_code: Annotated[Code | None, column("Chứng chỉ được cấp", "doi_tuong_qpan")] = None


class ComputingCourse(Row):
    """One course of computing."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo, bồi dưỡng")] = None
    certificate_code: Annotated[Code | None, column("Chứng chỉ được cấp", "tin_hoc")] = None


class LanguageCourse(Row):
    """One course of a foreign or ethnic language."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    institution: Annotated[ShortText | None, column("Tên cơ sở đào tạo, bồi dưỡng")] = None
    language_code: Annotated[Code | None, column("Tên ngoại ngữ, tiếng dân tộc", "ngoai_ngu")] = (
        None
    )
    certificate_code: Annotated[Code | None, column("Chứng chỉ được cấp", "trinh_do_ngoai_ngu")] = (
        None
    )
    score: Annotated[ShortText | None, column("Điểm số", example="IELTS 6,5")] = None


class Training(Section):
    """Quá trình đào tạo, bồi dưỡng: item 32."""

    professional: Annotated[
        Rows[ProfessionalCourse] | None,
        Item("32.1", "Chuyên môn (từ trung cấp trở lên)", sensitivity="A"),
    ] = None
    political_theory: Annotated[
        Rows[PoliticalCourse] | None, Item("32.2", "Lý luận chính trị", sensitivity="A")
    ] = None
    state_management: Annotated[
        Rows[StateManagementCourse] | None,
        Item(
            "32.3",
            "Bồi dưỡng quản lý nhà nước, chức danh nghề nghiệp, nghiệp vụ chuyên ngành",
            sensitivity="A",
        ),
    ] = None
    defence: Annotated[
        Rows[DefenceCourse] | None,
        Item("32.4", "Bồi dưỡng kiến thức an ninh, quốc phòng", sensitivity="A"),
    ] = None
    it: Annotated[
        Rows[ComputingCourse] | None,
        Item(
            "32.5",
            "Tin học",
            sensitivity="A",
        ),
    ] = None
    languages: Annotated[
        Rows[LanguageCourse] | None, Item("32.6", "Ngoại ngữ, tiếng dân tộc", sensitivity="A")
    ] = None


TRAINING = SectionInfo("training", "Đào tạo, bồi dưỡng", Training, asked_of=EVERYBODY)
