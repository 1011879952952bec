"""Row 16: what a second process adds to the stages inside the province, on two cores."""

from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Workshop
from tests.benchmarks.row01_full_month import FullMonth, climb
from tiers.stages import Stage

NAME = "two workers against one"
INSIDE = (Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE)


def run(workshop: Workshop, staff: int, pairs: int) -> dict[str, object]:
    """Return the row: the floor is one worker; a push is one worker's, so it is left out."""
    made = workshop.province(staff)
    months = {1: FullMonth(), 2: FullMonth()}

    def climbing(jobs: int) -> float:
        climb(workshop, made, months[jobs], jobs)
        return sum(months[jobs].seconds[stage] for stage in INSIDE)

    measured = measure(lambda: climbing(1), lambda: climbing(2), pairs)
    seconds = {f"{jobs} at work": month.seconds for jobs, month in months.items()}
    return measured.row(16, NAME, staff, units=made.units, seconds=seconds)
