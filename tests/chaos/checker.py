"""Nothing lost, doubled, changed, unsigned or out of order: the one judge of all trials.

It reads both databases with statements of its own and trusts no state that either node keeps of
itself. Each clause returns what breaks it, in words; no word, no fault.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
import rfc8785
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from province_app.services import audit_verify
from province_app.services.runs import stage_sums
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, verify_detached
from tests.chaos.world import NOW, PERIOD

STAGES = ("facility_to_department", "department_to_province", "province_to_national")


@dataclass(frozen=True)
class Both:
    """Both databases, and by which CAs a signature is judged."""

    province: Session
    national: Session
    trust: TrustList


def rows(session: Session, statement: str, **values: object) -> list[Row[Any]]:
    """Return the rows of a statement."""
    return list(session.execute(text(statement), values))


def _signed(both: Both) -> dict[tuple[str, int], str]:
    """Every version that a head has signed: its digest by record and version."""
    found = rows(
        both.province,
        "select item.record_id::text, item.version, encode(item.digest, 'hex') as digest"
        " from manifest_item item join manifest on manifest.id = item.manifest_id"
        " where manifest.signature is not null",
    )
    return {(one.record_id, one.version): one.digest for one in found}


def _held(both: Both) -> list[Row[Any]]:
    """Every version in the national store, in the order in which it was taken."""
    return rows(
        both.national,
        "select held.record_id::text, held.version, encode(held.digest, 'hex') as digest,"
        " held.current, held.submission_id, held.manifest_id, held.part, held.first_byte,"
        " held.size, taken.commit_order from exchange_record held"
        " join exchange_submission taken using (submission_id)"
        " order by taken.commit_order, held.record_id",
    )


def lost(both: Both) -> Iterator[str]:
    """Every signed version is there, and so is each that we believe acknowledged."""
    there = {(one.record_id, one.version): one.digest for one in _held(both)}
    rejected = {
        (one.record_id, one.version)
        for one in rows(
            both.national,
            "select record_id::text, version from exchange_result where outcome = 'rejected'",
        )
    }
    for key, digest in _signed(both).items():
        if key not in there and key not in rejected:
            yield f"{key} is signed and not there"
        elif key in there and there[key] != digest:
            yield f"{key} is there with another digest"
    believed = rows(
        both.province,
        "select record_id::text, version, encode(digest, 'hex') as digest from holding"
        " where tier = 'national'",
    )
    current = {one.record_id: (one.version, one.digest) for one in _held(both) if one.current}
    if {one.record_id: (one.version, one.digest) for one in believed} != current:
        yield "what we believe acknowledged is not what is held there"


def doubled(both: Both) -> Iterator[str]:
    """No version is there twice, or was accepted twice; no record has two current versions."""
    for statement, says in (
        ("select record_id, version from exchange_record group by 1, 2 having count(*) > 1",
         "stands twice"),
        ("select record_id, version from exchange_result where outcome = 'accepted'"
         " group by 1, 2 having count(*) > 1", "was accepted twice"),
        ("select record_id, 0 from exchange_record where current group by 1 having count(*) > 1",
         "has two current versions"),
    ):  # fmt: skip
        for record_id, version in rows(both.national, statement):
            yield f"{record_id} {version} {says}"


def changed(both: Both) -> Iterator[str]:
    """What stands there is, byte by byte, what the record's sections say here."""
    sections = {
        (one.record_id, one.name, one.digest): one.salt
        for one in rows(
            both.province,
            "select record_id::text, name, encode(digest, 'hex') as digest,"
            " encode(salt, 'hex') as salt from record_section",
        )
    }
    trees = {
        (one.record_id, one.version): set(one.digests)
        for one in rows(
            both.province,
            "select record_id::text, version, array(select encode(d, 'hex')"
            " from unnest(section_digests) d) as digests from record_version",
        )
    }
    parts = {
        (one.submission_id, one.part): bytes(one.content)
        for one in rows(both.national, "select submission_id, part, content from exchange_part")
    }
    for one in _held(both):
        raw = parts[one.submission_id, one.part][one.first_byte : one.first_byte + one.size]
        line = orjson.loads(raw)
        key = (one.record_id, one.version)
        if raw != rfc8785.dumps(line):
            yield f"{key}: its bytes are not canonical"
        if (line["record_id"], line["version"], line["digest"]) != (*key, one.digest):
            yield f"{key}: its line is another's"
        digests = dict(line["withheld"])
        for name, shown in line["sections"].items():
            digest = sha256(bytes.fromhex(shown["salt"]) + rfc8785.dumps(shown["content"]))
            digests[name] = digest.hexdigest()
            if sections.get((one.record_id, name, digests[name])) != shown["salt"]:
                yield f"{key}: section {name} is not ours"
        tree = {"schema": "cbccvc-record/1", "record_id": key[0], "version": key[1]}
        whole = sha256(rfc8785.dumps({**tree, "sections": digests})).hexdigest()
        if whole != one.digest or set(digests.values()) != trees.get(key):
            yield f"{key}: it is not the version that was signed"


