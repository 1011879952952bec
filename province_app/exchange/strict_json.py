"""JSON exactly as the contract allows it: refused, never repaired. Source: annex 3, 6.

What is canonical already, as nearly everything is, goes a fast way; the slow way finds the fault
and its place.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from tiers.texts import writable

DEEPEST = 20  # objects and arrays in one another
LARGEST = 2**53 - 1
CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
# What canonical bytes write by its number, and so may be a character that no text holds.
_NUMBERED = re.compile(rb"\\[ubf]")


class NotStrict(ValueError):
    """The text is not JSON that the contract allows; `path` is a JSON pointer to the fault."""

    def __init__(self, detail: str, path: str = "") -> None:
        super().__init__(detail)
        self.detail, self.path = detail, path


def loads(raw: bytes) -> Any:
    """Return the value of `raw`; NotStrict names the first fault.

    Refused: duplicate names, numbers with `.` or `e` or beyond 2^53-1, text that is not NFC,
    lone surrogates, characters that no text holds (`tiers.texts`), more than 20 levels, bytes that
    are not UTF-8.
    """
    return load(raw)[0]


def load(raw: bytes) -> tuple[Any, bool]:
    """Return the value of `raw`, and whether `raw` was seen to be its canonical form.

    Then `orjson.dumps(part, option=CANONICAL)` is the canonical form of each part of it too; if
    not, `canonical` makes it.
    """
    try:
        value = orjson.loads(raw)
        if (
            type(value) is dict
            and orjson.dumps(value, option=CANONICAL) == raw
            and _plain(value, DEEPEST)
            and _readable(raw)
        ):
            return value, True
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass  # the slow way says what is wrong
    return _load_slowly(raw), False


def _plain(value: dict[str, Any], levels: int) -> bool:
    """Tell whether all names are ASCII, no float stands anywhere, nor more than so many levels.

    orjson would pass all three.
    """
    for name, member in value.items():
        kind = type(member)
        if not name.isascii() or kind is float:
            return False
        if kind in (dict, list) and not _plain_item(member, levels - 1):
            return False
    return True


def _plain_item(item: Any, levels: int) -> bool:
    if type(item) is dict:
        return levels > 0 and _plain(item, levels)
    if type(item) is list:
        return levels > 0 and all(_plain_item(one, levels - 1) for one in item)
    return type(item) is not float


def _readable(raw: bytes) -> bool:
    """Tell whether the texts in canonical bytes are NFC and hold what they may."""
    text = raw.decode()
    return (
        (raw.isascii() or unicodedata.is_normalized("NFC", text))
        and writable(text)
        and not _NUMBERED.search(raw)
    )


def _load_slowly(raw: bytes) -> Any:
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_no_duplicates,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_small_int,
        )
        for path, text in _texts(value, "", DEEPEST):
            _check_text(text, path)
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("this is not JSON in UTF-8") from error
    return value


def load_readable(raw: bytes) -> Any:
    """Return the value of any JSON in UTF-8, also of one that is not strict; else NotStrict."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass  # lone surrogates, which are judged later
    try:
        return json.loads(raw.decode(), parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise NotStrict("this is not JSON in UTF-8") from error


def require_shallow(value: Any, levels: int) -> None:
    """Raise NotStrict for a value of more levels."""
    level = [value]
    for _ in range(levels + 1):
        level = [
            member
            for one in level
            if isinstance(one, dict | list)
            for member in (one.values() if isinstance(one, dict) else one)
        ]
    if level:
        raise NotStrict(f"more than {levels} levels")


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a strict value, whatever its member names."""
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return {name: _sorted(value[name]) for name in names}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def pointer(*tokens: str | int) -> str:
    """Return the RFC 6901 pointer of the tokens."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotStrict("a member name stands twice in one object")
    return value


def _no_float(text: str) -> NoReturn:
    raise NotStrict("a number must be an integer; decimals are strings")


def _small_int(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise NotStrict("an integer is larger than 2^53-1")
    return int(text)


def _texts(value: Any, path: str, levels: int) -> Iterator[tuple[str, str]]:
    """Yield every text of the value with its pointer, member names included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        if not levels:
            raise NotStrict(f"more than {DEEPEST} levels", path)
        if isinstance(value, dict):
            for name, member in value.items():
                yield path, name
                yield from _texts(member, path + pointer(name), levels - 1)
            return
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}/{index}", levels - 1)


def _check_text(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotStrict("a text holds half of a surrogate pair") from error
    if not writable(text):
        raise NotStrict("a text holds a character that nobody sees", path)
    if not unicodedata.is_normalized("NFC", text):
        raise NotStrict("a text is not in Unicode NFC", path)
