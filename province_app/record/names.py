"""Vietnamese names: the order of a roster, and the form that a search compares."""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"̀": "1", "̉": "2", "̃": "3", "́": "4", "̣": "5"}


def sort_key(full_name: str) -> str:
    """Return a key by which plain byte order is the order of a Vietnamese roster.

    Given name first, then the rest from the left: An, Ăn, Ân, Dương, Đào. Letters decide before
    tones. The database has no Vietnamese collation on every server, so the key is kept as data.
    """
    words = full_name.lower().split()
    letters, tones = [], []
    for word in words[-1:] + words[:-1]:
        for letter in unicodedata.normalize("NFC", word):
            base, tone = _without_tone(letter)
            letters.append(f"{_ALPHABET.find(base) + 1:02d}")
            tones.append(tone)
        letters.append("00")
    return "".join(letters) + " " + "".join(tones)


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), "0")
    base = "".join(mark for mark in parts if mark not in _TONES)
    return unicodedata.normalize("NFC", base), tone
