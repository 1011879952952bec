"""Where the person worked, and the history told by the person: items 33, 34."""

from typing import Annotated

from province_app.record.form import (
    EVERYBODY,
    FORM_USERS,
    Item,
    Row,
    Rows,
    Section,
    SectionInfo,
    column,
)
from province_app.record.kinds import (
    FullText,
    LongText,
    Month,
    ShortText,
)


class Job(Row):
    """One place of work, public or not; an open end is today (nay)."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    org_text: Annotated[LongText | None, column("Cơ quan, tổ chức, đơn vị công tác")] = None
    title_text: Annotated[ShortText | None, column("Chức danh, chức vụ")] = None


class OldRegimeWork(Row):
    """Work for the old regime."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    title_unit_place: Annotated[LongText | None, column("Chức danh, đơn vị, địa điểm")] = None


class ForeignRelation(Row):
    """Membership of, or relations with, an organisation abroad."""

    from_month: Annotated[Month | None, column("Từ tháng, năm")] = None
    to_month: Annotated[Month | None, column("Đến tháng, năm")] = None
    org_address_work: Annotated[LongText | None, column("Tên tổ chức, trụ sở, công việc")] = None


class WorkHistory(Section):
    """Quá trình công tác: item 33."""

    jobs: Annotated[
        Rows[Job] | None,
        Item("33", "Quá trình công tác", required_for=FORM_USERS, sensitivity="A", fewest_rows=1),
    ] = None


class SelfHistory(Section):
    """Lịch sử bản thân: item 34. Never leaves the province."""

    detention_statement: Annotated[
        FullText | None,
        Item(
            "34.1",
            "Khai rõ: bị bắt, bị tù (từ ngày tháng năm nào đến ngày tháng năm nào, ở đâu), "
            "đã khai báo cho ai, những vấn đề gì",
            sensitivity="R",
        ),
    ] = None
    old_regime_work: Annotated[
        Rows[OldRegimeWork] | None,
        Item("34.2", "Bản thân có làm việc cho chế độ cũ", sensitivity="R"),
    ] = None
    foreign_relations: Annotated[
        Rows[ForeignRelation] | None,
        Item(
            "34.3",
            "Tham gia hoặc có quan hệ với các tổ chức chính trị, kinh tế, xã hội ở nước ngoài",
            sensitivity="R",
        ),
    ] = None


WORK_HISTORY = SectionInfo("work_history", "Quá trình công tác", WorkHistory, asked_of=EVERYBODY)
SELF_HISTORY = SectionInfo("self_history", "Lịch sử bản thân", SelfHistory, restricted=True)
