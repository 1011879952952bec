"""Who is at the raised level on a day. Every list leaves out whom its reader may not see.

`hidden` everywhere is the answer of `tiers.levels.hidden_from` for one reader, kept in
`Officer.hidden`; `seen` and `condition` are the one way by which queries obey it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, TextClause, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from province_app.models.levels import RaisedLevel
from province_app.stores.asked import once
from tiers.levels import Restricted


def condition(column: str) -> str:
    """Return the same condition for a statement in text; `:hidden` is a list of ids."""
    return f"{column} <> all(cast(:hidden as uuid[]))"


def statement(sql: str, column: str) -> TextClause:
    """Return the statement with the condition on the column in the place of `{seen}`."""
    return text(sql.replace("{seen}", condition(column)))


def seen(column: InstrumentedAttribute[UUID], hidden: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that the column names nobody of whom the reader is told nothing."""
    return column.not_in([UUID(one) for one in hidden])


_RESTRICTED = text("""
    select distinct level.person_id, employment.unit_id,
      exists (
        select from appointment where appointment.person_id = level.person_id
          and appointment.unit_id = employment.unit_id and appointment.post = 'head'
          and appointment.starts_on <= :day
          and (appointment.ends_on is null or appointment.ends_on > :day)) as is_head
    from raised_level level
    left join employment on employment.person_id = level.person_id
      and employment.starts_on <= :day
      and (employment.ends_on is null or employment.ends_on > :day)
    where level.starts_on <= :day and level.ends_on > :day
      and (level.lowered_on is null or level.lowered_on > :day)
""")


@once
def restricted_on(session: Session, day: date) -> list[Restricted]:
    """Return everybody at the raised level on the day: few people in a whole province."""
    rows = session.execute(_RESTRICTED, {"day": day})
    return [Restricted(str(row.person_id), row.unit_id, row.is_head) for row in rows]


def restricted_by_id(session: Session, day: date) -> dict[str, Restricted]:
    """Return everybody at the raised level on the day, by person."""
    return {one.person_id: one for one in restricted_on(session, day)}


def of_person(session: Session, person_id: UUID) -> Sequence[RaisedLevel]:
    """Return the person's rows, newest first."""
    query = select(RaisedLevel).where(RaisedLevel.person_id == person_id)
    return session.scalars(query.order_by(RaisedLevel.id.desc())).all()


def not_over(session: Session, day: date) -> Sequence[RaisedLevel]:
    """Return the rows that hold on the day or later, the first to end first."""
    query = select(RaisedLevel).where(
        RaisedLevel.ends_on > day,
        (RaisedLevel.lowered_on.is_(None)) | (RaisedLevel.lowered_on > day),
    )
    return session.scalars(query.order_by(RaisedLevel.ends_on, RaisedLevel.id)).all()


def find_for_update(session: Session, level_id: int) -> RaisedLevel | None:
    """Return the row, locked and freshly read; None when absent."""
    query = select(RaisedLevel).where(RaisedLevel.id == level_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
