"""One field's text and its value: read as people type it, shown as they read it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from province_app.record.schema import FieldInfo
from tiers.texts import plain_letters

NONE = "none"  # a table declared to have no rows (khai “không có”)
YES_NO = {"yes": "Có", "no": "Không"}
_SPACES = re.compile(r"\s+")
# Controls, and what nobody sees: zero widths, soft hyphens, marks that turn the reading round.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_TYPED_DATE = re.compile(r"^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})$", re.ASCII)
_ISO_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_TYPED_INTEGER = re.compile(r"^(?:\d{1,15}|\d{1,3}(?:[. ]\d{3}){1,4})$", re.ASCII)
_TYPED_DECIMAL = re.compile(r"^\d{1,12}(?:[.,]\d{1,2})?$", re.ASCII)
DIVIDERS = re.compile(r"[ .-]")  # people divide long numbers to read them
_DIGIT_KINDS = {"personal_id", "phone", "social_insurance", "health_insurance"}


class EntryError(ValueError):
    """A text that cannot become a value; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(text: str) -> str:
    """Return the text in NFC, without characters that nobody sees, with single spaces.

    NFC comes last: what was taken out may have stood between a letter and its accent.
    """
    if (  # most texts are clean; a plain space is the only white space that counts as printable
        text.isprintable()
        and "  " not in text
        and text[:1] != " " != text[-1:]
        and unicodedata.is_normalized("NFC", text)
    ):
        return text
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _UNSEEN.sub("", text)).strip())


def code_of(text: str) -> str:
    """Return the code at the end of `Tên (mã)`; other text as it is, for a bare code."""
    text = text.strip()
    return text[text.rindex("(") + 1 : -1].strip() if text.endswith(")") and "(" in text else text


def as_typed(info: FieldInfo, value: object) -> str:
    """Return a value as it is shown and typed: `17/05/1987`, `3,66`, codes divided by `;`."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return NONE if value["declared_none"] else ""
    if isinstance(value, list):
        return "; ".join(str(member) for member in value)
    if info.kind in ("date", "any_date", "month", "year"):
        return "/".join(reversed(str(value).split("-")))
    if info.kind in ("coefficient", "percent", "area", "weight"):
        return str(value).replace(".", ",")
    return str(value)


def value_of(info: FieldInfo, text: str) -> object:
    """Return the value of a clean text, None of an empty one; EntryError says what is wrong."""
    return reader_of(info.kind)(text) if text else None


def reader_of(kind: str) -> Callable[[str], object]:
    """Return what makes a value of a kind's clean text; it raises EntryError."""
    return _READERS.get(kind, str)


@lru_cache(maxsize=4096)  # months of careers and tables come again and again
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


def _month(text: str) -> str:
    iso = _date(text)
    if len(iso) != len("2024-05"):
        raise EntryError("invalid_date")
    return iso


def _year(text: str) -> str:
    iso = _date(text)
    if len(iso) != len("2024"):
        raise EntryError("invalid_date")
    return iso


def _integer(text: str) -> int:
    if not _TYPED_INTEGER.match(text):
        raise EntryError("invalid_number")
    return int(DIVIDERS.sub("", text))


def _decimal(text: str) -> str:
    if not _TYPED_DECIMAL.match(text):
        raise EntryError("invalid_number")
    return text.replace(",", ".")


def _coefficient(text: str) -> str:
    whole, _, part = _decimal(text).partition(".")
    return f"{int(whole)}.{part:0<2}"


def _digits(text: str) -> str:
    return DIVIDERS.sub("", text).upper()


def _text(text: str) -> str:
    if not plain_letters(text):
        raise EntryError("posing_letters")
    return text


def _codes(text: str) -> list[str] | None:
    return [code for part in text.split(";") if (code := part.strip())] or None


_READERS: dict[str, Callable[[str], object]] = {
    "date": _full_date,
    "any_date": _date,
    "month": _month,
    "year": _year,
    "integer": _integer,
    "count": _integer,
    "height": _integer,
    "area": _decimal,
    "weight": _decimal,
    "money": _integer,
    "percent": _decimal,
    "coefficient": _coefficient,
    "codes": _codes,
    **dict.fromkeys(("text", "long_text", "full_text", "email"), _text),
    **dict.fromkeys(_DIGIT_KINDS, _digits),
}
