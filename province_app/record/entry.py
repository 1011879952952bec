"""From text as a person types it to typed content, and back for display.

A draft is `{path: text}` and may be wrong; it becomes content when it is sent. Each fault comes
back with its path and a code; the sentence for people is chosen by the pages.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from province_app.record.schema import SECTIONS, FieldInfo, Section, fields

_SPACES = re.compile(r"\s+")
# Controls, and what nobody sees: zero widths, soft hyphens, marks that turn the reading round.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_TYPED_DATE = re.compile(r"^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})$", re.ASCII)
_ISO_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_TYPED_INTEGER = re.compile(r"^(?:\d{1,15}|\d{1,3}(?:[. ]\d{3}){1,4})$", re.ASCII)
_TYPED_DECIMAL = re.compile(r"^\d{1,12}(?:[.,]\d{1,2})?$", re.ASCII)
_DIGIT_KINDS = {"personal_id", "phone", "social_insurance", "health_insurance"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: its path and a code of `views/messages.py`."""

    path: str
    code: str


class EntryError(ValueError):
    """A text that cannot become a value; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(text: str) -> str:
    """Return the text in NFC, without characters that nobody sees, with single spaces.

    NFC comes last: what was taken out may have stood between a letter and its accent.
    """
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _UNSEEN.sub("", text)).strip())


def read_entry(typed: Mapping[str, str]) -> tuple[dict[str, dict[str, object]], list[Fault]]:
    """Return `{section: content}` of all sections and the faults by path.

    Absent, empty and faulty texts become `None`. An unknown path raises KeyError: forms refuse it
    first.
    Required fields are judged by `missing()`, not here: a draft may be incomplete.
    """
    known = fields()
    faults: list[Fault] = []
    values: dict[str, dict[str, object]] = {name: {} for name in SECTIONS}
    for path, text in typed.items():
        info = known[path]
        try:
            values[info.section][info.name] = _value(info, clean(text))
        except EntryError as error:
            faults.append(Fault(path, error.code))
    content = {}
    for name, section in SECTIONS.items():
        content[name], wrong = _validated(section.model, values[name])
        faults += [
            Fault(path, _shape_code(known[path], kind))
            for path, kind in ((f"{name}.{field}", kind) for field, kind in wrong.items())
        ]
    return content, faults


def missing(content: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """Return a fault for each required field that has no value, in form order."""
    return [
        Fault(path, "required")
        for path, info in fields().items()
        if info.item.required and content.get(info.section, {}).get(info.name) in (None, "", [])
    ]


def as_typed(info: FieldInfo, value: object) -> str:
    """Return a value as it is shown and typed: `17/05/1987`, `3,66`, codes divided by `;`."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(member) for member in value)
    if info.kind in ("date", "any_date"):
        return "/".join(reversed(str(value).split("-")))
    if info.kind in ("coefficient", "percent"):
        return str(value).replace(".", ",")
    return str(value)


def _validated(
    model: type[Section], values: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, str]]:
    """Return the content of what is right, and pydantic's kind of error by field of the rest."""
    try:
        return model.model_validate(values).model_dump(), {}
    except ValidationError as error:
        wrong = {str(problem["loc"][0]): problem["type"] for problem in error.errors()}
    right = {name: value for name, value in values.items() if name not in wrong}
    return model.model_validate(right).model_dump(), wrong


def _shape_code(info: FieldInfo, kind: str) -> str:
    if info.item.catalogue:
        return "unknown_code"
    return "too_long" if kind == "string_too_long" else "invalid_shape"


def _value(info: FieldInfo, text: str) -> object:
    if not text:
        return None
    read = _READERS.get(info.kind)
    return read(text) if read else text


def _date(text: str) -> str:
    """Return the ISO form with the precision that was typed; a day that never was is refused."""
    if match := _TYPED_DATE.match(text):
        day, month, year = match.groups()
    elif match := _ISO_DATE.match(text):
        year, month, day = match.groups()
    else:
        raise EntryError("invalid_date")
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise EntryError("invalid_date") from error
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def _full_date(text: str) -> str:
    iso = _date(text)
    if len(iso) != len("2024-05-17"):
        raise EntryError("invalid_date")
    return iso


def _integer(text: str) -> int:
    if not _TYPED_INTEGER.match(text):
        raise EntryError("invalid_number")
    return int(re.sub(r"[. ]", "", text))


def _percent(text: str) -> str:
    if not _TYPED_DECIMAL.match(text):
        raise EntryError("invalid_number")
    return text.replace(",", ".")


def _coefficient(text: str) -> str:
    whole, _, part = _percent(text).partition(".")
    return f"{int(whole)}.{part:0<2}"


def _digits(text: str) -> str:
    return re.sub(r"[ .-]", "", text).upper()


def _codes(text: str) -> list[str] | None:
    return [code for part in text.split(";") if (code := part.strip())] or None


_READERS: dict[str, Callable[[str], object]] = {
    "date": _full_date,
    "any_date": _date,
    "integer": _integer,
    "money": _integer,
    "percent": _percent,
    "coefficient": _coefficient,
    "codes": _codes,
    **dict.fromkeys(_DIGIT_KINDS, _digits),
}
