"""People on rosters, their posts, their accounts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.people import Account, Appointment, Employment, Person
from province_app.models.units import UnitPeriod
from province_app.record.names import sort_key
from province_app.stores import assignments, grants, levels
from province_app.stores.asked import once
from province_app.stores.units import appointed_on, dated_on, employed_on
from tiers.levels import hidden_from
from tiers.units import WIDEST, Granted, Officer, Post, PostKind, Role, Tier


def employment_as_of(session: Session, person_id: UUID, day: date) -> Employment:
    """Return where the person works on the day; NoResultFound when nowhere."""
    return session.scalars(
        select(Employment).where(Employment.person_id == person_id, employed_on(day))
    ).one()


def lock(session: Session, person_id: UUID) -> None:
    """Make other transactions that lock the same person wait for this one."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def roster(
    session: Session,
    unit_id: int,
    day: date,
    hidden: Collection[str] = (),
    only: Collection[UUID] | None = None,
) -> Sequence[Person]:
    """Return the people of the unit on the day, by given name, without the hidden.

    `only`: of these people alone.
    """
    query = (
        select(Person)
        .join(Employment, Employment.person_id == Person.id)
        .where(Employment.unit_id == unit_id, employed_on(day), levels.seen(Person.id, hidden))
        .order_by(Person.sort_key)
    )
    return session.scalars(query if only is None else query.where(Person.id.in_(only))).all()


def roster_names(
    session: Session, unit_id: int, day: date, hidden: Collection[str] = ()
) -> list[tuple[UUID, str]]:
    """Return who those people are, and nothing else of them."""
    query = (
        select(Person.id, Person.full_name)
        .join(Employment, Employment.person_id == Person.id)
        .where(Employment.unit_id == unit_id, employed_on(day), levels.seen(Person.id, hidden))
        .order_by(Person.sort_key)
    )
    return [(row.id, row.full_name) for row in session.execute(query)]


def employments(
    session: Session, unit_id: int, day: date, only: Collection[UUID] | None = None
) -> dict[UUID, Employment]:
    """Return the employments of those who are on the unit's roster on the day, by person.

    `only`: of these people alone.
    """
    query = select(Employment).where(Employment.unit_id == unit_id, employed_on(day))
    query = query if only is None else query.where(Employment.person_id.in_(only))
    return {one.person_id: one for one in session.scalars(query)}


def roster_size(session: Session, unit_id: int, day: date, hidden: Collection[str] = ()) -> int:
    """Return how many people the unit has on the day, without the hidden."""
    query = select(func.count()).select_from(Employment)
    query = query.where(levels.seen(Employment.person_id, hidden))
    return session.scalar(query.where(Employment.unit_id == unit_id, employed_on(day))) or 0


def rename(session: Session, names_of: Mapping[UUID, str]) -> None:
    """Let the roster call people as their confirmed records do; letter case is not a change."""
    now = names(session, list(names_of))
    changed = [
        {"id": who, "full_name": name, "sort_key": sort_key(name)}
        for who, name in names_of.items()
        if name.casefold() != now[who].casefold()
    ]
    if changed:
        session.execute(update(Person), changed)


class RosterLine(NamedTuple):
    """A person of a unit, and how far the record is."""

    person_id: UUID
    full_name: str
    category: str
    draft_state: str | None  # of the open draft
    version: int | None  # the newest one
    signed: bool  # whether that one is


def roster_lines(
    session: Session,
    unit_id: int,
    day: date,
    offset: int,
    limit: int,
    hidden: Collection[str] = (),
) -> list[RosterLine]:
    """Return a page of the unit's people on the day, by given name, without the hidden."""
    values = {"unit_id": unit_id, "day": day, "offset": offset, "limit": limit}
    rows = session.execute(_ROSTER_LINES, {**values, "hidden": list(hidden)})
    return [RosterLine(*row) for row in rows]


_ROSTER_LINES = levels.statement(
    """
    select person.id, person.full_name, employment.category, draft.state, newest.version,
           attested.record_id is not null
    from employment
    join person on person.id = employment.person_id
    left join draft on draft.person_id = person.id and draft.state <> 'confirmed'
    left join lateral (
      select version from record_version where record_id = person.id
      order by version desc limit 1) newest on true
    left join manifest_item attested
      on attested.record_id = person.id and attested.version = newest.version
    where employment.unit_id = :unit_id and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
      and {seen}
    order by person.sort_key, person.id offset :offset limit :limit
""",
    "person.id",
)


@once
def names(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return full names by id."""
    rows = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(person_ids)))
    return dict(rows.all())


def in_roster_order(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return full names by id, in the order of a roster."""
    query = select(Person.id, Person.full_name).where(Person.id.in_(person_ids))
    return {row.id: row.full_name for row in session.execute(query.order_by(Person.sort_key))}


def post_holders(
    session: Session, unit_id: int, post: PostKind, day: date
) -> dict[UUID, tuple[str, str]]:
    """Return (full name, title) of those who hold that post of the unit on the day, by id."""
    query = (
        select(Person.id, Person.full_name, Appointment.title)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id == unit_id, Appointment.post == post, appointed_on(day))
    )
    return {row.id: (row.full_name, row.title) for row in session.execute(query)}


