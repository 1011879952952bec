"""A facility that waits for its signature, and somebody in it who owes a document."""

import pytest
from sqlalchemy.orm import Session

from tests.desks import FACILITY, plain_member, waiting_facility
from tests.provinces import Province
from tests.services.evidence.documents import ALLOWANCE, next_text, save
from tiers.units import Officer, Role


@pytest.fixture
def province(session: Session) -> Province:
    """The facility's records are confirmed and not signed."""
    return waiting_facility(session)


@pytest.fixture
def person(province: Province) -> Officer:
    """An employee of the facility who has changed an allowance and not sent it."""
    actor = Officer(plain_member(province, FACILITY), Role.PERSON)
    save(province, actor, {ALLOWANCE: next_text(province, actor)})
    return actor
