"""A statement that is planned once a connection."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.stores.prepared import Prepared

SUM = Prepared("sum_of", "select cast(:one as int) + :other::int", one="int", other="int")
KNOWN = text("select name from pg_prepared_statements")


def test_it_is_prepared_once_and_outlives_a_rollback(session: Session) -> None:
    assert SUM.execute(session, {"one": 1, "other": 2}).scalar_one() == 3
    session.rollback()
    assert list(session.scalars(KNOWN)).count("sum_of") == 1
    assert SUM.execute(session, {"other": None, "one": 1}).scalar_one() is None


def test_each_connection_has_its_own(session: Session) -> None:
    SUM.execute(session, {"one": 1, "other": 2})
    session.connection().invalidate()
    session.rollback()
    assert SUM.execute(session, {"one": 2, "other": 2}).scalar_one() == 4
