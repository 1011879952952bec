"""What accounts were granted, as of a day; and how the accounts of a unit stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, text
from sqlalchemy.orm import Session, aliased

from province_app.models.accounts import AccountGrant
from province_app.models.people import Account
from province_app.stores.levels import statement
from tiers.units import Granted, Role

_later = aliased(AccountGrant)
_STANDING = ~select(_later.id).where(_later.follows == AccountGrant.id).exists()


def standing() -> ColumnElement[bool]:
    """Return the condition that a grant is as its last act left it."""
    return _STANDING


def valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a grant stands and holds on the day."""
    return and_(
        standing(),
        AccountGrant.starts_on <= day,
        or_(AccountGrant.ends_on.is_(None), AccountGrant.ends_on > day),
    )


_ACTS = select(
    AccountGrant.id,
    AccountGrant.follows,
    AccountGrant.role,
    AccountGrant.unit_id,
    AccountGrant.limited,
    AccountGrant.starts_on,
    AccountGrant.ends_on,
)


def of_account(session: Session, account_id: int, day: date) -> frozenset[Granted]:
    """Return what the account holds on the day.

    Asked by every request: a second look at the table would cost the database as much again.
    """
    rows = session.execute(_ACTS.where(AccountGrant.account_id == account_id)).all()
    followed = {row.follows for row in rows}
    return frozenset(
        Granted(Role(row.role), row.unit_id, row.limited)
        for row in rows
        if row.id not in followed
        and row.starts_on <= day
        and (row.ends_on is None or row.ends_on > day)
    )


def usable(session: Session, account_id: int, day: date) -> bool:
    """Whether the account may be used: activated, not disabled, something granted on the day."""
    query = select(Account.id).where(
        Account.id == account_id,
        Account.password_hash.is_not(None),
        Account.disabled_at.is_(None),
        select(AccountGrant.id)
        .where(AccountGrant.account_id == account_id, valid_on(day))
        .exists(),
    )
    return session.scalar(query) is not None


def history(session: Session, account_id: int) -> Sequence[AccountGrant]:
    """Return every act on the account's grants, the newest first."""
    query = select(AccountGrant).where(AccountGrant.account_id == account_id)
    return session.scalars(query.order_by(AccountGrant.id.desc())).all()


def open_of(session: Session, account_id: int, day: date) -> Sequence[AccountGrant]:
    """Return the account's grants that stand and are not over on the day, future ones too."""
    query = select(AccountGrant).where(
        AccountGrant.account_id == account_id,
        standing(),
        or_(AccountGrant.ends_on.is_(None), AccountGrant.ends_on > day),
    )
    return session.scalars(query.order_by(AccountGrant.id)).all()


def find(session: Session, grant_id: int) -> AccountGrant | None:
    """Return a grant as it stands; None for one that was changed since, or that is not."""
    query = select(AccountGrant).where(AccountGrant.id == grant_id, standing())
    return session.scalars(query).one_or_none()


def add_many(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add grants; the members are the columns'."""
    found = list(rows)
    if found:
        session.execute(insert(AccountGrant), found)


class AccountLine(NamedTuple):
    """A person of a unit and the account, if there is one."""

    person_id: UUID
    full_name: str
    account_id: int | None
    username: str | None
    disabled: bool
    activated: bool
    grants: list[dict[str, Any]]  # role, unit, limited; those valid on the day
    code_until: datetime | None  # of an activation code that may still be used


_LINES = statement(
    """
    select person.id, person.full_name, account.id, account.username,
      account.disabled_at is not null, account.password_hash is not null,
      coalesce((
        select jsonb_agg(jsonb_build_object(
          'role', standing.role, 'unit_id', standing.unit_id, 'limited', standing.limited))
        from account_grant standing
        where standing.account_id = account.id and standing.starts_on <= :day
          and (standing.ends_on is null or standing.ends_on > :day)
          and not exists (select from account_grant later where later.follows = standing.id)
      ), '[]'),
      (select max(expires_at) from activation_code code
       where code.account_id = account.id and code.ended_at is null and code.expires_at > :now)
    from employment
    join person on person.id = employment.person_id
    left join account on account.person_id = person.id
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
      and (cast(:person_id as uuid) is null or person.id = :person_id)
      and {seen}
    order by person.sort_key, person.id
""",
    "person.id",
)


def lines(
    session: Session,
    unit_id: int,
    day: date,
    now: datetime,
    hidden: Collection[str] = (),
    person_id: UUID | None = None,
) -> list[AccountLine]:
    """Return the unit's people on the day with their accounts, by given name; or one of them.

    `now`: of the system clock, by which codes run out.
    """
    values = {"unit_id": unit_id, "day": day, "now": now, "person_id": person_id}
    values["hidden"] = list(hidden)
    return [AccountLine(*row) for row in session.execute(_LINES, values)]


def account_of(session: Session, person_id: UUID, *, lock: bool = False) -> Account | None:
    """Return the person's account, locked and freshly read if asked; None without one."""
    query = select(Account).where(Account.person_id == person_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def people_without(
    session: Session, unit_id: int, day: date, hidden: Collection[str]
) -> list[tuple[UUID, str]]:
    """Return who is on the unit's roster on the day without an account: id, full name."""
    values = {"unit_id": unit_id, "day": day, "hidden": list(hidden)}
    rows = session.execute(_WITHOUT, values)
    return [(row.id, row.full_name) for row in rows]


_WITHOUT = statement(
    """
    select person.id, person.full_name from employment
    join person on person.id = employment.person_id
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
      and not exists (select from account where account.person_id = person.id)
      and {seen}
    order by person.sort_key, person.id
""",
    "person.id",
)


def accounts_without_own(
    session: Session, unit_id: int, day: date, hidden: Collection[str]
) -> list[int]:
    """Return the accounts of the unit's people on the day that never had a personal grant."""
    values = {"unit_id": unit_id, "day": day, "hidden": list(hidden)}
    return list(session.scalars(_BARE, values))


_BARE = statement(
    """
    select account.id from employment
    join account on account.person_id = employment.person_id
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
      and not exists (
        select from account_grant had where had.account_id = account.id and had.role = 'person')
      and {seen}
    order by account.id
""",
    "account.person_id",
)


def highest_numbers(session: Session, bases: Collection[str]) -> dict[str, int]:
    """Return the highest number in use behind each beginning of a user name (`ha.nguyenthi`).

    Whoever asks names accounts next, so those who do so at once wait for each other.
    """
    session.execute(text("select pg_advisory_xact_lock(hashtext('account.username'))"))
    rows = session.execute(_NUMBERS, {"bases": list(bases)})
    return dict(rows.all())


_NUMBERS = text(r"""
    select regexp_replace(username, '\.\d+$', '') as base,
      max(cast(substring(username from '\.(\d+)$') as bigint)) as highest
    from account where username ~ '\.\d{1,9}$'
      and regexp_replace(username, '\.\d+$', '') = any(:bases)
    group by base
""")
