"""What the page of backups shows."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.page import Note
from province_app.views.record_page import Option


@dataclass(frozen=True)
class PlaceLine:
    """Nơi lưu: its newest right copy and what went wrong last."""

    name: str
    good_at: datetime | None
    tried_at: datetime | None
    fault: str
    late: bool


@dataclass(frozen=True)
class BackupsPage:
    """Sao lưu và phục hồi: places, drill, the proposal of a restore."""

    notes: tuple[Note, ...]
    places: tuple[PlaceLine, ...]
    drilled_at: datetime | None
    drill_right: bool
    drill_place: str
    sets: tuple[Option, ...]
    today: str
    chosen: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""
