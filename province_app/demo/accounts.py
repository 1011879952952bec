"""The account of each demo person: its name and the door that it opens."""

from dataclasses import dataclass

from province_app.demo.names import ascii_parts
from province_app.demo.people import UnitPeople
from province_app.demo.units import DemoUnit, facts
from tiers.units import PostKind, Role, Tier


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account; without a password it is not activated yet."""

    username: str
    person: str
    role: Role
    password: str | None = None
    totp_secret: str | None = None

    def as_seed(self) -> dict[str, str | None]:
        """Return the account as the seed file holds it (docs/seed.md)."""
        return {
            "username": self.username,
            "password": self.password,
            "totp_secret": self.totp_secret,
            "person": self.person,
            "role": self.role.value,
        }


def username(full_name: str, number: int) -> str:
    """Return "ha.nguyenthi.0123" for Nguyễn Thị Hà, number 122: no identity number in it."""
    given, rest = ascii_parts(full_name)
    return f"{given}.{rest}.{number + 1:04d}"


def role_of(unit: DemoUnit, post: PostKind | None) -> Role:
    """Return the role that goes with a post in the unit; everyone else has a personal account.

    Source: Quy chế Đ.5, Đ.18 (Sở Nội vụ manages the province's database).
    """
    if post is PostKind.HR:
        if unit.code == facts()["database_manager"]:
            return Role.PROVINCE
        return Role.DEPARTMENT_HR if unit.tier is Tier.DEPARTMENT else Role.HR
    return Role.LEADER if post else Role.PERSON


def accounts_of(group: UnitPeople) -> list[DemoAccount]:
    """Return an account, not activated, for each person of the unit."""
    posts = {appointment.person: appointment.post for appointment in group.appointments}
    return [
        DemoAccount(
            username(person.full_name, person.number),
            person.id,
            role_of(group.unit, posts.get(person.id)),
        )
        for person in group.persons
    ]
