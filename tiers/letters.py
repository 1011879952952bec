"""Vietnamese letters as they are compared: by whoever types without tones, or has no keyboard."""

import unicodedata


def bare(text: str) -> str:
    """Return the text in small letters without tones and marks: "Đặng Thị Ánh" → "dang thi anh"."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(one for one in plain if not unicodedata.combining(one))
