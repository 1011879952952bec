"""The faults broken into some records on purpose, so that each screen has something to show.

Only faults that the province itself lets through: warnings of the quality rules, and a code that
the national node of the demo does not know. Everything else in the generated records is clean.
"""

from collections.abc import Callable
from dataclasses import dataclass

# The demo's national node takes over this catalogue without this code.
UNKNOWN_TO_NATIONAL = ("trinh_do_pho_thong", "12/12BT")


@dataclass(frozen=True)
class Fault:
    """A rule that one person in `every` breaks: those whose number leaves `remainder`.

    Nobody breaks a rule on a field that is not asked of the person's category.
    """

    name: str
    rule: str
    reason: str
    every: int
    remainder: int
    break_fields: Callable[[dict[str, str]], None]

    def strikes(self, number: int) -> bool:
        """Whether the person of this running number in the province (from 0) has the fault."""
        return number % self.every == self.remainder


def _unknown_code(fields: dict[str, str]) -> None:
    fields["education.general_education_code"] = UNKNOWN_TO_NATIONAL[1]


def _landline(fields: dict[str, str]) -> None:
    fields["identity.phone"] = "0228" + fields["identity.phone"][4:]


def _pay_before_rank(fields: dict[str, str]) -> None:
    if "salary.rank_appointment_date" not in fields:  # contract staff
        return
    day, month, year = fields["salary.rank_appointment_date"].split("/")
    fields["salary.salary_effective_date"] = f"{day}/{month}/{int(year) - 1}"


FAULTS = (
    Fault(
        "unknown_to_national",
        "catalogue_unknown_code",
        "valid in the province's catalogue, not yet in the Ministry's: the national node rejects "
        "the record, and the rejection becomes a task of the unit",
        100,
        41,
        _unknown_code,
    ),
    Fault(
        "landline_number",
        "PH-1",
        "an office's landline typed as the mobile number: a warning for HR",
        250,
        13,
        _landline,
    ),
    Fault(
        "pay_before_rank",
        "DT-8",
        "the present step is paid from before the present rank: right only if the step was kept "
        "on transfer, so a warning for HR",
        250,
        138,
        _pay_before_rank,
    ),
)


def break_some(number: int, fields: dict[str, str]) -> None:
    """Break the fields of the person of this running number where a fault strikes."""
    for fault in FAULTS:
        if fault.strikes(number):
            fault.break_fields(fields)
