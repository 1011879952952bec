"""Status and movements: filled by HR and by the system."""

from typing import Annotated, Literal

from province_app.record.form import (
    EVERYBODY,
    Item,
    Section,
    SectionInfo,
)
from province_app.record.kinds import (
    Code,
    Day,
    ShortText,
)


class Service(Section):
    """Tình trạng công tác và biến động, filled by HR and by the system."""

    staff_category: Annotated[
        Code | None,
        Item(
            "S1",
            "Loại cán bộ, công chức, viên chức, người lao động",
            "loai_can_bo",
            required_for=EVERYBODY,
            sensitivity="A",
            filled_by="system",
        ),
    ] = None
    employment_status: Annotated[
        Literal["working", "retired", "resigned", "dismissed", "deceased", "moved_out"] | None,
        Item(
            "S2", "Tình trạng công tác", required_for=EVERYBODY, sensitivity="A", filled_by="system"
        ),
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


SERVICE = SectionInfo("service", "Tình trạng công tác", Service, asked_of=EVERYBODY)
