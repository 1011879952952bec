"""What an uploaded file is called, from the name that came with it."""

import re

from province_app.record.entry import clean

LONGEST = 100
_ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}
_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


def clean_name(name: str) -> str:
    """Return the name without folders, ending, and characters that no file name has."""
    last = re.split(r"[/\\]", clean(name))[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    return re.sub(r'[<>:"|?*%;\x00-\x1f]', "", stem).strip(" .")[:LONGEST].strip() or "tai-lieu"


def file_name(name: str, kind: str) -> str:
    """Return the name with the ending of what the file really is."""
    return name + _ENDINGS[kind]


def media_type(kind: str) -> str:
    """Return the media type of the kind."""
    return _MEDIA[kind]
