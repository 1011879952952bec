"""Somebody at the raised level by the row alone, as two persons would leave it."""

from sqlalchemy import text
from sqlalchemy.orm import Session


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
