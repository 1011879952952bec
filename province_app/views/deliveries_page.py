"""What the page of departments with software of their own shows."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.record_page import Option


@dataclass(frozen=True)
class DeliveryRow:
    """When a department delivers or delivered, and by which document."""

    unit: str
    agency: str  # its code in the exchange
    starts_on: date
    ends_on: date | None  # the first day without
    basis: str
    by: str
    decided_at: datetime


@dataclass(frozen=True)
class DeliveriesPage:
    """Sở, huyện dùng phần mềm riêng: who, since when, and the form."""

    today: str
    open: bool  # whether this node takes deliveries at all
    rows: tuple[DeliveryRow, ...]
    departments: tuple[Option, ...]
    put_aside: tuple[str, ...] = ()  # agency and month of each whose judgement failed
    act: str = "begin"
    unit: str = ""
    day: str = ""
    basis_number: str = ""
    basis_date: str = ""
    error: str = ""
