"""The archive that a workbook is: judged by its bytes, then packed anew for the reader.

Only the parts that hold values are unpacked, in pieces, against a budget; the reader gets exactly
the bytes that were looked at here, whatever else the archive had, or said of itself. It keeps a
sheet in memory as a whole, so it gets a large one in blocks of rows, each as a small workbook.
"""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from province_app.workbooks.limits import (
    FREELY_UNPACKED,
    LARGEST,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
    NotAccepted,
)

_PIECE = 1 << 20
_BLOCK = 16 << 20  # bytes of a sheet that the reader gets at once
_OVERLAP = 1024  # bytes of a piece that are looked at again with the next one
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older .xls, and any workbook with a password
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_NEEDED = {
    "[Content_Types].xml", "_rels/.rels", _BOOK, _LINKS, "xl/sharedStrings.xml", "xl/styles.xml",
}  # fmt: skip
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_PACKED = re.compile(
    r"\.(?:zip|7z|rar|gz|xlsx|xlsm|xlsb|xls|docx?|docm|pptx?|bin|exe)$", re.IGNORECASE
)
_NO_NAME = re.compile(r"^/|\\|:|\x00|(?:^|/)\.\.(?:/|$)")
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:[^\s<>/:]{1,99}:)?f[\s/>]")
_MAYBE_FORMULA = (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]"))
_MERGED = re.compile(rb"<(?:[^\s<>/:]{1,99}:)?mergeCell\s")
_OPENING = re.compile(rb"<((?:[^\s<>/:]{1,99}:)?)sheetData\s*>")
_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3}[0-9]{1,7})["']""")


