"""One cell: from what stands in a workbook to a draft's text, and from the text to the cell."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from province_app.record.catalogues import (
    derived,
    entries,
    era,
    label_on,
    labels,
    labels_on,
    successors,
)
from province_app.record.schema import FieldInfo
from province_app.record.values import DIVIDERS, NONE, YES_NO, clean, code_of
from province_app.workbooks.reading import Cell
from tiers.letters import bare

_DATES = ("date", "any_date", "month")
_SHORT = {"personal_id": (12,), "phone": (10,), "social_insurance": (10, 12)}  # digits
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000  # days: 1927 to 2119; shorter ones are years
_NOT_TEXT = re.compile("^'*[=+\\-@\t\r\n\x00＝＋－＠]")
MOST_SUGGESTED = 3


class Read(NamedTuple):
    """A cell as a draft's text; `code` says what is wrong in it, as far as the cell alone can."""

    text: str
    code: str = ""
    suggestions: tuple[str, ...] = ()  # `Tên (mã)`


def read_cell(info: FieldInfo, cell: Cell, day: date, date1904: bool = False) -> Read:
    """Return the cell as text of that field; the text stays as it is when it is wrong."""
    kind, value = ("text", cell) if isinstance(cell, str) else cell
    text = clean(without_guard(value))
    if not text:
        return Read("")
    if kind == "date":
        return Read(_as_typed(info, date.fromisoformat(text)))
    if info.kind == "table":
        return Read(NONE if fold(text) not in ("", "khong", "0") else "")
    if info.kind == "yes_no":
        return Read(_YES_NO.get(fold(text), text))
    if info.item.catalogue:
        return _codes(info, text, day)
    if kind == "number":
        return _number(info, text, date1904)
    return _short(info, text)


def shown(info: FieldInfo, text: str, day: date) -> str:
    """Return a draft's text as it stands in a cell: codes as `Tên (mã)`."""
    if not text:
        return ""
    if info.kind == "table":
        return "Không có" if text == NONE else ""
    if info.kind == "yes_no":
        return YES_NO.get(text, text)
    if info.item.catalogue is None:
        return text
    known = labels(info.item.catalogue)
    codes = [one.strip() for one in text.split(";")] if info.kind == "codes" else [text]
    return "; ".join(
        choice(info.item.catalogue, one, day) if one in known else one for one in codes
    )


def choice(catalogue: str, code: str, day: date) -> str:
    """Return how a code is offered and shown: `Tên (mã)`."""
    return f"{label_on(catalogue, code, day)} ({code})"


def guarded(text: str) -> str:
    """Return the text so that no program takes it for a formula, even out of a copy in CSV."""
    return f"'{text}" if _NOT_TEXT.match(text) else text


def without_guard(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if text.startswith("'") and _NOT_TEXT.match(text) else text


def fold(text: str) -> str:
    """Return the text for comparing: no accents, no case, no signs."""
    return " ".join(re.findall(r"[^\W_]+", bare(text)))


def suggested(catalogue: str, text: str, day: date) -> tuple[str, ...]:
    """Return the entries that may be meant, at most three: the same name, then like ones.

    For a code of other times: what has followed it, then what is called alike.
    """
    return _suggested(catalogue, text, era(catalogue, day))


# A wrong text of a workbook stands in many rows, and the country has thousands of communes.
@derived(4096)
def _suggested(catalogue: str, text: str, day: date) -> tuple[str, ...]:
    now = labels_on(catalogue, day)
    if text in now:
        return (choice(catalogue, text, day),)
    followed = [code for code in successors(catalogue, text) if code in now]
    wanted = fold(labels(catalogue).get(text, text))
    words = set(wanted.split())
    same, like = [], []
    for code, folded_code, name, in_name in _folded(catalogue, day):
        if wanted in (name, folded_code) or code.lstrip("0") == text:
            same.append(code)
        elif words and (words <= in_name or name.startswith(wanted)):
            like.append(code)
    return tuple(choice(catalogue, code, day) for code in _once([*followed, *same, *like]))


_YES_NO = {fold(name): code for code, name in YES_NO.items()}


def _once(codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(codes))[:MOST_SUGGESTED]


@derived(256)
def _folded(catalogue: str, day: date) -> tuple[tuple[str, str, str, frozenset[str]], ...]:
    """Return each code of the era, it and each of its names folded, and the words of the name."""
    now = labels_on(catalogue, day)
    others = [
        (entry.code, name) for entry in entries(catalogue) for name in entry.aliases
        if entry.code in now
    ]  # fmt: skip
    folded = ((code, fold(name)) for code, name in [*now.items(), *others])
    return tuple((code, fold(code), name, frozenset(name.split())) for code, name in folded)


@derived(256)
def _by_name(catalogue: str, day: date) -> dict[str, str]:
    """Return the codes of names, and of other names, that only one code has."""
    found: dict[str, set[str]] = {}
    now = labels_on(catalogue, day)
    for code, name in now.items():
        found.setdefault(name.casefold(), set()).add(code)
    for entry in entries(catalogue):
        for name in entry.aliases if entry.code in now else ():
            found.setdefault(name.casefold(), set()).add(entry.code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _codes(info: FieldInfo, text: str, day: date) -> Read:
    catalogue = str(info.item.catalogue)
    pieces = [part.strip() for part in text.split(";")] if info.kind == "codes" else [text]
    found, wrong = [], ""
    for part in filter(None, pieces):
        code = _code(catalogue, part, day)
        wrong = wrong or ("" if code else part)
        found.append(code or part)
    if wrong:
        return Read("; ".join(found), "unknown_code", suggested(catalogue, wrong, day))
    return Read("; ".join(found))


def _code(catalogue: str, part: str, day: date) -> str:
    known = labels(catalogue)
    names = _by_name(catalogue, era(catalogue, day))
    for one in (code_of(part), part, names.get(part.casefold(), "")):
        if one in known:
            return one
    return ""


def _number(info: FieldInfo, text: str, date1904: bool) -> Read:
    """Return what a number cell says: a serial day, or digits that may have lost their zero."""
    if info.kind in _DATES and text.isdigit() and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        return Read(_as_typed(info, start + timedelta(days=int(text))))
    return _short(info, text)


def _short(info: FieldInfo, text: str) -> Read:
    if lengths := _SHORT.get(info.kind):
        digits = DIVIDERS.sub("", text)
        if digits.isdecimal() and len(digits) + 1 in lengths:
            return Read(text, "leading_zero")
    return Read(text)


def _as_typed(info: FieldInfo, day: date) -> str:
    """Return the day as the field takes it; Excel makes a day of what was a month."""
    if info.kind == "month" and day.day == 1:
        return f"{day:%m/%Y}"
    if info.kind == "year":
        return f"{day:%Y}"
    return f"{day:%d/%m/%Y}"


def pieces_of(catalogue: str, day: date) -> Iterator[str]:
    """Yield what a list of the catalogue offers on the day."""
    return (choice(catalogue, code, day) for code in labels_on(catalogue, day))
