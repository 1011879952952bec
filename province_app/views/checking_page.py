"""What `checking/show.html` shows: HR checks one record."""

from dataclasses import dataclass
from datetime import datetime

from province_app.services.field_checks import Kept
from province_app.views.evidence_panel import Document
from province_app.views.page import Act, FieldError, Link, Note
from province_app.views.photo_page import Photos
from province_app.views.record_page import Option, Returned, Score


@dataclass(frozen=True)
class KeptPart:
    """`checking/_kept.html`: the fields that the page shows as confirmed, as they were kept."""

    paths: tuple[str, ...]
    saved_at: datetime | None = None
    fault: str = ""


@dataclass(frozen=True)
class CheckItem:
    """One changed field: old → new; what was chosen before comes back after a refusal."""

    path: str
    number: str
    label: str
    old: str
    new: str
    lines: tuple[str, ...] = ()  # of a table: the rows that came, went or changed
    warnings: tuple[str, ...] = ()
    returned: Returned | None = None  # sent back earlier, for this reason
    chosen_reason: str = ""
    chosen_text: str = ""
    documents: tuple[Document, ...] = ()
    photos: Photos | None = None  # of the photo: old and new
    by_unit: bool = False  # typed by an officer, where the person typed other fields
    ticked: bool = False
    kept: Kept | None = None  # who confirmed this field, and whether that still holds


@dataclass(frozen=True)
class CheckSection:
    """The changed fields of one section, in the order of the form."""

    name: str
    label: str
    items: tuple[CheckItem, ...]
    restricted: bool = False


@dataclass(frozen=True)
class CheckingPage:
    """Kiểm tra hồ sơ."""

    draft_id: str
    revision: int
    person: str
    title: str  # "Giáo viên THCS hạng II · số hiệu HM-0217"
    status: str
    sent_at: datetime | None
    sections: tuple[CheckSection, ...]
    reasons: tuple[Option, ...]
    confirm: Act
    return_: Act
    position: str = ""  # "1 trong 7"
    note: Note | None = None  # "Bạn kiểm tra thay vì …"
    first_entry: bool = False
    following: Link | None = None  # the next record in my list
    errors: tuple[FieldError, ...] = ()
    history: str = ""  # address of the record's versions, once there is one
    issues: str = ""  # address of what was raised of the record
    scores: tuple[Score, ...] = ()

    @property
    def kept(self) -> KeptPart:
        """What stands confirmed as the page opens."""
        items = [one for section in self.sections for one in section.items]
        return KeptPart(tuple(one.path for one in items if one.kept and one.kept.holds))

    @property
    def open(self) -> CheckItem | None:
        """The first field that is not confirmed yet."""
        items = (one for section in self.sections for one in section.items)
        return next((one for one in items if not (one.kept and one.kept.holds)), None)

    @property
    def total(self) -> int:
        """How many fields changed."""
        return sum(len(section.items) for section in self.sections)
