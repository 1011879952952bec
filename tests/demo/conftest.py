"""One generated province for all tests of the demo data: 5,000 people in 200 units."""

import pytest

from province_app.demo.people import DemoPerson, UnitPeople, people_of_units
from province_app.demo.units import DemoUnit, choose_units


@pytest.fixture(scope="session")
def units() -> tuple[DemoUnit, ...]:
    return choose_units(200)


@pytest.fixture(scope="session")
def groups(units) -> list[UnitPeople]:
    return list(people_of_units(units, 5000))


@pytest.fixture(scope="session")
def people(groups) -> list[DemoPerson]:
    return [person for group in groups for person in group.persons]


@pytest.fixture(scope="session")
def officials(people) -> list[DemoPerson]:
    """Those who fill the form: everybody but labour-contract staff."""
    return [person for person in people if person.category != "HD111"]
