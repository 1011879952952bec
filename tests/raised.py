"""Somebody at the raised level: by two persons, or by the row that they would leave."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import levels
from province_app.services.basis import Basis
from province_app.services.two_person_desk import decide
from tiers.units import Officer


def raise_by_two(
    session: Session,
    first: Officer,
    second: Officer,
    who: str,
    days: tuple[date, date],
    basis: Basis,
    moment: datetime,
) -> int:
    """Raise the person's level as the pages do; return the row's id."""
    act = levels.propose_raising(session, first, UUID(who), *days, basis, moment)
    decide(session, second, act.id, True, moment)
    found: int = session.scalar(text("select max(id) from raised_level"))
    return found


def raise_by_row(session: Session, who: str) -> None:
    """Let the person be restricted from 21 May to the end of July."""
    session.execute(
        text(
            "insert into raised_level (person_id, starts_on, ends_on, basis_number, basis_date,"
            " raised_by, raised_at) select :who, '2024-05-21', '2024-08-01', '1', '2024-05-01',"
            " person_id, created_at from account where person_id <> :who order by id limit 1"
        ),
        {"who": who},
    )
    session.commit()
