"""What follows from other fields, as text: the coefficient of a rank's step on its day.

For the pay of item 30, for the contract's, and for each row of table 37.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from province_app.record.reference import reference
from province_app.record.schema import field_of
from province_app.record.values import EntryError, as_typed, code_of, value_of
from tiers.partial_dates import earliest
from tiers.quality import contract
from tiers.quality.salary import COEFFICIENT, RANK, SCALES_FROM, SINCE, STEP, coefficient_of

Pay = tuple[str, str, str, str]  # paths of rank, step, day and coefficient

HISTORY = "salary_history.salaries"
SINGLE: tuple[Pay, ...] = (
    (RANK, STEP, SINCE, COEFFICIENT),
    (contract.RANK, contract.STEP, contract.START, contract.COEFFICIENT),
)
COMPUTED = tuple(pay[-1] for pay in SINGLE)


def with_computed(
    before: Mapping[str, str], typed: Mapping[str, str], today: date
) -> dict[str, str]:
    """Return the typed text with the coefficients that follow from what will stand beside them.

    One is put in where it is empty, or where what stands there followed from the fields as they
    were before; a coefficient of the person's own stays. Without a day of its own a step is taken
    as today's, in table 37.1 as unknown. Source: quality rules SL-1, LC-13; NĐ 204/2004/NĐ-CP.
    """
    found = dict(typed)
    for pay in SINGLE:
        if set(pay).intersection(typed):
            _follow(before, {**before, **typed}, found, pay, today)
    for number in sorted(_rows_in(typed)):
        _follow(before, typed, found, _pay_of_row(number), None)
    return found


@dataclass(frozen=True)
class Origin:
    """Where a coefficient comes from: the scale's own for a rank's step on a day."""

    path: str  # of the coefficient
    rank_code: str
    step: int
    day: date
    dated: bool  # whether the day was typed; else it is today
    coefficient: str  # as people type it
    agrees: bool  # whether what stands in the field is the same, or nothing


def origins_of(typed: Mapping[str, str], today: date) -> tuple[Origin, ...]:
    """Return where the coefficients of item 30 and of the contract come from, where it is known.

    Source: quality rules SL-1, LC-13; NĐ 204/2004/NĐ-CP.
    """
    found = []
    for rank, step_path, since, path in SINGLE:
        follows = _coefficient(typed, (rank, step_path, since, path), today)
        step = _value(typed, step_path)
        if follows and isinstance(step, int):
            day, stands = earliest(_value(typed, since)), typed.get(path, "")
            code = code_of(typed.get(rank, ""))
            agrees = not stands or _same(stands, follows)
            found.append(Origin(path, code, step, day or today, bool(day), follows, agrees))
    return tuple(found)


def _follow(
    before: Mapping[str, str],
    after: Mapping[str, str],
    found: dict[str, str],
    pay: Pay,
    today: date | None,
) -> None:
    path = pay[-1]
    stands = after.get(path, "")
    if stands and _same(stands, _coefficient(before, pay, today)):
        stands = ""
    follows = _coefficient(after, pay, today)
    if follows and not stands:
        found[path] = follows


def _rows_in(typed: Mapping[str, str]) -> set[str]:
    prefix = f"{HISTORY}."
    return {path[len(prefix) :].partition(".")[0] for path in typed if path.startswith(prefix)}


def _pay_of_row(number: str) -> Pay:
    place = f"{HISTORY}.{number}"
    return f"{place}.rank_code", f"{place}.step", f"{place}.from_month", f"{place}.coefficient"


def _coefficient(typed: Mapping[str, str], pay: Pay, today: date | None) -> str:
    """Return the coefficient as people type it, "" where nothing is known."""
    rank, step_path, since, path = pay
    step = _value(typed, step_path)
    day = earliest(_value(typed, since)) or today
    if not isinstance(step, int) or day is None:
        return ""
    if rank == contract.RANK:  # older contracts came onto the scale with it, as LC-13 reads them
        day = max(day, SCALES_FROM)
    found = coefficient_of(reference(), code_of(typed.get(rank, "")), step, day)
    return as_typed(field_of(path), found)


def _same(one: str, other: str) -> bool:
    return one.replace(".", ",") == other


def _value(typed: Mapping[str, str], path: str) -> object:
    try:
        return value_of(field_of(path), typed.get(path, ""))
    except EntryError:
        return None
