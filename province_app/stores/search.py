"""People found by name or number: through the one function that carries the wall's predicate."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores import identities
from tiers.searching import Asked, By


class Found(NamedTuple):
    """A person in the latest unit; `ends_on` not None: the first day without it."""

    person_id: UUID
    full_name: str
    sort_key: str
    unit_id: int
    starts_on: date
    ends_on: date | None


class After(NamedTuple):
    """The last person of the page before."""

    sort_key: str
    person_id: UUID


_SEARCH = text(
    "select * from search_people(cast(:words as tsquery), :staff, :personal,"
    " cast(:hidden as uuid[]), :after_key, cast(:after_id as uuid), :most)"
)


def people_found(
    session: Session, asked: Asked, hidden: Collection[str], after: After | None, most: int
) -> list[Found]:
    """Return the first people by given name who may be seen, after that one."""
    rows = session.execute(
        _SEARCH,
        {
            "words": " & ".join(f"{word}:*" for word in asked.words)
            if asked.by is By.NAME
            else None,
            "staff": identities.staff_index(asked.words[0])
            if asked.by is By.STAFF_NUMBER
            else None,
            "personal": identities.personal_index(asked.words[0])
            if asked.by is By.PERSONAL_ID
            else None,
            "hidden": list(hidden),
            "after_key": after.sort_key if after else None,
            "after_id": after.person_id if after else None,
            "most": most,
        },
    )
    return [Found(*row) for row in rows]
