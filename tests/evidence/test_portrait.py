"""Ảnh 4×6: whatever is brought becomes a portrait of the form's measure, or is refused."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from province_app.evidence.examine import Examined, examine
from province_app.evidence.kinds import NotAccepted
from tests.evidence.files import SECRET, claimed_png, jpeg, pdf, picture, png


def portrait(data: bytes) -> Examined:
    return examine(data, "photo")


def pixels(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def marked(size: tuple[int, int], box: tuple[int, int, int, int]) -> bytes:
    """Return a white PNG with a red box."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle(box, fill=(255, 0, 0))
    out = BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "measure"),
    [
        ((472, 709), (472, 709)),
        ((1200, 1600), (472, 709)),  # a telephone's
        ((4000, 1500), (472, 709)),
        ((300, 4000), (300, 450)),  # narrower than the measure: cut, not stretched
        ((236, 354), (236, 354)),
    ],
)
def test_the_photo_has_the_measure_of_the_form(
    size: tuple[int, int], measure: tuple[int, int]
) -> None:
    for data in (jpeg(size), png(size)):
        found = portrait(data)
        assert (found.kind, found.pages, len(found.previews)) == ("jpeg", 1, 1)
        assert pixels(found.copy).format == "JPEG"
        assert abs(pixels(found.copy).width - measure[0]) <= 1
        assert abs(pixels(found.copy).height - measure[1]) <= 1
        assert pixels(found.previews[0]).size == (118, 177)


def test_the_head_is_not_cut_off() -> None:
    """Of a picture that is too high the lower part goes first."""
    found = pixels(portrait(marked((400, 1200), (150, 190, 250, 300))).copy)
    red = [y for y in range(found.height) if found.getpixel((found.width // 2, y))[1] < 100]
    assert red
    assert min(red) > 0


@pytest.mark.parametrize("size", [(235, 354), (236, 353), (60, 40), (2000, 300)])
def test_what_is_too_small_to_print_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(NotAccepted) as refused:
        portrait(png(size))
    assert refused.value.code == "photo_small"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(), "photo_kind"),
        (picture("GIF"), "evidence_kind"),
        (picture("WEBP"), "evidence_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "evidence_kind"),
        (jpeg((600, 900))[:-400], "evidence_damaged"),
        (claimed_png(30_000, 30_000), "evidence_pixels"),  # a bomb
        (b"", "evidence_empty"),
    ],
)
def test_what_is_no_portrait_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        portrait(data)
    assert refused.value.code == code


def test_the_place_and_the_camera_are_gone() -> None:
    """A telephone writes where the picture was taken."""
    made = Image.new("RGB", (600, 900), (10, 90, 200))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (20.0, 25.0, 12.0), 3: "E", 4: (106.0, 10.0, 1.0)})
    out = BytesIO()
    made.save(out, "JPEG", exif=exif, comment=SECRET)
    assert pixels(out.getvalue()).getexif().get_ifd(0x8825)
    found = portrait(out.getvalue())
    for data in (found.copy, *found.previews):
        assert SECRET not in data
        assert not pixels(data).getexif()
        assert "comment" not in pixels(data).info


def test_a_picture_that_lies_is_turned_upright() -> None:
    made = Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(made).rectangle((0, 0, 300, 600), fill=(255, 0, 0))  # left, as it lies
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right: left becomes top
    out = BytesIO()
    made.save(out, "JPEG", exif=exif)
    found = pixels(portrait(out.getvalue()).copy)
    assert found.getpixel((found.width // 2, 10))[1] < 100
    assert found.getpixel((found.width // 2, found.height - 10))[1] > 200
