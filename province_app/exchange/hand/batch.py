"""A submission as a hand delivery: written from the same bytes as the push sends, and read back.

Part by part both ways: nothing here holds more than one part.
"""

import csv
import io
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from itertools import pairwise
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import orjson
from lxml import etree

from province_app.exchange.digests import items_digest
from province_app.exchange.hand.archive import File
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.sealed import NAMESPACE, drop, elements, tag
from province_app.record.canonical import CanonicalError, canonical
from province_app.workbooks.cells import guarded

XML, SEAL = "batch.xml", "batch.xml.p7s"
RECORDS, FIELDS = "records.csv", "fields.csv"
FILES = frozenset({XML, SEAL, RECORDS, FIELDS})
_RECORD_COLUMNS = ("record_id", "version", "digest", "manifest_id")
_FIELD_COLUMNS = ("record_id", "section", "field", "value")


class SignedList(NamedTuple):
    """A manifest as it was signed, and its CMS."""

    id: str
    body: bytes
    signature: bytes


@dataclass(frozen=True)
class Batch:
    """A submission: what opens it; its manifests and its parts (NDJSON), each time read anew."""

    submission_id: str
    opening: Mapping[str, Any]  # the body that opens it, as the contract has it
    manifests: Callable[[], Iterable[SignedList]]
    parts: Callable[[], Iterable[bytes]]


def write(batch: Batch, stack: ExitStack) -> dict[str, File]:
    """Return the files but the seal: the XML that counts, and CSV for people to read.

    The XML names the digests of the CSV files, so that the one seal covers all. The files end with
    the stack.
    """
    xml, tables = stack.enter_context(TemporaryFile()), tables_of(batch, stack)
    with etree.xmlfile(xml, encoding="UTF-8") as out:
        _write(batch, tables, out)
    return {XML: xml, **tables}


def tables_of(batch: Batch, stack: ExitStack) -> dict[str, File]:
    """Return the two tables for people: the records, and what stands in each."""
    records, fields = (stack.enter_context(TemporaryFile()) for _ in range(2))
    with _table(records, _RECORD_COLUMNS) as add, _table(fields, _FIELD_COLUMNS) as add_fields:
        for line in _lines_of(batch):
            add([str(line[name]) for name in _RECORD_COLUMNS])
            for row in _fields(line):
                add_fields(row)
    return {RECORDS: records, FIELDS: fields}


def _write(batch: Batch, tables: Mapping[str, File], out: Any) -> None:
    opening = batch.opening
    root = {name: opening[name] for name in ("sender", "period", "stage")} | {
        "count": str(opening["count"]),
        "items_digest": opening["items_digest"],
    }
    out.write_declaration()
    names = {None: NAMESPACE}
    with out.element(tag("batch"), {"submission": batch.submission_id, **root}, nsmap=names):
        for code, version in sorted(opening["catalogues"].items()):
            _leaf(out, "catalogue", {"code": code, "version": version})
        for name, data in tables.items():
            _leaf(out, "file", {"name": name, "sha256": _sha256(data)})
        for manifest in batch.manifests():
            with out.element(tag("manifest"), {"id": manifest.id}):
                _leaf(out, "body", {}, b64encode(manifest.body).decode())
                _leaf(out, "signature", {}, b64encode(manifest.signature).decode())
        for part in batch.parts():
            with out.element(tag("part")):
                for line in part.splitlines():
                    _write_record(out, orjson.loads(line))


@dataclass(frozen=True)
class Given:
    """A batch that holds in itself, and the document that it stands in."""

    submission_id: str
    opening: Mapping[str, Any]
    xml: File

    def content(self) -> Iterator[SignedList | bytes]:
        """Yield the manifests, then the parts (NDJSON), read bit by bit."""
        lines: list[bytes] = []
        for one in elements(self.xml, "batch"):
            if one.tag == tag("manifest"):
                yield _manifest(one)
                drop(one)
            elif one.tag == tag("record"):
                lines.append(_line(one) + b"\n")
                drop(one)
            elif one.tag == tag("part"):
                yield b"".join(lines)
                lines.clear()
                drop(one)


