"""What follows from other fields, as text: the salary coefficient of a rank's step on its day."""

from collections.abc import Mapping
from datetime import date

from province_app.record.reference import reference
from province_app.record.schema import fields
from province_app.record.values import EntryError, as_typed, code_of, value_of
from tiers.quality.salary import COEFFICIENT, RANK, SINCE, STEP, coefficient_of

COMPUTED = (COEFFICIENT,)


def with_computed(
    before: Mapping[str, str], typed: Mapping[str, str], today: date
) -> dict[str, str]:
    """Return the typed text with the coefficient that follows from what will stand beside it.

    It is put in where it is empty, or where what stands there followed from the fields as they
    were before; a coefficient of the person's own stays. Without a day of its own the step is
    taken as today's. Source: quality rule SL-1; NĐ 204/2004/NĐ-CP.
    """
    after = {**before, **typed}
    if not {RANK, STEP, SINCE, COEFFICIENT}.intersection(typed):
        return dict(typed)
    stands = after.get(COEFFICIENT, "")
    if stands and _same(stands, _coefficient(before, today)):
        stands = ""
    follows = _coefficient(after, today)
    return dict(typed) if stands or not follows else {**typed, COEFFICIENT: follows}


def _coefficient(typed: Mapping[str, str], today: date) -> str:
    """Return the coefficient as people type it, "" where nothing is known."""
    step, since = _value(typed, STEP), _value(typed, SINCE)
    rank = code_of(typed.get(RANK, ""))
    if not isinstance(step, int):
        return ""
    day = date.fromisoformat(since) if isinstance(since, str) else today
    found = coefficient_of(reference(), rank, step, day)
    return as_typed(fields()[COEFFICIENT], found)


def _same(one: str, other: str) -> bool:
    return one.replace(".", ",") == other


def _value(typed: Mapping[str, str], path: str) -> object:
    try:
        return value_of(fields()[path], typed.get(path, ""))
    except EntryError:
        return None
