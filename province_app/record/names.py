"""Vietnamese names: the order of a roster, and the form that a search compares."""

import unicodedata

from tiers.letters import bare

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_OTHER = len(_ALPHABET) + 1  # the apostrophe of H'Hen; 00 is the end of a word
_TONES = {"̀": "1", "̉": "2", "̃": "3", "́": "4", "̣": "5"}


def sort_key(full_name: str) -> str:
    """Return a key by which plain byte order is the order of a Vietnamese roster.

    Given name first, then the rest from the left: An, Ăn, Ân, Dương, Đào. In each word the letters
    decide before the tones. The database has no Vietnamese collation on every server, so the key
    is kept as data.
    """
    words = unicodedata.normalize("NFC", full_name).lower().split()
    key = []
    for word in words[-1:] + words[:-1]:
        parts = [_without_tone(letter) for letter in word]
        key += [f"{_ALPHABET.find(base) + 1 or _OTHER:02d}" for base, _ in parts]
        key += ["00", *(tone for _, tone in parts)]
    return "".join(key)


def username_base(full_name: str) -> str:
    """Return how a user name begins: "ha.nguyenthi" for Nguyễn Thị Hà; no identity number in it."""
    words = bare(full_name).encode("ascii", "ignore").decode().split()
    plain = ["".join(letter for letter in word if letter.isalnum()) for word in words]
    return ".".join(part for part in (plain[-1] if plain else "", "".join(plain[:-1])) if part)


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), "0")
    base = "".join(mark for mark in parts if mark not in _TONES)
    return unicodedata.normalize("NFC", base), tone
