"""The shape of a section's values: what of them the schema takes, and what becomes a fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError

from province_app.record.form import says_something
from province_app.record.schema import FieldInfo, Section, field_of


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: its path and a code of `views/messages.py`."""

    path: str
    code: str


def validated(
    model: type[Section],
    name: str,
    values: dict[str, object],
    numbers: dict[str, list[int]],
    faults: list[Fault],
) -> dict[str, object]:
    """Return the content of what is right; each wrong field and cell becomes None and a fault."""
    try:
        return _of_valid(model, values)
    except ValidationError as error:
        wrong = {_place(problem["loc"]): problem["type"] for problem in error.errors()}
    for place, kind in wrong.items():
        path = f"{name}.{place[0]}"
        holder: Any = values
        if len(place) > 1:
            holder = values[str(place[0])]["rows"][place[2]]  # type: ignore[index]
            path = f"{path}.{numbers[path][int(place[2])]}.{place[3]}"
        holder[place[-1]] = None
        faults.append(Fault(path, _shape_code(field_of(path), kind)))
    for field in {str(place[0]) for place in wrong if len(place) > 1}:
        values[field] = _without_empty_rows(values[field], numbers[f"{name}.{field}"])
    return _of_valid(model, values)


def without_answers(model: type[Section]) -> dict[str, object]:
    """Return the content of a section of which nothing is said."""
    return {**_empty(model), "evidence": []}


def _of_valid(model: type[Section], values: dict[str, object]) -> dict[str, object]:
    """Return the content that the model would dump; ValidationError when the values are wrong.

    The schema checks and changes nothing, so what was handed in is the content already.
    """
    model.model_validate(values)
    return {**without_answers(model), **values}


@cache
def _empty(model: type[Section]) -> Mapping[str, object]:
    return dict.fromkeys(model.model_fields)


def _place(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return where a fault belongs: a field, or table, `rows`, row, column."""
    return loc[:4] if len(loc) > 2 and loc[1] == "rows" else loc[:1]


def _without_empty_rows(answer: Any, numbers: list[int]) -> dict[str, object] | None:
    kept = [index for index, row in enumerate(answer["rows"]) if says_something(row)]
    numbers[:] = [numbers[index] for index in kept]
    rows = [answer["rows"][index] for index in kept]
    return {"declared_none": False, "rows": rows} if rows else None


def _shape_code(info: FieldInfo, kind: str) -> str:
    if info.item.catalogue:
        return "unknown_code"
    return "too_long" if kind == "string_too_long" else "invalid_shape"
