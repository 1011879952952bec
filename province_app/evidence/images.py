"""A picture as pixels again: turned upright, without EXIF, profiles, texts or anything unseen.

Runs in the child process only.
"""

from io import BytesIO

from PIL import Image, ImageOps

from province_app.evidence.kinds import MOST_PIXELS, Kind, NotAccepted, bare_png, few_enough

COPY_PIXELS = 16_000_000  # A4 at 400 dots an inch; a larger picture is halved
PREVIEW = (1000, 1600)  # pixels of a page beside the field
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_SOLID = {"1": "L", "L": "L", "I;16": "L", "I;16B": "L", "I": "L", "F": "L"}


def neutral_image(data: bytes, kind: Kind) -> tuple[bytes, bytes]:
    """Return the re-encoded picture and its preview; NotAccepted when it cannot be decoded."""
    picture = upright(data, kind)
    copy = encoded(picture, kind)
    return copy, preview(picture)


def upright(data: bytes, kind: Kind) -> Image.Image:
    """Return the bare pixels as people see them; NotAccepted when they cannot be decoded."""
    source = bare_png(data) if kind is Kind.PNG else data
    try:
        return _decoded(source, kind)
    except Image.DecompressionBombError as error:
        raise NotAccepted("evidence_pixels") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NotAccepted("evidence_damaged") from error


def preview(picture: Image.Image) -> bytes:
    """Return the picture small enough to stand beside a field, as JPEG for slow lines."""
    small = picture.convert("RGB") if picture.mode not in ("RGB", "L") else picture.copy()
    small.thumbnail(PREVIEW)
    small.info.clear()
    return encoded(small, Kind.JPEG, quality=80)


def encoded(picture: Image.Image, kind: Kind, quality: int = 90) -> bytes:
    """Return the picture's file of that kind."""
    out = BytesIO()
    if kind is Kind.PNG:
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _decoded(source: bytes, kind: Kind) -> Image.Image:
    with Image.open(BytesIO(source), formats=[kind.upper()]) as opened:
        few_enough(*opened.size)
        if kind is Kind.JPEG and _pixels(opened) > COPY_PIXELS:
            # The decoder itself halves it, before the memory is taken.
            opened.draft(None, (opened.width // 2, opened.height // 2))
        opened.load()
        turned = ImageOps.exif_transpose(opened) if kind is Kind.JPEG else opened
        flat = _flat(turned)
    if _pixels(flat) > COPY_PIXELS:
        flat = flat.reduce(2)
    flat.info.clear()  # the encoder would write profile and comment from here
    return flat


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _flat(picture: Image.Image) -> Image.Image:
    """Return what a reader sees on white paper; nothing stays behind a transparent spot."""
    if picture.mode.startswith("I;16"):  # convert() would cut the values off at white
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        whole = picture.convert("RGBA")
        paper = Image.new("RGB", whole.size, "white")
        paper.paste(whole, mask=whole.getchannel("A"))
        return paper
    return picture.convert(_SOLID.get(picture.mode, "RGB"))
