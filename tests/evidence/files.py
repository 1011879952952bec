"""Files that people and attackers bring, made here byte by byte; none lies in the repository."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"canary-8842"  # must be in no copy
MARK = "canary-8842"
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", info: PngInfo | None = None) -> bytes:
    """Return a small PNG."""
    out = BytesIO()
    colour = (200, 30, 30, 255)[: len(mode)] if mode.startswith("RGB") else 200
    Image.new(mode, size, colour).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    """Return a small JPEG."""
    out = BytesIO()
    Image.new(mode, size, 90 if mode == "L" else (10, 90, 200, 0)[: len(mode)]).save(
        out, "JPEG", **options
    )
    return out.getvalue()


def picture(kind: str) -> bytes:
    """Return a picture of another kind."""
    out = BytesIO()
    Image.new("RGB", (30, 30)).save(out, kind)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a PNG chunk with a right checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def claimed_png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """Return a PNG that claims to be so large, with the pixel data given."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [PNG_MARK, chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")]
    )


def in_png(extra: bytes, before: bytes = b"IDAT") -> bytes:
    """Return a PNG with a chunk put in before another."""
    whole = png()
    place = whole.index(before) - 4
    return whole[:place] + extra + whole[place:]


def text_png() -> bytes:
    """Return a PNG with texts of three kinds."""
    info = PngInfo()
    info.add_text("Comment", MARK)
    info.add_text("Author", MARK, zip=True)
    info.add_itxt("Title", MARK)
    return png(info=info)


def phone_jpeg() -> bytes:
    """Return a picture as a phone takes it: turned, with place, maker, comment and profile."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = MARK
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (20.0, 25.0, 30.0)
    return jpeg((60, 40), exif=exif, comment=SECRET, icc_profile=b"ICC" + SECRET)


def pdf(
    change: Callable[[Pdf], object] = lambda made: None, pages: int = 1, **save: object
) -> bytes:
    """Return a PDF with a rectangle on each page, after the change."""
    with Pdf.new() as made:
        for _ in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
            page.obj.Contents = made.make_stream(b"1 0 0 rg 100 100 200 300 re f")
        change(made)
        out = BytesIO()
        made.save(out, **({} if "encryption" in save else {"deterministic_id": True}), **save)
    return out.getvalue()


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK}')"))


def _launch() -> Dictionary:
    return Dictionary(S=Name.Launch, F=String(f"/bin/{MARK}"))


def _root(**values: object) -> Callable[[Pdf], None]:
    def change(made: Pdf) -> None:
        for name, value in values.items():
            made.Root[f"/{name}"] = value

    return change


def _page(**values: object) -> Callable[[Pdf], None]:
    def change(made: Pdf) -> None:
        for name, value in values.items():
            made.pages[0].obj[f"/{name}"] = value

    return change


def _attach(made: Pdf) -> None:
    made.attachments[f"{MARK}.exe"] = b"MZ" + SECRET


def _names(made: Pdf) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String(MARK), _script()])))


def _link(action: Dictionary) -> Callable[[Pdf], None]:
    def change(made: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 99, 99]), A=action)
        made.pages[0].obj.Annots = Array([made.make_indirect(note)])

    return change


def _form(made: Pdf) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String(MARK),
        Rect=Array([0, 0, 99, 20]), AA=Dictionary(K=_script()),
    )  # fmt: skip
    field = made.make_indirect(field)
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


def _xfa(made: Pdf) -> None:
    packet = made.make_stream(b"<xdp:xdp><script>" + SECRET + b"</script></xdp:xdp>")
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=packet)


def _metadata(made: Pdf) -> None:
    made.docinfo["/Author"] = MARK
    made.Root.Metadata = made.make_stream(b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    made.pages[0].obj.Metadata = made.make_stream(SECRET)


def _elsewhere(made: Pdf) -> None:
    """A picture whose bytes lie in another file."""
    image = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.F = Dictionary(Type=Name.Filespec, F=String(f"/etc/{MARK}"))
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=image))


def _deep_in_resources(made: Pdf) -> None:
    shape = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    shape.PieceInfo = Dictionary(X=Dictionary(Private=String(MARK)))
    shape.AA = Dictionary(O=_script())
    shape.Metadata = made.make_stream(SECRET)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=shape))


def _media(made: Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 99, 99]),
        RichMediaContent=Dictionary(Assets=made.make_stream(SECRET)),
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([made.make_indirect(note)])


def _bomb_on_page(made: Pdf) -> None:
    drawn = _packed(900)
    made.pages[0].obj.Contents = made.make_stream(drawn, Filter=Name.FlateDecode)


def stamped_pdf() -> bytes:
    """Return a signed decision whose red seal is the appearance of a signature field."""

    def change(made: Pdf) -> None:
        drawn = made.make_stream(
            b"1 0 0 rg 0 0 100 100 re f", Type=Name.XObject, Subtype=Name.Form,
            BBox=Array([0, 0, 100, 100]),
        )  # fmt: skip
        seal = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("seal"), F=4,
            Rect=Array([400, 700, 500, 800]), AP=Dictionary(N=drawn),
        )  # fmt: skip
        seal = made.make_indirect(seal)
        made.pages[0].obj.Annots = Array([seal])
        made.pages[0].obj.Contents = made.make_stream(b"")
        made.Root.AcroForm = Dictionary(Fields=Array([seal]), SigFlags=3)

    return pdf(change)


def zip_file() -> bytes:
    """Return an archive with a page in it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def bomb_pdf() -> bytes:
    """Return a small PDF whose object stream grows to 600 MB."""
    grown = _packed(600)
    return _with_stream(
        f"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(grown)}", grown
    )


