"""How somebody came into office, and the post held now: items 12–14, 23–25, 28, 29."""

from typing import Annotated

from province_app.record.form import (
    FORM_USERS,
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    Day,
    ListedCode,
    ListedCodes,
    LongText,
    ShortText,
)


class Recruitment(Section):
    """Tuyển dụng: items 12–14."""

    occupation_before_recruitment: Annotated[
        ShortText | None, Item("12", "Nghề nghiệp trước khi được tuyển dụng")
    ] = None
    first_recruitment_date: Annotated[
        Day | None,
        Item(
            "13",
            "Ngày được tuyển dụng lần đầu",
            required_for=FORM_USERS,
            sensitivity="A",
            help="Ngày ghi trong quyết định tuyển dụng đầu tiên, ở bất kỳ cơ quan nào.",
        ),
    ] = None
    first_recruiting_org_text: Annotated[
        ShortText | None,
        Item("13", "Cơ quan, tổ chức, đơn vị tuyển dụng", required_for=FORM_USERS, sensitivity="A"),
    ] = None
    current_org_join_date: Annotated[
        Day | None,
        Item(
            "14",
            "Ngày vào cơ quan hiện đang công tác",
            required_for=FORM_USERS,
            sensitivity="A",
            help="Ngày về cơ quan hiện nay; từng chuyển cơ quan thì sau ngày tuyển dụng lần đầu.",
        ),
    ] = None


class Position(Section):
    """Chức vụ, công việc: items 23, 25, 28, 29."""

    position_text: Annotated[
        ListedCode | None,
        Item("23", "Chức vụ hiện tại", "chuc_vu", sensitivity="A", filled_by="hr"),
    ] = None
    appointment_date: Annotated[
        Day | None, Item("23", "Ngày bổ nhiệm", sensitivity="A", filled_by="hr")
    ] = None
    reappointment_date: Annotated[
        Day | None, Item("23", "Ngày bổ nhiệm lại", sensitivity="A", filled_by="hr")
    ] = None
    concurrent_positions: Annotated[
        ListedCodes | None, Item("25", "Chức vụ kiêm nhiệm", "chuc_vu", sensitivity="A")
    ] = None
    main_assigned_work: Annotated[
        LongText | None,
        Item("28", "Công việc chính được giao", required_for=FORM_USERS, sensitivity="A"),
    ] = None
    work_strength: Annotated[
        ShortText | None, Item("29", "Sở trường công tác", sensitivity="A")
    ] = None
    longest_job: Annotated[
        ShortText | None, Item("29", "Công việc làm lâu nhất", sensitivity="A")
    ] = None


class Planning(Section):
    """Quy hoạch: item 24. Never leaves the province: personnel planning is often secret."""

    planned_position: Annotated[
        LongText | None,
        Item("24", "Được quy hoạch chức danh", sensitivity="R", filled_by="hr"),
    ] = None


RECRUITMENT = SectionInfo("recruitment", "Tuyển dụng", Recruitment)
POSITION = SectionInfo("position", "Chức vụ, công việc", Position)
PLANNING = SectionInfo("planning", "Quy hoạch", Planning, restricted=True)
