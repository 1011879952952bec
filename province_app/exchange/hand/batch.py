"""A submission as a hand delivery: written from the same bytes as the push sends, and read back."""

import csv
import io
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from lxml import etree

from province_app.exchange.digests import items_digest
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.sealed import NAMESPACE, tag, written
from province_app.record.canonical import canonical
from province_app.workbooks.cells import guarded

XML, SEAL = "batch.xml", "batch.xml.p7s"
RECORDS, FIELDS = "records.csv", "fields.csv"
FILES = frozenset({XML, SEAL, RECORDS, FIELDS})


@dataclass(frozen=True)
class Batch:
    """A submission: what opens it, its manifests (body, CMS) by id, its parts as NDJSON."""

    submission_id: str
    opening: Mapping[str, Any]  # the body that opens it, as the contract has it
    manifests: Mapping[str, tuple[bytes, bytes]]
    parts: tuple[bytes, ...]


def write(batch: Batch) -> dict[str, bytes]:
    """Return the files but the seal: the XML that counts, and CSV for people to read.

    The XML names the digests of the CSV files, so that the one seal covers all.
    """
    lines = [orjson.loads(line) for part in batch.parts for line in part.splitlines()]
    tables = {RECORDS: _records(lines), FIELDS: _fields(lines)}
    opening = batch.opening
    root = etree.Element(
        tag("batch"),
        nsmap={None: NAMESPACE},
        submission=batch.submission_id,
        sender=opening["sender"],
        period=opening["period"],
        stage=opening["stage"],
        count=str(opening["count"]),
        items_digest=opening["items_digest"],
    )
    for code, version in sorted(opening["catalogues"].items()):
        etree.SubElement(root, tag("catalogue"), code=code, version=version)
    for name, data in tables.items():
        etree.SubElement(root, tag("file"), name=name, sha256=sha256(data).hexdigest())
    for manifest_id, (body, signature) in batch.manifests.items():
        one = etree.SubElement(root, tag("manifest"), id=manifest_id)
        etree.SubElement(one, tag("body")).text = b64encode(body).decode()
        etree.SubElement(one, tag("signature")).text = b64encode(signature).decode()
    for part in batch.parts:
        held = etree.SubElement(root, tag("part"))
        for line in part.splitlines():
            _write_record(held, orjson.loads(line))
    return {XML: written(root), **tables}


def read(root: Any, files: Mapping[str, bytes]) -> Batch:
    """Return the batch of a valid document; HandRefused when it does not hold in itself."""
    for one in root.iterfind(tag("file")):
        name = one.get("name")
        if name not in (RECORDS, FIELDS) or sha256(files[name]).hexdigest() != one.get("sha256"):
            raise HandRefused("hand_other_content")
    parts = tuple(
        b"".join(canonical(line) + b"\n" for line in _lines(part))
        for part in root.iterfind(tag("part"))
    )
    items = sorted(
        (record.get("id"), int(record.get("version")), record.get("digest"))
        for record in root.iter(tag("record"))
    )
    opening = {
        "sender": root.get("sender"),
        "period": root.get("period"),
        "stage": root.get("stage"),
        "count": int(root.get("count")),
        "parts": len(parts),
        "items_digest": root.get("items_digest"),
        "catalogues": {
            one.get("code"): one.get("version") for one in root.iterfind(tag("catalogue"))
        },
    }
    records = {record_id for record_id, _, _ in items}
    whole = len(items) == len(records) == opening["count"]
    if not whole or items_digest(items).hex() != opening["items_digest"]:
        raise HandRefused("hand_other_content")
    manifests = {
        one.get("id"): (_bytes(one, "body"), _bytes(one, "signature"))
        for one in root.iterfind(tag("manifest"))
    }
    return Batch(root.get("submission"), opening, manifests, parts)


def _write_record(part: Any, line: Mapping[str, Any]) -> None:
    record = etree.SubElement(
        part,
        tag("record"),
        id=line["record_id"],
        version=str(line["version"]),
        digest=line["digest"],
        manifest=line["manifest_id"],
    )
    for name, one in line["sections"].items():
        section = etree.SubElement(record, tag("section"), name=name, salt=one["salt"])
        section.text = canonical(one["content"]).decode()
    for name, digest in line["withheld"].items():
        etree.SubElement(record, tag("withheld"), name=name, digest=digest)


def _lines(part: Any) -> Iterator[dict[str, Any]]:
    for record in part.iterfind(tag("record")):
        try:
            sections = {
                one.get("name"): {"salt": one.get("salt"), "content": orjson.loads(one.text or "")}
                for one in record.iterfind(tag("section"))
            }
        except orjson.JSONDecodeError as error:
            raise HandRefused("hand_form") from error
        yield {
            "record_id": record.get("id"),
            "version": int(record.get("version")),
            "digest": record.get("digest"),
            "manifest_id": record.get("manifest"),
            "sections": sections,
            "withheld": {
                one.get("name"): one.get("digest") for one in record.iterfind(tag("withheld"))
            },
        }


def _bytes(element: Any, name: str) -> bytes:
    return b64decode(element.findtext(tag(name)) or "")


def _records(lines: Iterable[Mapping[str, Any]]) -> bytes:
    names = ("record_id", "version", "digest", "manifest_id")
    return _table(names, ([str(line[name]) for name in names] for line in lines))


def _fields(lines: Iterable[Mapping[str, Any]]) -> bytes:
    rows = (
        [line["record_id"], name, path, text]
        for line in lines
        for name, one in line["sections"].items()
        for path, text in _flat("", one["content"])
    )
    return _table(("record_id", "section", "field", "value"), rows)


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


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    """Return CSV with the mark by which spreadsheets know UTF-8; no cell acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