def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(b"3 0 <</Type /Catalog /Pages 4 0 R>>")]
    parts += [packer.compress(b" " * (1 << 20)) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def _with_stream(head: str, data: bytes) -> bytes:
    """Return a PDF by hand: its catalogue lies in the compressed stream."""
    out = b"%PDF-1.5\n"
    place = len(out)
    out += f"1 0 obj <<{head}>> stream\n".encode() + data + b"\nendstream endobj\n"
    start = len(out)
    rows = b"".join(
        struct.pack(">BIH", *row)
        for row in ((0, 0, 65535), (1, place, 0), (1, start, 0), (2, 1, 0))
    )
    out += (
        b"2 0 obj <</Type /XRef /Size 4 /W [1 4 2] /Root 3 0 R /Length "
        + f"{len(rows)}>> stream\n".encode()
        + rows
        + b"\nendstream endobj\n"
    )
    return out + f"startxref\n{start}\n%%EOF\n".encode()


# Taken, and harmless afterwards: kind and pages.
TAKEN: Mapping[str, tuple[Callable[[], bytes], str, int]] = {
    "pdf": (lambda: pdf(), "pdf", 1),
    "pdf of many pages": (lambda: pdf(pages=30), "pdf", 30),
    "pdf with object streams": (
        lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf", 1,
    ),
    "pdf /OpenAction /JS": (lambda: pdf(_root(OpenAction=_script())), "pdf", 1),
    "pdf /Names /JavaScript": (lambda: pdf(_names), "pdf", 1),
    "pdf /AA of the catalogue": (lambda: pdf(_root(AA=Dictionary(WC=_script()))), "pdf", 1),
    "pdf /AA of a page": (lambda: pdf(_page(AA=Dictionary(O=_script()))), "pdf", 1),
    "pdf /Launch on opening": (lambda: pdf(_root(OpenAction=_launch())), "pdf", 1),
    "pdf /Launch behind a link": (lambda: pdf(_link(_launch())), "pdf", 1),
    "pdf /URI behind a link": (
        lambda: pdf(_link(Dictionary(S=Name.URI, URI=String(f"http://x/{MARK}")))), "pdf", 1,
    ),
    "pdf /SubmitForm": (
        lambda: pdf(_link(Dictionary(S=Name.SubmitForm, F=String(f"http://x/{MARK}")))), "pdf", 1,
    ),
    "pdf /EmbeddedFiles": (lambda: pdf(_attach), "pdf", 1),
    "pdf form with a script": (lambda: pdf(_form), "pdf", 1),
    "pdf XFA": (lambda: pdf(_xfa), "pdf", 1),
    "pdf XMP and Info": (lambda: pdf(_metadata), "pdf", 1),
    "pdf picture elsewhere": (lambda: pdf(_elsewhere), "pdf", 1),
    "pdf deep in resources": (lambda: pdf(_deep_in_resources), "pdf", 1),
    "pdf /RichMedia": (lambda: pdf(_media), "pdf", 1),
    "pdf with a seal": (stamped_pdf, "pdf", 1),
    "pdf page of ten kilometres": (lambda: pdf(_page(MediaBox=Array([0, 0, 3e7, 3e7]))), "pdf", 1),
    "png": (lambda: png(), "png", 1),
    "png grey": (lambda: png(mode="L"), "png", 1),
    "png 16 bit": (lambda: png(mode="I;16"), "png", 1),
    "png palette": (lambda: png(mode="P"), "png", 1),
    "png transparent": (lambda: png(mode="RGBA"), "png", 1),
    "png with texts": (text_png, "png", 1),
    "png with EXIF": (lambda: in_png(chunk(b"eXIf", b"II*\0" + SECRET)), "png", 1),
    "png text bomb": (
        lambda: in_png(chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20), 9))), "png", 1,
    ),
    "png profile bomb": (
        lambda: in_png(chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 << 20), 9)), b"IDAT"),
        "png", 1,
    ),
    "png pixel bomb": (lambda: claimed_png(8, 8, bytes(200 << 20)), "png", 1),
    "jpeg": (lambda: jpeg(), "jpeg", 1),
    "jpeg grey": (lambda: jpeg(mode="L"), "jpeg", 1),
    "jpeg for printing": (lambda: jpeg(mode="CMYK"), "jpeg", 1),
    "jpeg progressive": (lambda: jpeg(progressive=True), "jpeg", 1),
    "jpeg of a phone": (phone_jpeg, "jpeg", 1),
    "jpeg with a page in its comment": (
        lambda: jpeg(comment=b"<script>alert('" + SECRET + b"')</script>"), "jpeg", 1,
    ),
    "jpeg with a film behind it": (lambda: jpeg() + b"\0\0\0\x18ftypmp42" + SECRET, "jpeg", 1),
}  # fmt: skip

