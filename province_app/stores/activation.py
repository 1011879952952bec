"""Activation codes and tries: everything by keyed indexes, so the rows say nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from province_app.models.accounts import ActivationCode
from province_app.models.people import Account
from province_app.models.records import IdentityIndex
from province_app.stores.levels import statement


class Awaiting(NamedTuple):
    """An account of a unit that waits for its activation."""

    account_id: int
    person_id: UUID
    full_name: str
    username: str


_AWAITING = statement(
    """
    select account.id, person.id, person.full_name, account.username from employment
    join person on person.id = employment.person_id
    join account on account.person_id = person.id
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
      and account.password_hash is null and account.disabled_at is null
      and exists (
        select from account_grant standing where standing.account_id = account.id
          and standing.starts_on <= :day and (standing.ends_on is null or standing.ends_on > :day)
          and not exists (select from account_grant later where later.follows = standing.id))
      and {seen}
    order by person.sort_key, person.id
""",
    "person.id",
)


def awaiting(session: Session, unit_id: int, day: date, hidden: Collection[str]) -> list[Awaiting]:
    """Return the unit's accounts that wait for their activation on the day, by given name."""
    values = {"unit_id": unit_id, "day": day, "hidden": list(hidden)}
    rows = session.execute(_AWAITING, values)
    return [Awaiting(*row) for row in rows]


def known_numbers(session: Session, person_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the index of the identity number of those whose record holds one, by person."""
    query = select(IdentityIndex.record_id, IdentityIndex.number)
    rows = session.execute(query.where(IdentityIndex.record_id.in_(person_ids)))
    return {row.record_id: bytes(row.number) for row in rows}


def end_codes(session: Session, account_ids: Collection[int], at: datetime) -> None:
    """Let no earlier code of the accounts be used any more; `at`: system clock."""
    session.execute(
        update(ActivationCode)
        .where(ActivationCode.account_id.in_(account_ids), ActivationCode.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )


def add_codes(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add codes; the members are the columns'."""
    found = list(rows)
    if found:
        session.execute(insert(ActivationCode), found)


def open_code(
    session: Session, number: bytes, code: bytes, at: datetime
) -> tuple[ActivationCode, Account] | None:
    """Return the code that still counts and its account, both locked; None for every other."""
    query = (
        select(ActivationCode, Account)
        .join(Account, Account.id == ActivationCode.account_id)
        .where(
            ActivationCode.number == number,
            ActivationCode.code == code,
            ActivationCode.ended_at.is_(None),
            ActivationCode.expires_at > at,
            Account.disabled_at.is_(None),
        )
        .with_for_update()
    )
    row = session.execute(query.execution_options(populate_existing=True)).one_or_none()
    return (row[0], row[1]) if row else None