def account_named(session: Session, username: str) -> Account | None:
    """Return the account of that user name, or None."""
    return session.scalars(select(Account).where(Account.username == username)).one_or_none()


def has_account(session: Session, person_id: UUID) -> bool:
    """Return whether the person has an account."""
    return bool(session.scalar(select(Account.id).where(Account.person_id == person_id).limit(1)))


def account_ids(session: Session, usernames: Sequence[str]) -> dict[str, int]:
    """Return the ids of the accounts of those user names, by name."""
    query = select(Account.username, Account.id).where(Account.username.in_(usernames))
    return dict(session.execute(query).all())


def account_for_update(session: Session, account_id: int) -> Account | None:
    """Return the account, its row locked and freshly read, or None."""
    query = select(Account).where(Account.id == account_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def officer(
    session: Session, account: Account, day: date, granted: frozenset[Granted] | None = None
) -> Officer:
    """Return who the account's holder is on the day: grants, posts and assignments, freshly read.

    `granted`: the grants of the day, where the caller has just read them.

    Who came off the roster has the own record and nothing else: neither grants nor posts nor
    assignments count, until the person is put back. Source: Quy chế Đ.5, 7, 10, 11.6.
    """
    who = account.person_id
    held = session.execute(
        select(
            func.lapsed(who, day).label("lapsed"),
            assignments.ever_given(who).label("assigned"),
            Appointment.unit_id,
            Appointment.post,
        )
        .select_from(Account)
        .outerjoin(Appointment, and_(Appointment.person_id == who, dated_on(day)))
        .where(Account.id == account.id)
    ).all()
    held_grants = grants.of_account(session, account.id, day) if granted is None else granted
    posts = frozenset(Post(one.unit_id, PostKind(one.post)) for one in held if one.post)
    assigned = bool(held) and held[0].assigned
    tasks = assignments.open_for(session, who, day) if assigned else frozenset()
    if held and held[0].lapsed:
        held_grants = frozenset(Granted(Role.PERSON, one.unit_id) for one in held_grants)
        posts, tasks = frozenset(), frozenset()
    roles = {one.role for one in held_grants}
    widest = next((role for role in WIDEST if role in roles), Role.PERSON)
    found = Officer(str(who), widest, posts, held_grants, tasks)
    return replace(found, hidden=hidden_from(found, levels.restricted_on(session, day)))


def granted(session: Session, role: Role, unit_id: int, day: date) -> Sequence[Account]:
    """Return the accounts that hold the role in the unit on the day, the oldest first."""
    query = select(Account).join(AccountGrant, AccountGrant.account_id == Account.id)
    mine = (AccountGrant.role == role, AccountGrant.unit_id == unit_id, grants.valid_on(day))
    return session.scalars(query.where(*mine).order_by(Account.id)).all()


def officer_of(session: Session, person_id: UUID, day: date) -> Officer:
    """Return who the person is on the day, by the own account; NoResultFound without one."""
    query = select(Account).where(Account.person_id == person_id).order_by(Account.id).limit(1)
    return officer(session, session.scalars(query).one(), day)


def known_words(session: Session, person_id: UUID, day: date) -> list[str]:
    """Return names that anybody can connect with the person: own, of the unit, of the province."""
    here = select(Employment.unit_id).where(Employment.person_id == person_id, employed_on(day))
    units = select(UnitPeriod.name).where(
        or_(UnitPeriod.unit_id.in_(here), UnitPeriod.tier == Tier.PROVINCE)
    )
    own = select(Person.full_name).where(Person.id == person_id)
    return list(session.scalars(own.union(units)))


def first_entered_at(session: Session) -> datetime | None:
    """Return when the first person was entered: nothing is owed for the time before."""
    return session.scalar(select(func.min(Person.created_at)))


@once
def home_unit(session: Session, person_id: UUID, day: date) -> int | None:
    """Return the id of the unit where the person works on the day; None when nowhere."""
    query = select(Employment.unit_id).where(Employment.person_id == person_id, employed_on(day))
    return session.scalar(query)


def work_units(session: Session, person_ids: Collection[UUID], day: date) -> dict[UUID, int]:
    """Return the unit of each person's work on the day, else of the last work before or after."""
    rows = session.execute(_WORK_UNITS, {"ids": list(person_ids), "day": day})
    return dict(rows.all())


_WORK_UNITS = text("""
    select distinct on (person_id) person_id, unit_id from employment where person_id = any(:ids)
    order by person_id, (starts_on <= :day and (ends_on is null or ends_on > :day)) desc,
      starts_on desc, id desc
""")


def categories(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the category of each person's newest employment."""
    query = (
        select(Employment.person_id, Employment.category)
        .ext(distinct_on(Employment.person_id))
        .where(Employment.person_id.in_(person_ids))
        .order_by(Employment.person_id, Employment.starts_on.desc())
    )
    return dict(session.execute(query).all())


@once
def title_of(session: Session, person_id: UUID, day: date) -> str:
    """Return the title of the first post that the person holds on the day, or an empty text."""
    query = select(Appointment.title).where(Appointment.person_id == person_id, appointed_on(day))
    return session.scalar(query.order_by(Appointment.starts_on).limit(1)) or ""