# Refused: by which code.
REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "evidence_empty"),
    "too many bytes": (lambda: jpeg() + bytes(20 << 20), "evidence_too_large"),
    "zeros": (lambda: bytes(1000), "evidence_kind"),
    "page called .pdf": (lambda: b"<!doctype html><script>1</script>", "evidence_kind"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "evidence_kind"),
    "xml": (lambda: b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>", "evidence_kind"),
    "gif": (lambda: picture("GIF"), "evidence_kind"),
    "webp": (lambda: picture("WEBP"), "evidence_kind"),
    "bmp": (lambda: picture("BMP"), "evidence_kind"),
    "tiff": (lambda: picture("TIFF"), "evidence_kind"),
    "zip": (zip_file, "evidence_kind"),
    "program": (lambda: b"MZ" + bytes(500), "evidence_kind"),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", "evidence_kind"),
    "animated png": (lambda: in_png(chunk(b"acTL", bytes(8))), "evidence_kind"),
    "pdf and zip": (lambda: pdf() + zip_file(), "evidence_polyglot"),
    "png and zip": (lambda: png() + zip_file(), "evidence_polyglot"),
    "jpeg and zip": (lambda: jpeg() + zip_file(), "evidence_polyglot"),
    "png and page": (lambda: png() + b"<html><script>1</script>", "evidence_polyglot"),
    "pdf and page": (lambda: pdf() + b"<html><script>1</script>", "evidence_polyglot"),
    "jpeg and pdf": (lambda: jpeg(comment=b"%PDF-1.7 1 0 obj"), "evidence_polyglot"),
    "page before a pdf": (lambda: b"<html>" + pdf(), "evidence_kind"),
    "pdf encrypted": (
        lambda: pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "evidence_encrypted",
    ),
    "pdf locked by its owner": (
        lambda: pdf(encryption=pikepdf.Encryption(user="", owner="b")), "evidence_encrypted",
    ),
    "pdf cut short": (lambda: pdf()[:-60], "evidence_damaged"),
    "pdf cut in the middle": (lambda: pdf(pages=20)[:3000] + b"\n%%EOF", "evidence_damaged"),
    "pdf in name only": (lambda: b"%PDF-1.7\n" + bytes(90) + b"%%EOF", "evidence_damaged"),
    "pdf without a page": (lambda: pdf(pages=0), "evidence_damaged"),
    "pdf of too many pages": (lambda: pdf(pages=101), "evidence_pages"),
    "pdf bomb": (bomb_pdf, "evidence_damaged"),
    "pdf bomb on its page": (lambda: pdf(_bomb_on_page), "evidence_too_heavy"),
    "png flood of pixels": (lambda: claimed_png(50_000, 50_000), "evidence_pixels"),
    "png of no pixels": (lambda: claimed_png(0, 10), "evidence_damaged"),
    "png cut short": (lambda: png()[:-20], "evidence_damaged"),
    "png with a wrong checksum": (
        lambda: png().replace(b"IDAT", b"IDAt", 1), "evidence_damaged",
    ),
    "png of too few pixels": (lambda: claimed_png(500, 500, bytes(90)), "evidence_damaged"),
    "jpeg cut short": (lambda: jpeg((900, 900))[:2500], "evidence_damaged"),
    "jpeg in name only": (lambda: b"\xff\xd8\xff\xe0" + bytes(90), "evidence_damaged"),
    "jpeg flood of pixels": (
        lambda: _claimed_jpeg(60_000, 60_000), "evidence_pixels",
    ),
}  # fmt: skip


def _claimed_jpeg(width: int, height: int) -> bytes:
    whole = bytearray(jpeg())
    place = whole.index(b"\xff\xc0")
    struct.pack_into(">HH", whole, place + 5, height, width)
    return bytes(whole)


@cache
def taken(name: str) -> bytes:
    """Return the file of that name that is taken."""
    return TAKEN[name][0]()
