"""The stages by which signed versions climb, and what can become of a record in each.

Source: Quy chế Đ.8; exchange contract §3 (conservation).
"""

from enum import StrEnum

from tiers.units import Tier


class Stage(StrEnum):
    """Chặng đồng bộ."""

    FACILITY_TO_DEPARTMENT = "facility_to_department"
    DEPARTMENT_TO_PROVINCE = "department_to_province"
    PROVINCE_TO_NATIONAL = "province_to_national"

    @property
    def sender_tier(self) -> Tier:
        """The tier whose holdings travel in this stage."""
        return _SENDERS[self]


_SENDERS = {
    Stage.FACILITY_TO_DEPARTMENT: Tier.FACILITY,
    Stage.DEPARTMENT_TO_PROVINCE: Tier.DEPARTMENT,
    Stage.PROVINCE_TO_NATIONAL: Tier.PROVINCE,
}


class Outcome(StrEnum):
    """What became of one record in one stage: owed = the sum of all six."""

    QUEUED = "queued"  # chờ
    SENT = "sent"  # đang gửi
    ACCEPTED = "accepted"  # tiếp nhận
    UNCHANGED = "unchanged"  # không đổi
    REJECTED = "rejected"  # từ chối
    WITHHELD = "withheld"  # giữ lại


SETTLED = frozenset({Outcome.ACCEPTED, Outcome.UNCHANGED})

# Code of what is unchanged since the receiver already holds a newer version.
SUPERSEDED = "superseded"
