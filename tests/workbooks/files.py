"""Workbooks made here, good and bad; nothing of them lies in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

Maker = Callable[[], bytes]
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'


def book(rows: list[list[object]], title: str = "Hồ sơ", mac: bool = False) -> bytes:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    if mac:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    return packed({**parts(book([["x"]])), name: data})


def with_sheet(xml: str, encoding: str = "utf-8") -> bytes:
    return with_part("xl/worksheets/sheet1.xml", xml.encode(encoding))


def sheet_xml(cells: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def text_cell(text: str, place: str = "A1") -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def bomb() -> bytes:
    """Ten megabytes that become ten gigabytes, were they unpacked."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros, times = bytes(1 << 20), 1024
    squeezed = b"".join(block.compress(zeros) for _ in range(times)) + block.flush()
    return _declaring(squeezed, times << 20)


def lying_bomb() -> bytes:
    """The same, and it says that it is small."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = b"".join(block.compress(bytes(1 << 20)) for _ in range(1024)) + block.flush()
    return _declaring(squeezed, 1000)


def _declaring(squeezed: bytes, size: int) -> bytes:
    """A workbook whose sheet is `squeezed` and said to have that size."""
    name = b"xl/worksheets/sheet1.xml"
    base = packed({n: d for n, d in parts(book([["x"]])).items() if n.encode() != name})
    end = base.rindex(b"PK\x05\x06")
    (count,) = struct.unpack_from("<H", base, end + 10)
    length, start = struct.unpack_from("<II", base, end + 12)
    fields = (20, 0, 8, 0, 33, zlib.crc32(bytes(size)), len(squeezed), size, len(name))
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", *fields, 0) + name + squeezed
    central = b"PK\x01\x02" + struct.pack(
        "<6H3I5H2I", 20, 20, 0, 8, 0, 33, *fields[5:8], len(name), 0, 0, 0, 0, 0, start
    ) + name  # fmt: skip
    directory = base[start : start + length] + central
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory),
                       start + len(local), 0)  # fmt: skip
    return base[:start] + local + directory + tail


def formula() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Hồ sơ"
    made.active["B3"] = "=HYPERLINK(1)"
    return saved(made)


def merged() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"] = "x"
    made.active.merge_cells("A1:B2")
    return saved(made)


def far_cell() -> bytes:
    return with_sheet(sheet_xml(text_cell("a") + text_cell("b", "XFD1048576")))


def macros() -> bytes:
    found = parts(book([["x"]]))
    types = found["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"
    )
    return packed({**found, "[Content_Types].xml": types})


def with_utf16() -> bytes:
    return with_sheet(sheet_xml(text_cell("x")).replace("UTF-8", "UTF-16"), "utf-16")


CANARY = "http://127.0.0.1:9/canary"
EXTERNAL = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{CANARY}"><!ENTITY b SYSTEM "file:///etc/passwd">]>'

REFUSED: dict[str, tuple[Maker, str]] = {
    "nothing": (lambda: b"", "import_empty"),
    "text": (lambda: b"Ho ten;Ngay sinh\n", "import_kind"),
    "other archive": (lambda: packed({"a.txt": b"x"}), "import_kind"),
    "cut short": (lambda: book([["x"]])[:-400], "import_damaged"),
    "old or locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "import_encrypted"),
    "bomb": (bomb, "import_too_heavy"),
    "lying bomb": (lying_bomb, "import_damaged"),
    "nested": (lambda: with_part("xl/embeddings/b.xlsx", book([["x"]])), "import_embedded"),
    "nested zip": (lambda: with_part("a/b.zip", packed({"c": b"x"})), "import_embedded"),
    "many parts": (lambda: packed({f"a{n}.xml": b"" for n in range(600)}), "import_damaged"),
    "billion laughs": (
        lambda: with_sheet(sheet_xml(text_cell("&c;"), ENTITIES)), "import_damaged",
    ),
    "laughs in strings": (
        lambda: with_part("xl/sharedStrings.xml", f"{ENTITIES}<sst>&c;</sst>".encode()),
        "import_damaged",
    ),
    "external entity": (
        lambda: with_sheet(sheet_xml(text_cell("&b;"), EXTERNAL)), "import_damaged",
    ),
    "entity in the book": (
        lambda: with_part("xl/workbook.xml", f"{EXTERNAL}<workbook>&a;</workbook>".encode()),
        "import_damaged",
    ),
    "other encoding": (with_utf16, "import_damaged"),
    "traversal": (lambda: with_part("../../x.xml", b"x"), "import_damaged"),
    "absolute": (lambda: with_part("/etc/cron.d/x", b"x"), "import_damaged"),
    "backslashes": (lambda: with_part("..\\x.xml", b"x"), "import_damaged"),
    "formula": (formula, "import_formula"),
    "merged": (merged, "import_merged"),
    "macros": (macros, "import_macros"),
    "macro part": (lambda: with_part("xl/vbaProject.bin", b"x"), "import_macros"),
    "empty sheet": (lambda: book([]), "import_empty"),
    "far cell": (far_cell, "import_too_heavy"),
    "no xml": (lambda: with_sheet("<worksheet><sheetData><row"), "import_damaged"),
}  # fmt: skip
