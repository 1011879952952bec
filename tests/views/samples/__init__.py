"""Sample pages in every state that a template knows: empty, normal, very full, refused, closed.

Invented people of Trường THCS Hải Minh in May 2024. `PAGES`: name → (template, shell, page);
`PARTS`: name → (template, part) for the answers to htmx.
"""

from typing import Any

from province_app.views.page import Shell
from province_app.views.record_page import LookupPart, Said, SavedPart, SectionLine
from tests.views.samples import (
    account,
    accounts,
    backups,
    catalogues,
    certificates,
    checking,
    corrections,
    errors,
    history,
    home,
    importing,
    kept,
    lookups,
    moves,
    permissions,
    policies,
    prints,
    readers,
    record,
    reminders,
    rights,
    searching,
    signing,
    sync,
    units,
)
from tests.views.samples.shells import at

PAGES: dict[str, tuple[str, Shell | None, Any]] = (
    errors.PAGES
    | account.PAGES
    | home.PAGES
    | record.PAGES
    | history.PAGES
    | readers.PAGES
    | corrections.PAGES
    | rights.PAGES
    | checking.PAGES
    | catalogues.PAGES
    | kept.PAGES
    | reminders.PAGES
    | permissions.PAGES
    | accounts.PAGES
    | certificates.PAGES
    | backups.PAGES
    | moves.PAGES
    | lookups.PAGES
    | searching.PAGES
    | importing.PAGES
    | prints.PAGES
    | signing.PAGES
    | sync.PAGES
    | policies.PAGES
    | units.PAGES
)

PARTS: dict[str, tuple[str, Any]] = {
    "progress-running": ("sync/_progress.html", sync.SYNC_RUNNING.run),
    "progress-ended": ("sync/_progress.html", sync.SYNC.run),
    "found": ("record/_found.html", record.FIND),
    "lookup": ("record/_lookup.html", record.LOOKUP),
    "lookup-nothing": ("record/_lookup.html", LookupPart(())),
    "saved": ("record/_saved.html", SavedPart(8, at(24, 14, 5))),
    "saved-and-said": (
        "record/_saved.html",
        SavedPart(
            9,
            at(24, 14, 6),
            said=(
                Said("salary.salary_coefficient", ("Chỉ nhập chữ số.",)),
                Said("salary.salary_step", (), ("Bậc 14 cao hơn bảng lương.",)),
            ),
            mark=SectionLine("salary", "Ngạch, lương", "faulty", 1),
        ),
    ),
    "kept": ("checking/_kept.html", checking.KEPT),
    "not-kept": ("checking/_kept.html", checking.NOT_KEPT),
    "not-saved": (
        "record/_saved.html",
        SavedPart(7, None, "Chưa lưu: hồ sơ đang mở ở trang khác."),
    ),
}