def unsigned(both: Both) -> Iterator[str]:
    """Each version there is named by a manifest that our head signed, and the signature stands."""
    ours = {
        one.id: (bytes(one.body), bytes(one.signature))
        for one in rows(
            both.province, "select id, body, signature from manifest where signature is not null"
        )
    }
    attested: dict[tuple[Any, Any], set[tuple[str, int, str]]] = {}
    for one in rows(
        both.national,
        "select submission_id, manifest_id, manifest, signature from exchange_manifest",
    ):
        body, signature = bytes(one.manifest), bytes(one.signature)
        if ours.get(one.manifest_id) != (body, signature):
            yield f"manifest {one.manifest_id} is not ours"
        try:
            verify_detached(body, signature, both.trust, NOW)
        except SignatureRefused as refused:
            yield f"manifest {one.manifest_id}: {refused.code}"
            continue
        attested[one.submission_id, one.manifest_id] = {
            (item["record_id"], item["version"], item["digest"])
            for item in orjson.loads(body)["items"]
        }
    signed = _signed(both)
    for one in _held(both):
        key = (one.record_id, one.version, one.digest)
        if key not in attested.get((one.submission_id, one.manifest_id), ()):
            yield f"{key} is in no signed manifest there"
        if signed.get(key[:2]) != one.digest:
            yield f"{key} was never signed here"


def out_of_order(both: Both) -> Iterator[str]:
    """The versions of a record were taken in their order; the last one is the current one."""
    newest: dict[str, int] = {}
    current: dict[str, int] = {}
    for one in _held(both):
        if one.version <= newest.get(one.record_id, 0):
            yield f"{one.record_id}: {one.version} came after {newest[one.record_id]}"
        newest[one.record_id] = max(one.version, newest.get(one.record_id, 0))
        if one.current:
            current[one.record_id] = one.version
    if current != newest:
        yield "a version that is not the newest is the current one"


def sums_disagree(both: Both) -> Iterator[str]:
    """Owed = accepted + unchanged + rejected + withheld, in each stage; nothing is on its way."""
    found = {one.stage: one for one in stage_sums(both.province, PERIOD)}
    for stage in STAGES:
        if stage not in found:
            yield f"{stage} has not opened"
        elif not found[stage].balanced or found[stage].queued or found[stage].sent:
            yield f"{found[stage]}"


def results_disagree(both: Both) -> Iterator[str]:
    """Our outcomes, their results and the sealed receipt say the same of each record."""
    taken = {
        one.id: one
        for one in rows(both.province, "select id, state, receipt, period from submission")
    }
    theirs = {one.submission_id for one in rows(both.national,
              "select submission_id from exchange_submission")}  # fmt: skip
    if not theirs <= set(taken):
        yield "a submission is there that we do not know"
    for one in taken.values():
        if one.state not in ("settled", "approved"):
            yield f"submission {one.id} is {one.state}"
            continue
        results = rows(
            both.national,
            "select record_id::text, version, outcome, coalesce(code, '-') as code"
            " from exchange_result where submission_id = :id",
            id=one.id,
        )
        lines = "".join(
            f"{record} {version} {outcome} {code}\n"
            for record, version, outcome, code in sorted(tuple(row) for row in results)
        )
        said = orjson.loads(bytes(one.receipt))
        if said["results_digest"] != sha256(lines.encode()).hexdigest():
            yield f"submission {one.id}: the receipt is of other results"
        if one.period != PERIOD:
            continue
        ours = rows(
            both.province,
            "select record_id::text, version, outcome, coalesce(code, '-') as code"
            " from sync_item where submission_id = :id",
            id=one.id,
        )
        if {tuple(row) for row in ours} != {tuple(row) for row in results}:
            yield f"submission {one.id}: our outcomes are not theirs"


_ONCE = {
    "stage.begun": "select id::text from stage_run where state = 'done'",
    "stage.done": "select id::text from stage_run where state = 'done'",
    "submission.planned": "select id::text from submission",
    "submission.committed": "select id::text from submission",
    "submission.settled": "select id::text from submission",
}


def log_disagrees(both: Both) -> Iterator[str]:
    """What the log tells happened once, and all that happened is told; the chain holds."""
    for event, subjects in _ONCE.items():
        told = [
            one.subject
            for one in rows(
                both.province, "select subject from audit_event where event = :event", event=event
            )
        ]
        happened = [one.id for one in rows(both.province, subjects)]
        if sorted(told) != sorted(happened):
            yield f"{event}: told {len(told)} times of {len(happened)}"
    told_pieces = rows(
        both.province,
        "select subject, unit_id, count(*) as times from audit_event"
        " where event = 'stage.piece_done' group by 1, 2",
    )
    pieces = rows(both.province, "select run_id::text, unit_id from stage_piece")
    if {(one.subject, one.unit_id, one.times) for one in told_pieces} != {
        (run_id, unit_id, 1) for run_id, unit_id in pieces
    }:
        yield "a unit's share was not done once"
    if fault := audit_verify.verify(both.province, ()).fault:
        yield f"the log: {fault.code} {fault.says}"


def unfinished(both: Both) -> Iterator[str]:
    """Each stage of the month has been done, and no run is open or has failed."""
    found = rows(both.province, "select stage, period, state, fault from stage_run")
    for one in found:
        if one.state != "done":
            yield f"{one.stage} {one.period} is {one.state}: {one.fault}"
    done = {one.stage for one in found if one.period == PERIOD}
    if done != set(STAGES):
        yield f"done are {sorted(done)}"


CLAUSES: dict[str, Callable[[Both], Iterator[str]]] = {
    one.__name__: one
    for one in (
        lost, doubled, changed, unsigned, out_of_order, sums_disagree, results_disagree,
        unfinished, log_disagrees,
    )
}  # fmt: skip


def faults(both: Both) -> dict[str, list[str]]:
    """Return what breaks which clause; empty when all is well."""
    found = {name: list(clause(both)) for name, clause in CLAUSES.items()}
    return {name: broken for name, broken in found.items() if broken}
