"""Rows 2 and 3: a month in which one of fifty records changed, and one in which none did.

The floor of both is the product's own full month.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app import clock
from province_app.demo.month import day
from province_app.demo.province import Cast
from province_app.services import drafts, own_record
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import BulkMonth, Made, Workshop
from tests.benchmarks.row01_full_month import FullMonth, climb, climb_month
from tests.histories import PHONE
from tiers.units import Officer, Role

NAMES = {2: "delta month, 2 % changed", 3: "month without a change"}
JUNE = 6
ONE_IN = 50
CHANGED = """
    select id::text from (
      select person.id, row_number() over (order by person.id) as number
      from person where not exists (select from appointment where person_id = person.id)) plain
    where number % :one_in = 0
"""


class June(BulkMonth):
    """The month after: some people change their telephone, HR confirms, heads sign."""

    def play(self) -> None:
        """Play it to the signatures."""
        self._move(day(20, 8).replace(month=JUNE))
        at = clock.business_now()
        with Session(self.engine) as session:
            for person in session.scalars(text(CHANGED), {"one_in": ONE_IN}).all():
                actor = Officer(person, Role.PERSON)
                held = own_record.text_of(session, actor, at)
                drafts.save_draft(session, actor, {PHONE: "0912345678"}, held.revision, at)
                drafts.send_draft(session, actor, at)
        self._each_unit(self._confirm_rest)
        self._move(day(23, 9).replace(month=JUNE))
        self._each_unit(self._sign_rest)


def run(workshop: Workshop, staff: int, pairs: int, wanted: set[int]) -> list[dict[str, object]]:
    """Return those of the two rows that are wanted."""
    made = workshop.province(staff)
    rows = []
    for number in sorted(wanted & set(NAMES)):
        templates = _june(workshop, made, changes=number == 2)
        full, delta = FullMonth(), FullMonth()

        def product(templates: dict[str, str] = templates, delta: FullMonth = delta) -> float:
            for role, template in templates.items():
                workshop.copy(template, role)
            workshop.move(day(25, 12).replace(month=JUNE))
            workshop.checkpoint()
            return climb_month(workshop, delta, JUNE)

        measured = measure(lambda full=full: climb(workshop, made, full), product, pairs)
        detail = {"seconds": delta.seconds, "sums": delta.sums, "peaks_mb": delta.peaks}
        rows.append(measured.row(number, NAMES[number], staff, units=made.units, **detail))
        for template in templates.values():
            workshop.server.drop_database(template)
    return rows


def _june(workshop: Workshop, made: Made, *, changes: bool) -> dict[str, str]:
    """Return templates of both nodes in June: all signed, nothing has climbed since May."""
    climb(workshop, made, FullMonth())
    if changes:
        with workshop.engine("province") as engine:
            June(engine, workshop.nodes, Cast(), signed=True).play()
    templates = {role: f"june_{role}" for role in made.templates}
    for role, template in templates.items():
        workshop.copy(role, template)
        workshop.tidy(template)
    return templates
