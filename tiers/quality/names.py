"""Vietnamese names as rules compare them. Source: quality rule NM-1."""

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Latin letters with their accents. The names of some peoples have an apostrophe: H'Hen Niê.
_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+(?:[ '’-][A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+)*")
_LONGEST, _SHORTEST = 100, 2


def is_name(text: str) -> bool:
    """Whether the text is written as a name: NFC, letters, single spaces, 2 to 100 characters."""
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and _NAME.fullmatch(text) is not None
        and unicodedata.is_normalized("NFC", text)
    )


def same_name(one: object, other: object) -> bool:
    """Whether two texts are one name, whatever their case and the place of the tone: hoà, hòa."""
    if not isinstance(one, str) or not isinstance(other, str) or not one or not other:
        return False
    return folded(one) == folded(other)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the text without case, with each word's tone behind the word."""
    words = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold()).split()
    return " ".join(
        "".join(mark for mark in word if mark not in _TONES)
        + "".join(mark for mark in word if mark in _TONES)
        for word in words
    )
