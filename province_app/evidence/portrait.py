"""Ảnh 4×6: a portrait cut to the measure of the form, as pixels that say nothing else.

Runs in the child process only. Source: Thông tư 06/2023/TT-BNV, mẫu sơ yếu lý lịch.
"""

from PIL import Image, ImageOps

from province_app.evidence.images import encoded, upright
from province_app.evidence.kinds import Kind, NotAccepted

MEASURE = (472, 709)  # 4 × 6 cm at 300 dots an inch
LEAST = (236, 354)  # the same at 150: below it a print shows its dots
SMALL = (118, 177)  # on a page
# Of what is too high more is cut off below: the face is in the upper half.
_CENTRE = (0.5, 0.3)


def neutral_portrait(data: bytes, kind: Kind) -> tuple[bytes, bytes]:
    """Return the portrait as JPEG and a small one for pages; NotAccepted when it is none.

    It is cut to 2:3 and made smaller, never larger: what is not there cannot be printed.
    """
    if kind is Kind.PDF:
        raise NotAccepted("photo_kind")
    whole = upright(data, kind).convert("RGB")
    width = min(whole.width, round(whole.height * MEASURE[0] / MEASURE[1]))
    height = min(whole.height, round(whole.width * MEASURE[1] / MEASURE[0]))
    if width < LEAST[0] or height < LEAST[1]:
        raise NotAccepted("photo_small")
    size = min(MEASURE, (width, height))
    cut = ImageOps.fit(whole, size, Image.Resampling.LANCZOS, centering=_CENTRE)
    small = cut.resize(SMALL, Image.Resampling.LANCZOS)
    return encoded(cut, Kind.JPEG), encoded(small, Kind.JPEG, quality=85)
