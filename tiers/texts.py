"""Characters that no name, code or text of a record may hold, whoever sends it. Checklist C38."""

import re

# Controls but tab and line ends, and what turns the direction of reading: nobody sees them, and the
# database cannot keep the first of them.
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_LINE = re.compile(f"[\t\n\r{_HIDDEN}]")


def writable(text: str) -> bool:
    """Tell whether a text of any number of lines holds no such character."""
    return text.isprintable() or not _IN_TEXT.search(text)


def writable_line(text: str) -> bool:
    """Tell whether a text holds no such character, and is one line without tabs."""
    return text.isprintable() or not _IN_LINE.search(text)