class Archive:
    """A workbook of which nothing is handed on but values; NotAccepted when it is not harmless."""

    def __init__(self, data: bytes) -> None:
        if not data:
            raise NotAccepted("import_empty")
        if len(data) > LARGEST:
            raise NotAccepted("import_too_large")
        if data.startswith(_OLE):
            raise NotAccepted("import_encrypted")
        with _refusing(data):
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            parts = {part.filename: part for part in _chosen(self._archive, len(data))}
            self._sheets = {name: one for name, one in parts.items() if _SHEET.match(name)}
            self._base = self._packed(one for one in parts.values() if one.filename in _NEEDED)
            self.date1904, self._names = self._told(parts)
        self._data = data

    def blocks(self) -> Iterator[tuple[str, bytes]]:
        """Yield (name of the sheet, a workbook with a block of its rows), in the file's order."""
        for part, name in self._names.items():
            if part not in self._sheets:
                continue
            with _refusing(self._data):
                for block in _blocks(self._pieces(self._sheets[part], name)):
                    out = io.BytesIO(self._base)
                    with zipfile.ZipFile(out, "a") as book:  # packing it would only cost time
                        book.writestr(part, block)
                    yield name, out.getvalue()

    def _packed(self, parts: Iterable[zipfile.ZipInfo]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for part in parts:
                with packed.open(zipfile.ZipInfo(part.filename), "w", force_zip64=False) as target:
                    for piece in self._pieces(part):
                        target.write(piece)
        return out.getvalue()

    def _pieces(self, part: zipfile.ZipInfo, sheet: str | None = None) -> Iterator[bytes]:
        """Yield the bytes, looked at; the library holds them to the declared size and sum."""
        before = b""
        with self._archive.open(part) as source:
            while piece := source.read(_PIECE):
                window = before + piece
                _harmless(window, first=not before)
                if b"macroEnabled" in window and part.filename == "[Content_Types].xml":
                    raise NotAccepted("import_macros")
                if sheet is not None:
                    _only_values(window, sheet)
                before = window[-_OVERLAP:]
                yield piece

    def _told(self, parts: dict[str, zipfile.ZipInfo]) -> tuple[bool, dict[str, str]]:
        """Return whether dates count from 1904, and the sheets' names by their parts."""
        book, links = (
            b"".join(self._pieces(parts[name])) if name in parts else b"<none/>"
            for name in (_BOOK, _LINKS)
        )
        # No parser here expands anything: declarations of entities have been refused.
        targets = {one.get("Id"): one.get("Target", "") for one in ET.fromstring(links)}  # noqa: S314
        date1904, sheets = False, {}
        for one in ET.fromstring(book).iter():  # noqa: S314
            tag = one.tag.rpartition("}")[2]
            if tag == "workbookPr":
                date1904 = one.get("date1904", "") in ("1", "true")
            elif tag == "sheet" and one.get("state", "visible") == "visible":
                link = next((text for name, text in one.items() if name.endswith("}id")), "")
                target = targets.get(link, "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                sheets[part] = one.get("name", "")
        return date1904, sheets


@contextmanager
def _refusing(data: bytes) -> Iterator[None]:
    """Say of what no library can unpack that it is damaged, or no workbook."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, ET.ParseError, UnicodeDecodeError) as error:
        raise NotAccepted("import_damaged" if data[:2] == b"PK" else "import_kind") from error
    except (NotImplementedError, RuntimeError) as error:  # other packing, or an encrypted part
        raise NotAccepted("import_encrypted") from error


def _blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the sheet in parts that are sheets of their own, cut between rows."""
    head = rest = b""
    for piece in pieces:
        rest += piece
        if not head:
            found = _OPENING.search(rest)
            if found is None:
                continue
            head, rest, prefix = rest[: found.end()], rest[found.end() :], found[1] or b""
            row = b"</%brow>" % prefix
            tail = b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        if len(rest) > _BLOCK and (cut := rest.rfind(row)) >= 0:
            yield head + rest[: cut + len(row)] + tail
            rest = rest[cut + len(row) :]
    yield head + rest


def _chosen(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    """Return the parts to read, judged by what the archive says of itself."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_ENTRIES or len(set(names)) != len(names):
        raise NotAccepted("import_damaged")
    if any(_NO_NAME.search(name) for name in names):
        raise NotAccepted("import_damaged")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotAccepted("import_macros")
    if any(_PACKED.search(name) and "printerSettings" not in name for name in names):
        raise NotAccepted("import_embedded")
    if _BOOK not in names:
        raise NotAccepted("import_kind")
    chosen = [part for part in parts if part.filename in _NEEDED or _SHEET.match(part.filename)]
    unpacked = sum(part.file_size for part in parts)  # of all: what is not read counts too
    if unpacked > MOST_UNPACKED or unpacked > max(FREELY_UNPACKED, MOST_RATIO * packed):
        raise NotAccepted("import_too_heavy")
    return chosen


def _harmless(window: bytes, first: bool) -> None:
    """Refuse declarations of documents and entities, and encodings in which they could hide."""
    if first:
        encoding = _ENCODING.match(window[:200].removeprefix(b"\xef\xbb\xbf"))
        if encoding and encoding[1].upper() not in (b"UTF-8", b"UTF8", b"US-ASCII"):
            raise NotAccepted("import_damaged")
        if window[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in window[:8]:
            raise NotAccepted("import_damaged")
    if _DECLARED.search(window):
        raise NotAccepted("import_damaged")


def _only_values(window: bytes, sheet: str) -> None:
    # What is searched for by its letters is found many times faster than what may have a prefix.
    formula = any(one.search(window) for one in _MAYBE_FORMULA)
    if formula and (found := _FORMULA.search(window)):
        cells = _CELL.findall(window, max(0, found.start() - 300), found.start())
        raise NotAccepted("import_formula", _place(sheet, cells[-1].decode() if cells else ""))
    if b"mergeCell" in window and _MERGED.search(window):
        raise NotAccepted("import_merged", _place(sheet, ""))


def _place(sheet: str, cell: str) -> str:
    return "!".join(one for one in (sheet, cell) if one)
