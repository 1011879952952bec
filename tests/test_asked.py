"""What a page asks once, and what an act asks each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from province_app.stores import people
from province_app.stores.asked import remember
from province_app.stores.scope import NODE, enter, person_scope
from tests.desks import FACILITY
from tests.provinces import load_province

DAY = date(2024, 5, 20)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Yield the statements that the session sends meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def asker(session: Session) -> tuple[Session, UUID]:
    """Return a session of the node, and somebody with a place of work."""
    province = load_province(session)
    return session, UUID(province.people(FACILITY)[0])


def test_a_page_asks_the_same_once(asker: tuple[Session, UUID]) -> None:
    session, who = asker
    remember(session)
    with counted(session) as sent:
        first, again = (people.home_unit(session, who, DAY) for _ in range(2))
    assert first == again is not None
    assert len([one for one in sent if "employment" in one]) == 1


def test_an_act_asks_each_time(asker: tuple[Session, UUID]) -> None:
    session, who = asker
    with counted(session) as sent:
        assert people.home_unit(session, who, DAY) == people.home_unit(session, who, DAY)
    assert len([one for one in sent if "employment" in one]) == 2


def test_another_day_and_another_scope_are_another_question(asker: tuple[Session, UUID]) -> None:
    session, who = asker
    remember(session)
    enter(session, NODE)
    unit = people.home_unit(session, who, DAY)
    assert people.home_unit(session, who, date(1900, 1, 1)) is None
    enter(session, person_scope(UUID(int=1), DAY))
    assert people.home_unit(session, who, DAY) is None
    enter(session, NODE)
    assert people.home_unit(session, who, DAY) == unit


def test_a_list_of_people_is_a_question_too(asker: tuple[Session, UUID]) -> None:
    session, who = asker
    remember(session)
    with counted(session) as sent:
        assert people.names(session, [who]) == people.names(session, [who]) != {}
    assert len([one for one in sent if "person" in one]) == 1
    assert people.names(session, []) == {}
