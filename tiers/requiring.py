"""Who may ask more of the records below than the form does, and from when on.

Source: Quy chế Đ.3 (đủ), Đ.5; Đ.17, 18 (cấp sở, cấp huyện và Sở Nội vụ quản lý dữ liệu).
"""

from datetime import date

from tiers.decision import ALLOWED, Decision
from tiers.units import Officer, PostKind, Role, Tier


def requires_for(officer: Officer, unit_id: int, tier: Tier) -> bool:
    """Whether the officer may require fields for the unit and all below it.

    Sở Nội vụ for the province, HR of a department or district for that one. Source: Quy chế Đ.5.
    """
    if officer.has(Role.PROVINCE):
        return tier is Tier.PROVINCE
    is_hr = officer.has(Role.DEPARTMENT_HR) and officer.holds(PostKind.HR, unit_id)
    return is_hr and tier is Tier.DEPARTMENT


def may_take_effect(day: date, today: date) -> Decision:
    """Decide whether a requirement may begin or end on the day: never for a day that is over.

    What was sent was judged by the requirements of its day.
    """
    return ALLOWED if day >= today else Decision(False, "state", "day_past", "Đ.5")
