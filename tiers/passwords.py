"""Which passwords are too easily guessed. Length and lists only: no rule of composition."""

import re
import unicodedata
from collections.abc import Collection

from tiers.decision import ALLOWED, Decision
from tiers.letters import bare

SHORTEST = 8  # beside a second factor, which every account has
LONGEST = 500
# What people here type first; the province, units and names are added by the caller.
WORDS = frozenset(
    "matkhau matma dangnhap quenmatkhau taikhoan admin quantri vietnam vietnamvodich hanoi saigon"
    " namdinh tinhnamdinh ubnd ccvc cbccvc hoso hosocbccvc canbo congchuc vienchuc nguoilaodong"
    " sonoivu noivu coquan donvi truonghoc anhyeuem emyeuanh yeuem yeuanh conyeu meyeu giadinh"
    " xinchao khongbiet tinhyeu hanhphuc password qwerty abc123 abcdef 123456 12345678".split()
)
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_LEFT = 4  # characters that must be left when what is known is taken out


def fold(text: str) -> str:
    """Return the letters and digits alone, small and without marks: `Nam Định` → `namdinh`."""
    return "".join(one for one in bare(text) if one.isalnum())


def may_be_password(
    password: str, common: Collection[str], context: Collection[str] = ()
) -> Decision:
    """Decide whether the password may be taken.

    `common`: passwords that are tried first everywhere; `context`: names of the person, the unit,
    the province, as they are written.
    """
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST:
        return Decision(False, "state", "password_short")
    if length > LONGEST:
        return Decision(False, "state", "password_long")
    folded = fold(password)
    heart = folded.strip("0123456789")
    if password.casefold() in common or folded in common:
        return Decision(False, "state", "password_common")
    if len(folded) - len(heart) <= _LEFT and heart in common:
        return Decision(False, "state", "password_common")
    if _only_known(folded, context):
        return Decision(False, "state", "password_known")
    return ALLOWED


def _only_known(folded: str, context: Collection[str]) -> bool:
    parts = {fold(part) for name in context for part in [name, *re.split(r"[\W_]+", name)]}
    known = {one for one in parts if len(one) >= 3} | WORDS
    rest = folded
    for word in sorted(known, key=lambda one: (-len(one), one)):
        rest = rest.replace(word, " ")
    if rest == folded:
        return len(set(folded)) < _LEFT and len(folded) < 2 * SHORTEST  # aaaaaaaa, 12121212
    return len(_SHORT_NUMBER.sub("", rest).replace(" ", "")) < _LEFT
