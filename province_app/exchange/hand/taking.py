"""The receiver's side: an archive is judged by the very code that judges what is pushed."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.exchange import manifests, parts, receipts, submissions
from province_app.exchange.hand import batch as batches
from province_app.exchange.hand.archive import pack, unpack
from province_app.exchange.hand.batch import Batch
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.sealed import (
    NAMESPACE,
    parsed,
    require_seal,
    sealer,
    tag,
    written,
)
from province_app.exchange.judgement import judge_next
from province_app.exchange.node import Node, seal_of
from province_app.exchange.problems import Problem
from province_app.record.canonical import canonical

RESULT, RESULT_SEAL = "result.xml", "result.xml.p7s"
RESULT_FILES = frozenset({RESULT, RESULT_SEAL})


def take(session: Session, settings: Settings, node: Node, data: bytes, at: datetime) -> bytes:
    """Judge the submission in the archive and return the archive of its results.

    HandRefused, and nothing is stored, for an archive that does not hold in itself, is not sealed
    by its sender, or goes to another level. Taken twice, or pushed before, it is the same
    submission with the same answer. Source: QĐ 893 III.2.d; exchange contract §4.
    """
    files = unpack(data, batches.FILES)
    body = files[batches.XML]
    require_seal(node, sealer(body, "batch", "sender"), body, files[batches.SEAL])
    given = batches.read(parsed(body, "batch"), files)
    if given.opening["stage"] != node.level:
        raise HandRefused("hand_other_node")
    try:
        _bring(session, node, given, at)
        while judge_next(session, settings, at):
            pass
        return _answer(session, settings, given, node.agency)
    except Problem as problem:
        raise HandRefused("hand_not_taken", f"({problem.code})") from problem


def _bring(session: Session, node: Node, given: Batch, at: datetime) -> None:
    """Open, bring and close the submission, as its sender would over the net."""
    sender, key = given.opening["sender"], given.submission_id
    opening = canonical(dict(given.opening))
    submissions.open_submission(session, node, sender, key, opening, at)
    for manifest_id, (content, signature) in given.manifests.items():
        document = {
            "manifest": b64encode(content).decode(),
            "signature": b64encode(signature).decode(),
        }
        try:
            manifests.put_manifest(session, node, sender, key, manifest_id, canonical(document), at)
        except Problem as problem:
            if problem.status != 422:  # its records are rejected with its code, as in a push
                raise
    for number, part in enumerate(given.parts, 1):
        parts.put_part(session, sender, key, str(number), part, at)
    submissions.commit(session, sender, key, b"", at)


def _answer(session: Session, settings: Settings, given: Batch, receiver: str) -> bytes:
    sender, key = given.opening["sender"], given.submission_id
    sealed: Any = receipts.receipt(session, sender, key).content
    root = etree.Element(tag("result"), nsmap={None: NAMESPACE}, submission=key, receiver=receiver)
    etree.SubElement(root, tag("receipt")).text = sealed["receipt"]
    etree.SubElement(root, tag("signature")).text = sealed["signature"]
    for row in _results(session, sender, key):
        told = {name: row[name] for name in ("outcome", "code", "path", "message") if row[name]}
        etree.SubElement(
            root, tag("record"), id=row["record_id"], version=str(row["version"]), **told
        )
    body = written(root)
    return pack({RESULT: body, RESULT_SEAL: seal_of(settings)(body)})


def _results(session: Session, sender: str, key: str) -> Iterator[Mapping[str, Any]]:
    after: str | None = None
    while True:
        page: Any = receipts.results(session, sender, key, after, "1000").content
        yield from page["results"]
        after = page["next"]
        if after is None:
            return


def read_result(node: Node, data: bytes) -> tuple[str, str, bytes, bytes, list[dict[str, Any]]]:
    """Return submission, receiver, receipt, its seal and the results of a result archive.

    HandRefused unless it is whole and sealed by the receiver that it names.
    """
    files = unpack(data, RESULT_FILES)
    body = files[RESULT]
    receiver = sealer(body, "result", "receiver")
    require_seal(node, receiver, body, files[RESULT_SEAL])
    root = parsed(body, "result")
    results = [
        {
            "record_id": one.get("id"),
            "version": int(one.get("version")),
            **{name: one.get(name) for name in ("outcome", "code", "path", "message")},
        }
        for one in root.iterfind(tag("record"))
    ]
    receipt, seal = (b64decode(root.findtext(tag(name))) for name in ("receipt", "signature"))
    return root.get("submission"), receiver, receipt, seal, results
