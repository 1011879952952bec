"""Who administers accounts in the tests' province: Sở Nội vụ, a department, a facility."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from province_app.services.basis import Basis
from province_app.services.grants import Terms
from province_app.stores.transaction import transaction
from tests.desks import DEPARTMENT, FACILITY
from tests.provinces import START, Province
from tiers.units import Officer

PROVINCE = "H40"
BASIS = Basis("12/QĐ-SNV", date(2024, 5, 2))
TODAY = date(2024, 5, 20)
TERMS = Terms(BASIS, TODAY)


def add_grant(province: Province, person_id: str, unit: str, role: str, **more: object) -> int:
    """Let the account hold the role in the unit, from 2024 on, by its row alone."""
    columns = {
        "role": role,
        "unit_id": province.unit(unit),
        "limited": False,
        "starts_on": date(2024, 1, 1),
        "ends_on": None,
        "basis_number": "1/QĐ",
        "basis_date": date(2024, 1, 1),
        "act": "granted",
        "at": START,
        **more,
    }
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    with transaction(province.session):
        return province.session.scalar(
            text(
                f"insert into account_grant (account_id, {names}) values"  # noqa: S608  our names
                f" ((select id from account where person_id = :who), {values}) returning id"
            ),
            {**columns, "who": person_id},
        )


@dataclass
class Admins:
    """Account administrators: two of the province, one of a department, one of a facility."""

    province: Province
    first: Officer
    second: Officer
    department: Officer
    facility: Officer


def plain(province: Province, unit: str) -> list[str]:
    """Return the people of the unit without a post."""
    posted = {row["person"] for row in province.document["appointments"]}
    return [who for who in province.people(unit) if who not in posted]


def make_admins(province: Province) -> Admins:
    """Give four people of the province the accounts that administer others."""
    first = province.holder(DEPARTMENT, "hr")  # Sở Nội vụ: the seed's account of the province
    second, department = province.holder(DEPARTMENT, "head"), province.holder(DEPARTMENT, "deputy")
    facility = province.holder(FACILITY, "hr")
    add_grant(province, second, PROVINCE, "province")
    add_grant(province, department, DEPARTMENT, "unit_admin")
    add_grant(province, facility, FACILITY, "unit_admin")
    return Admins(province, *map(province.officer, (first, second, department, facility)))


def account_id(province: Province, person_id: str) -> int:
    """Return the id of the person's account."""
    query = text("select id from account where person_id = :who")
    found: int = province.session.scalar(query, {"who": UUID(person_id)})
    return found
