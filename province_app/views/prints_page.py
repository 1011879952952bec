"""What `prints/show.html` and `prints/_batches.html` show: records printed many at a time."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.imports_page import UnitOption


@dataclass(frozen=True)
class BatchLine:
    """One batch: how far it is, and where it is taken."""

    unit: str
    asked_at: datetime
    done: int
    total: int
    running: bool
    printed: int
    until: datetime
    restricted: bool
    notes: tuple[str, ...] = ()  # "2 người chưa có phiên bản nào"
    take_url: str = ""  # once it is made


@dataclass(frozen=True)
class PrintsPage:
    """In hàng loạt."""

    batches: tuple[BatchLine, ...]
    units: tuple[UnitOption, ...]
    today: str
    error: str = ""

    @property
    def running(self) -> bool:
        """Whether the page asks again by itself."""
        return any(one.running for one in self.batches)
