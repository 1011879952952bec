"""The unit: its roster with people to print, and what HR writes of one."""

from dataclasses import replace

from province_app.views.page import Act, Link
from province_app.views.record_page import SavedPart
from province_app.views.unit_page import FieldGroup, RosterPage, RosterRow, SheetPage
from tests.views.samples import evidence
from tests.views.samples.record import FIELDS
from tests.views.samples.shells import HR, LONG_NAME

ROWS = tuple(
    RosterRow(name, "Viên chức", status, "#", f"00000000-0000-4000-8000-00000000000{number}")
    for number, (name, status) in enumerate(
        (("Trần Văn Bình", "signed"), (LONG_NAME, "with_hr"), ("Hoàng Thị Kim Oanh", "none"))
    )
)
ROSTER = RosterPage("Trường THCS Hải Minh", 3, ROWS, works=(Link("In hàng loạt", "#"),), unit_id=1)
SHEET = SheetPage(
    "Trần Văn Bình", "Giáo viên THCS hạng II", Link("Trường THCS Hải Minh", "#"),
    "00000000-0000-4000-8000-000000000001", "with_person",
    (
        FieldGroup(
            "Ngạch, lương",
            False,
            (replace(FIELDS[1], documents=(evidence.DECISION,)),),
        ),
    ),
    (), SavedPart(3), Act("Lưu"), Act("Gửi kiểm tra"), prints=True,
)  # fmt: skip

PAGES = {
    "unit": ("unit/show.html", HR, ROSTER),
    "unit-read-only": ("unit/show.html", HR, replace(ROSTER, writes=False)),
    "unit-person": ("unit/person.html", HR, SHEET),
    "unit-person-new": ("unit/person.html", HR, replace(SHEET, prints=False)),
}
