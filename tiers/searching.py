"""What somebody types to find a person: a name, a staff number or a whole identity number."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tiers.letters import bare

SHORTEST = 2  # letters of a name, signs of a number
PERSONAL_ID = re.compile(r"[0-9]{12}")
_APART = re.compile(r"[^a-z0-9]+")


class By(StrEnum):
    """By what a person is looked for."""

    NAME = "name"
    STAFF_NUMBER = "staff_number"  # số hiệu
    PERSONAL_ID = "personal_id"  # số định danh cá nhân, whole


@dataclass(frozen=True)
class Asked:
    """What is looked for: the folded words of a name, or one number."""

    by: By
    words: tuple[str, ...]


def asked_for(typed: str) -> Asked | None:
    """Return what the text asks for; None when it is too short to find anybody by.

    Twelve digits are an identity number, anything else with a digit a staff number. A number is
    looked for whole: part of one tells nobody whose it is.
    """
    number = staff_number(typed)
    if PERSONAL_ID.fullmatch(number):
        return Asked(By.PERSONAL_ID, (number,))
    if any(sign.isdecimal() for sign in number):
        return Asked(By.STAFF_NUMBER, (number,)) if len(number) >= SHORTEST else None
    words = tuple(word for word in _APART.split(bare(typed)) if word)
    return Asked(By.NAME, words) if sum(map(len, words)) >= SHORTEST else None


def staff_number(text: str) -> str:
    """Return a number as it is compared: without blanks, in upper case."""
    return "".join(unicodedata.normalize("NFC", text).split()).upper()
