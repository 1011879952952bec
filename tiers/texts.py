"""Characters that no name, code or text of a record may hold, whoever sends it. Checklist C38."""

import re

# Controls but tab and line ends, and what turns the direction of reading: nobody sees them, and the
# database cannot keep the first of them.
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Letters of other scripts that are drawn like Latin ones: phonetic, Greek, Cyrillic, Armenian,
# Cherokee, Coptic, Lisu; and Latin ones that are other characters: full width, mathematical.
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_LETTER = r"[^\W\d_]"
_SIGN = "[α-ωΓΔΘΛΞΠΣΦΨΩ]"  # by itself it is a sign
_POSING = re.compile(
    "[\u0250-\u02af\u0400-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1d00-\u1dbf\u2c80-\u2cff\u2de0-\u2dff"
    "\ua4d0-\ua4ff\ua640-\ua69f\uab30-\uabbf\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]"
    rf"|(?!{_SIGN})[{_GREEK}]|(?<={_LETTER})[{_GREEK}]|[{_GREEK}](?={_LETTER})"
)
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_LINE = re.compile(f"[\t\n\r{_HIDDEN}]")


def writable(text: str) -> bool:
    """Tell whether a text of any number of lines holds no such character."""
    return text.isprintable() or not _IN_TEXT.search(text)


def writable_line(text: str) -> bool:
    """Tell whether a text holds no such character, and is one line without tabs."""
    return text.isprintable() or not _IN_LINE.search(text)


def plain_letters(text: str) -> bool:
    """Tell whether no letter of the text passes for a Latin one that it is not.

    Letters of scripts whose shapes are Latin ones are refused wherever they stand, since they sign,
    search and compare as something else than what is read; Greek has its place in units and in
    medicine, as one letter by itself (β-thalassemia, Ω).
    """
    return text.isascii() or not _POSING.search(text)
