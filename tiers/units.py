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
    UNIT_ADMIN = "unit_admin"  # tài khoản quản trị của đơn vị: cấp tài khoản, không sửa hồ sơ


# Which of several grants names the officer, the widest first.
WIDEST = (
    Role.PROVINCE,
    Role.DEPARTMENT_HR,
    Role.HR,
    Role.LEADER,
    Role.PERSON,
    Role.UNIT_ADMIN,
)


@dataclass(frozen=True)
class Post:
    """One appointment that is valid on the day in question."""

    unit_id: int
    kind: PostKind


@dataclass(frozen=True)
class Granted:
    """One grant that is valid on the day in question; a limited one lets its holder only read."""

    role: Role
    unit_id: int
    limited: bool = False


@dataclass(frozen=True)
class Officer:
    """Who acts: the person, what the account was granted, the posts held on the day.

    `role` is the widest of the grants. `grants` None: the role alone, for whom no account speaks.
    `assigned`: doors of written assignments and the units in which they are open (Đ.11.6).
    `hidden`: persons at a raised level of whom this officer is told nothing (`tiers.levels`).
    """

    person_id: str
    role: Role
    posts: frozenset[Post] = frozenset()
    grants: frozenset[Granted] | None = None
    assigned: frozenset[tuple[str, int]] = frozenset()
    hidden: frozenset[str] = frozenset()

    def roles(self, *, acting: bool = False) -> frozenset[Role]:
        """Return the roles of the grants; `acting`: without those that are limited to reading."""
        if self.grants is None:
            return frozenset({self.role})
        return frozenset(one.role for one in self.grants if not (acting and one.limited))

    def has(self, role: Role) -> bool:
        """Whether the account was granted the role, be it limited."""
        return role in self.roles()

    @property
    def manages(self) -> bool:
        """Whether the account is more than a personal one: posts count in such an account only."""
        return bool(self.roles() - {Role.PERSON, Role.UNIT_ADMIN})

    def assigned_units(self, door: str) -> frozenset[int]:
        """Return the units in which a written assignment opens the door. Source: Đ.11.6."""
        return frozenset(unit_id for name, unit_id in self.assigned if name == door)

    @property
    def hr_units(self) -> frozenset[int]:
        """Return the units in which the officer holds an HR post, and so writes. Source: Đ.7.1a."""
        return frozenset(post.unit_id for post in self.posts if post.kind is PostKind.HR)

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

    def checks_as(self, person_id: str) -> PostKind | None:
        """Return by which post the person checks here, HR first. Source: Quy chế Đ.7.1a."""
        holders = ((PostKind.HR, self.hr), (PostKind.DEPUTY, self.deputies))
        for kind, who in (*holders, (PostKind.HEAD, self.heads)):
            if person_id in who:
                return kind
        return None
