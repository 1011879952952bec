"""What each unit's month still needs before it is signed, and who holds it up."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.levels import statement
from tiers.units import Tier

# One need a person, the first that stands in the way. What a newer draft changes is checked first.
_NEEDS = """
    with place as (
      select employment.person_id, person.full_name, person.sort_key, unit.unit_id, unit.name,
             unit.tier, unit.parent_id
      from employment
      join person on person.id = employment.person_id
      join unit_period unit on unit.unit_id = employment.unit_id
       and unit.valid_from <= :day and (unit.valid_to is null or unit.valid_to > :day)
      where employment.starts_on <= :day
        and (employment.ends_on is null or employment.ends_on > :day)
        and (cast(:unit_ids as int[]) is null or employment.unit_id = any(:unit_ids))
        and employment.unit_id <> all(cast(:without as int[]))
        and unit.tier = any(:tiers) and {seen}
    ), need as (
      select place.*, case
        when draft.state = 'with_hr' then 'check'
        when draft.state = 'returned' then 'returned'
        when latest.version is null then 'absent'
        when not exists (select from manifest_item signed where signed.record_id = place.person_id
          and signed.version = latest.version) then 'sign' end as need
      from place
      left join draft on draft.person_id = place.person_id and draft.state <> 'confirmed'
      left join lateral (
        select version from record_version where record_id = place.person_id
        order by version desc limit 1) latest on true
    )
    select unit_id, min(name) as name, min(tier) as tier, min(parent_id) as parent_id,
           count(*) as owed,
           count(*) filter (where need = 'absent') as absent,
           count(*) filter (where need = 'returned') as returned,
           count(*) filter (where need = 'check') as to_check,
           count(*) filter (where need = 'sign') as to_sign,
           coalesce((array_agg(full_name order by sort_key, person_id)
             filter (where need in ('absent', 'returned')))[1:3], '{}') as people
    from need group by unit_id having count(need) > 0
    order by count(need) desc, unit_id
"""
_OF_UNITS = statement(_NEEDS, "person.id")

_POSTS = statement(
    """
    select appointment.unit_id, appointment.post, person.full_name, account.id as account_id,
           account.mail
    from appointment
    join person on person.id = appointment.person_id
    left join account on account.person_id = appointment.person_id and account.disabled_at is null
    where appointment.unit_id = any(:unit_ids) and appointment.starts_on <= :day
      and (appointment.ends_on is null or appointment.ends_on > :day)
      and not lapsed(appointment.person_id, :day) and {seen}
    order by appointment.unit_id, appointment.starts_on, appointment.id
""",
    "person.id",
)
_RETURNED = text("""
    select account.id as account_id, account.mail, jsonb_array_length(draft.returns) as fields
    from draft
    join account on account.person_id = draft.person_id and account.disabled_at is null
     and account.mail is not null
    where draft.state = 'returned' and exists (
      select from employment where employment.person_id = draft.person_id
        and employment.starts_on <= :day
        and (employment.ends_on is null or employment.ends_on > :day))
    order by account.id
""")


class Needs(NamedTuple):
    """What one unit's month needs: records by what stands in their way, and the first names."""

    unit_id: int
    name: str
    tier: str
    parent_id: int | None
    owed: int
    absent: int  # nothing has been entered, or not been sent
    returned: int
    to_check: int
    to_sign: int
    people: Sequence[str]  # of whom something is absent or returned

    @property
    def left(self) -> int:
        """How many records still need something."""
        return self.absent + self.returned + self.to_check + self.to_sign


class Holder(NamedTuple):
    """Somebody who holds a post in a unit, and where letters go."""

    unit_id: int
    post: str
    full_name: str
    account_id: int | None
    mail: str | None


class Returned(NamedTuple):
    """An account whose person has returned fields to mend."""

    account_id: int
    mail: str
    fields: int


def of_units(
    session: Session,
    day: date,
    unit_ids: Collection[int] | None = None,
    hidden: Collection[str] = (),
    tiers: Collection[Tier] = (Tier.FACILITY, Tier.DEPARTMENT),
    without: Collection[int] = (),
) -> list[Needs]:
    """Return the units whose month needs something, the most first; None = the whole province.

    `without`: units that follow no month.
    """
    values = {
        "day": day,
        "unit_ids": None if unit_ids is None else list(unit_ids),
        "hidden": list(hidden),
        "tiers": [*map(str, tiers)],
        "without": list(without),
    }
    return [Needs(*row) for row in session.execute(_OF_UNITS, values)]


def holders(
    session: Session, unit_ids: Collection[int], day: date, hidden: Collection[str] = ()
) -> list[Holder]:
    """Return who holds a post in those units on the day, the longest-serving first."""
    values = {"unit_ids": list(unit_ids), "day": day, "hidden": list(hidden)}
    return [Holder(*row) for row in session.execute(_POSTS, values)]


def returned(session: Session, day: date) -> list[Returned]:
    """Return the accounts with a mail address whose people have a return open."""
    return [Returned(*row) for row in session.execute(_RETURNED, {"day": day})]
