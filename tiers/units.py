"""Tiers of units and posts in them. Source: Quy chế Đ.2."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """Cấp của cơ quan, tổ chức trong chuỗi phê duyệt và đồng bộ."""

    FACILITY = "facility"  # cấp cơ sở
    DEPARTMENT = "department"  # cấp sở, cấp huyện
    PROVINCE = "province"  # cơ quan quản lý CSDL của tỉnh


class PostKind(StrEnum):
    """What an appointment lets its holder do in the unit."""

    HEAD = "head"  # người đứng đầu
    DEPUTY = "deputy"  # cấp phó của người đứng đầu
    HR = "hr"  # cán bộ làm công tác tổ chức


class Role(StrEnum):
    """The door that an account was granted (Quy chế Đ.5); its acts still need the post."""

    PERSON = "person"  # tài khoản cá nhân
    HR = "hr"  # tài khoản quản lý của đơn vị
    LEADER = "leader"  # người đứng đầu, cấp phó
    DEPARTMENT_HR = "department_hr"  # tài khoản quản lý cấp sở, cấp huyện
    PROVINCE = "province"  # tài khoản quản lý CSDL của tỉnh (Sở Nội vụ)


@dataclass(frozen=True)
class Post:
    """One appointment that is valid on the day in question."""

    unit_id: int
    kind: PostKind


@dataclass(frozen=True)
class Officer:
    """Who acts: the person, the account's role, the posts held on the day."""

    person_id: str
    role: Role
    posts: frozenset[Post] = frozenset()

    def holds(self, kind: PostKind, unit_id: int) -> bool:
        """Whether the officer holds such a post in this very unit."""
        return Post(unit_id, kind) in self.posts


@dataclass(frozen=True)
class UnitStaff:
    """Who may check and sign in a unit on the day: person ids by post."""

    unit_id: int
    tier: Tier
    heads: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    hr: tuple[str, ...] = ()