def read(files: Mapping[str, File]) -> Given:
    """Return the batch of a valid document; HandRefused when it does not hold in itself.

    All of it is read before any of it is used.
    """
    catalogues: dict[str, str] = {}
    named: dict[str, str] = {}
    items: list[bytes] = []
    parts, root = 0, dict[str, str]()
    for one in elements(files[XML], "batch"):
        if one.tag == tag("batch"):
            root = dict(one.attrib)
        elif one.tag == tag("catalogue"):
            catalogues[one.get("code")] = one.get("version")
        elif one.tag == tag("file"):
            named[one.get("name")] = one.get("sha256")
        elif one.tag == tag("record"):
            _line(one)
            items.append(f"{one.get('id')} {one.get('version')} {one.get('digest')}".encode())
            drop(one)
        elif one.tag in (tag("part"), tag("manifest")):
            parts += one.tag == tag("part")
            drop(one)
    opening = {
        **{name: root[name] for name in ("sender", "period", "stage", "items_digest")},
        "count": int(root["count"]),
        "parts": parts,
        "catalogues": catalogues,
    }
    items.sort()
    if any(one not in (RECORDS, FIELDS) or _sha256(files[one]) != named[one] for one in named):
        raise HandRefused("hand_other_content")
    whole = len(items) == opening["count"] and not _twice(items)
    if not whole or items_digest(map(_item, items)).hex() != opening["items_digest"]:
        raise HandRefused("hand_other_content")
    return Given(root["submission"], opening, files[XML])


def _twice(items: list[bytes]) -> bool:
    """Whether a record stands twice in the sorted items."""
    return any(one[:36] == two[:36] for one, two in pairwise(items))


def _item(item: bytes) -> tuple[str, int, str]:
    record_id, version, digest = item.decode().split()
    return record_id, int(version), digest


def _write_record(out: Any, line: Mapping[str, Any]) -> None:
    head = {
        "id": line["record_id"],
        "version": str(line["version"]),
        "digest": line["digest"],
        "manifest": line["manifest_id"],
    }
    with out.element(tag("record"), head):
        for name, one in line["sections"].items():
            said = canonical(one["content"]).decode()
            _leaf(out, "section", {"name": name, "salt": one["salt"]}, said)
        for name, digest in line["withheld"].items():
            _leaf(out, "withheld", {"name": name, "digest": digest})


def _leaf(out: Any, name: str, attributes: Mapping[str, str], text: str = "") -> None:
    with out.element(tag(name), attributes):
        if text:
            out.write(text)


def _line(record: Any) -> bytes:
    """Return the record as a line of the contract, without its end; HandRefused for no JSON."""
    try:
        sections = {
            one.get("name"): {"salt": one.get("salt"), "content": orjson.loads(one.text or "")}
            for one in record.iterfind(tag("section"))
        }
        return canonical(
            {
                "record_id": record.get("id"),
                "version": int(record.get("version")),
                "digest": record.get("digest"),
                "manifest_id": record.get("manifest"),
                "sections": sections,
                "withheld": {
                    one.get("name"): one.get("digest") for one in record.iterfind(tag("withheld"))
                },
            }
        )
    except (orjson.JSONDecodeError, CanonicalError) as error:
        raise HandRefused("hand_form") from error


def _manifest(one: Any) -> SignedList:
    body, signature = (b64decode(one.findtext(tag(name)) or "") for name in ("body", "signature"))
    return SignedList(one.get("id"), body, signature)


def _lines_of(batch: Batch) -> Iterator[Mapping[str, Any]]:
    return (orjson.loads(line) for part in batch.parts() for line in part.splitlines())


def _fields(line: Mapping[str, Any]) -> Iterator[list[str]]:
    for name, one in line["sections"].items():
        for path, text in _flat("", one["content"]):
            yield [line["record_id"], name, path, text]


def _sha256(file: File) -> str:
    file.seek(0)
    return file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _flat(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield each answer with its place; an answer that is absent has no row."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(f"{path}/{name}", one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _flat(f"{path}/{number}", one)
    elif value is not None:
        yield path, value if isinstance(value, str) else orjson.dumps(value).decode()


@contextmanager
def _table(file: File, head: Iterable[str]) -> Iterator[Callable[[list[str]], None]]:
    """Yield what adds a row: CSV with the mark by which spreadsheets know UTF-8.

    No cell acts as a formula.
    """
    out = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    yield lambda row: writer.writerow([guarded(cell) for cell in row])
    out.flush()
    out.detach()
