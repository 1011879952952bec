"""The stages by which signed versions climb, and what can become of a record in each.

Source: Quy chế Đ.8; exchange contract §3 (conservation).
"""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Climb:
    """The stages that a node runs; the last one goes over HTTP to the node above it."""

    stages: tuple[Stage, ...]

    @property
    def pushed(self) -> Stage:
        """The stage that another node judges."""
        return self.stages[-1]


# By the role of the node. A department that runs its own software ends with its push to the
# province: the way to the national database is the province's (Đ.8.2, 8.3).
PROVINCE_CLIMB = Climb(tuple(Stage))
DEPARTMENT_CLIMB = Climb((Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE))


def climb_of(role: str) -> Climb:
    """Return the climb of a node in that role; a national node has none and is given a province's.

    Source: Quy chế Đ.8.
    """
    return DEPARTMENT_CLIMB if role == "department" else PROVINCE_CLIMB


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
