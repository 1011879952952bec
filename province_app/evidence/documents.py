"""A PDF rebuilt from what its pages draw: no script, action, form, attachment or metadata.

Runs in the child process only.
"""

from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Name, Pdf

from province_app.evidence.images import PREVIEW, preview
from province_app.evidence.kinds import MOST_PAGES, NotAccepted

DEEPEST = 50  # objects directly in objects
MOST_PREVIEWS = 20  # pages shown beside a field; the rest is read in the file

# What a page is drawn from. Everything else of it (/AA, /Annots, /Metadata, /Thumb …) stays behind.
_PAGE_KEYS = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents")
# Wherever it stands: what acts, names another file, or tells of the maker.
_FORBIDDEN = (
    "/AA", "/A", "/AF", "/Alternates", "/Annots", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript",
    "/LastModified", "/Launch", "/Metadata", "/OPI", "/OpenAction", "/PieceInfo", "/PS", "/Ref",
    "/RichMediaContent", "/Thumb", "/URI", "/XFA",
)  # fmt: skip
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")  # a stream whose bytes lie in another file


def neutral_pdf(data: bytes) -> tuple[bytes, int, list[bytes]]:
    """Return the rebuilt PDF, the number of its pages, and previews of the first ones.

    NotAccepted when it is encrypted, cannot be read exactly, or has no page or too many. Nothing
    is repaired: a reader that guesses may show other pages than the sealed file has.
    """
    try:
        copy, pages = _rebuilt(data)
        return copy, pages, _previews(copy)
    except pikepdf.PasswordError as error:
        raise NotAccepted("evidence_encrypted") from error
    except (
        pikepdf.PdfError, pikepdf.ForeignObjectError, pypdfium2.PdfiumError,
        ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError,
    ) as error:  # fmt: skip
        # Without the key a reader finds the locked file damaged.
        locked = b"/Encrypt" in data
        raise NotAccepted("evidence_encrypted" if locked else "evidence_damaged") from error


def _rebuilt(data: bytes) -> tuple[bytes, int]:
    with Pdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as source:
        if source.is_encrypted:
            raise NotAccepted("evidence_encrypted")
        pages = len(source.pages)
        if pages == 0:
            raise NotAccepted("evidence_damaged")
        if pages > MOST_PAGES:
            raise NotAccepted("evidence_pages")
        _draw_stamps(source)
        with Pdf.new() as target:
            for page in source.pages:
                for key in [str(key) for key in page.obj if key not in _PAGE_KEYS]:
                    if key != "/Parent":
                        del page.obj[key]
                target.pages.append(page)
            for key in [str(key) for key in target.Root if key not in ("/Type", "/Pages")]:
                del target.Root[key]
            for thing in target.objects:
                _purge(thing)
            if "/Info" in target.trailer:
                del target.trailer["/Info"]
            out = BytesIO()
            target.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue(), pages


def _draw_stamps(source: Pdf) -> None:
    """Draw what annotations show into the pages: the seal of a signed decision is one of them."""
    if "/AcroForm" in source.Root:
        form = source.Root.AcroForm
        if isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances"):
            source.generate_appearance_streams()
    source.flatten_annotations("all")


def _purge(thing: pikepdf.Object, depth: int = 0) -> None:
    """Take the forbidden keys out of an object and of what stands in it directly."""
    if depth > DEEPEST:
        raise NotAccepted("evidence_too_heavy")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        elsewhere = _ELSEWHERE if isinstance(thing, pikepdf.Stream) else ()
        for key in (*_FORBIDDEN, *elsewhere):
            if key in thing:
                del thing[key]
        if thing.get("/Subtype") == Name("/PS"):
            thing.Subtype = Name("/None")
    for member in _members(thing):
        if isinstance(member, pikepdf.Object) and not member.is_indirect:
            _purge(member, depth + 1)


def _members(thing: pikepdf.Object) -> list[object]:
    if isinstance(thing, pikepdf.Array):
        return list(thing)
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return [member for _, member in thing.items()]
    return []


def _previews(copy: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(copy)
    try:
        return [_preview(document[place]) for place in range(min(len(document), MOST_PREVIEWS))]
    finally:
        document.close()


def _preview(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise NotAccepted("evidence_damaged")
    scale = min(PREVIEW[0] / width, PREVIEW[1] / height)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    picture = preview(bitmap.to_pil())
    bitmap.close()
    page.close()
    return picture
