"""The receiver's side: an archive is judged by the very code that judges what is pushed."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.exchange import manifests, parts, receipts, submissions
from province_app.exchange.hand import batch as batches
from province_app.exchange.hand.archive import File, mapped, pack, unpacked
from province_app.exchange.hand.batch import Given
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.sealed import (
    NAMESPACE,
    drop,
    elements,
    require_seal,
    sealer,
    tag,
)
from province_app.exchange.judgement import judge_next
from province_app.exchange.node import Node, seal_of
from province_app.exchange.problems import Problem
from province_app.record.canonical import canonical

RESULT, RESULT_SEAL = "result.xml", "result.xml.p7s"
RESULT_FILES = frozenset({RESULT, RESULT_SEAL})
TOLD = ("outcome", "code", "path", "message")
MOST_SEAL = 1024 * 1024  # more is no CMS


def take(
    session: Session, settings: Settings, node: Node, data: File, out: File, at: datetime
) -> None:
    """Judge the submission in the archive and write the archive of its results.

    HandRefused, and nothing is stored, for an archive that does not hold in itself, is not sealed
    by its sender, or goes to another level. Taken twice, or pushed before, it is the same
    submission with the same answer. Source: QĐ 893 III.2.d; exchange contract §4.
    """
    with unpacked(data, batches.FILES) as files:
        xml, seal = files[batches.XML], files[batches.SEAL]
        require_seal(node, sealer(xml, "batch", "sender"), xml, _seal_in(seal))
        given = batches.read(files)
        if given.opening["stage"] != node.level:
            raise HandRefused("hand_other_node")
        try:
            _bring(session, node, given, at)
            while judge_next(session, settings, at):
                pass
            _answer(session, settings, given, node.agency, out)
        except Problem as problem:
            raise HandRefused("hand_not_taken", f"({problem.code})") from problem


def _bring(session: Session, node: Node, given: Given, at: datetime) -> None:
    """Open, bring and close the submission, as its sender would over the net."""
    sender, key, number = given.opening["sender"], given.submission_id, 0
    opening = canonical(dict(given.opening))
    submissions.open_submission(session, node, sender, key, opening, at)
    for one in given.content():
        if isinstance(one, bytes):
            number += 1
            parts.put_part(session, sender, key, str(number), one, at)
            continue
        document = {
            "manifest": b64encode(one.body).decode(),
            "signature": b64encode(one.signature).decode(),
        }
        try:
            manifests.put_manifest(session, node, sender, key, one.id, canonical(document), at)
        except Problem as problem:
            if problem.status != 422:  # its records are rejected with its code, as in a push
                raise
    submissions.commit(session, sender, key, b"", at)


def _answer(session: Session, settings: Settings, given: Given, receiver: str, out: File) -> None:
    sender, key = given.opening["sender"], given.submission_id
    sealed: Any = receipts.receipt(session, sender, key).content
    root = {"submission": key, "receiver": receiver}
    with TemporaryFile() as file:
        with etree.xmlfile(file, encoding="UTF-8") as xml:
            xml.write_declaration()
            with xml.element(tag("result"), root, nsmap={None: NAMESPACE}):
                for name in ("receipt", "signature"):
                    with xml.element(tag(name)):
                        xml.write(sealed[name])
                for row in _results(session, sender, key):
                    told = {name: row[name] for name in TOLD if row[name]}
                    known = {"id": row["record_id"], "version": str(row["version"])}
                    with xml.element(tag("record"), {**known, **told}):
                        pass
        with mapped(file) as body:
            seal = seal_of(settings)(body)
        pack({RESULT: file, RESULT_SEAL: seal}, out)


def _results(session: Session, sender: str, key: str) -> Iterator[Mapping[str, Any]]:
    after: str | None = None
    while True:
        page: Any = receipts.results(session, sender, key, after, "1000").content
        yield from page["results"]
        after = page["next"]
        if after is None:
            return


def read_result(node: Node, data: File) -> tuple[str, str, bytes, bytes, list[dict[str, Any]]]:
    """Return submission, receiver, receipt, its seal and the results of a result archive.

    HandRefused unless it is whole and sealed by the receiver that it names.
    """
    with unpacked(data, RESULT_FILES) as files:
        xml, seal = files[RESULT], files[RESULT_SEAL]
        receiver = sealer(xml, "result", "receiver")
        require_seal(node, receiver, xml, _seal_in(seal))
        submission, told, results = "", dict[str, bytes](), []
        for one in elements(xml, "result"):
            if one.tag == tag("result"):
                submission = one.get("submission")
            elif one.tag == tag("record"):
                said = {name: one.get(name) for name in TOLD}
                known = {"record_id": one.get("id"), "version": int(one.get("version"))}
                results.append({**known, **said})
                drop(one)
            else:
                told[etree.QName(one).localname] = b64decode(one.text or "")
        return submission, receiver, told["receipt"], told["signature"], results


def _seal_in(file: File) -> bytes:
    file.seek(0)
    return file.read(MOST_SEAL)
