"""Judging a committed submission: one outcome per record, one receipt, one transaction.

Memory is bounded by one part; the database is asked a few times a part. Source: annex 41, 44.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import system_now
from province_app.exchange import receipts
from province_app.exchange.agencies import Agencies, load_agencies
from province_app.exchange.disclosures import (
    PERSONAL_ID_PATH,
    Disclosure,
    Fault,
    content_fault,
    fault,
    read_disclosure,
)
from province_app.exchange.node import seal_of
from province_app.exchange.own_records import Kept, OwnRecords
from province_app.exchange.requirements import Requirements, requirements
from province_app.models.exchange import ExchangeSubmission
from province_app.pauses import try_again_at
from province_app.services import catalogues
from province_app.stores import audit
from province_app.stores import exchange_judging as store
from province_app.stores.exchange_judging import Accepted, ClaimedLine, Judged
from province_app.stores.transaction import transaction
from tiers.calendar import local_day

logger = logging.getLogger(__name__)

ACCEPTED, UNCHANGED, REJECTED = "accepted", "unchanged", "rejected"


class _Frame(NamedTuple):
    """What all records of a submission are judged by."""

    wanted: Requirements
    codes: Mapping[str, Collection[str]]  # of each catalogue that the requirements name
    owners: Collection[str]  # the sender and the agencies that it succeeded
    own: OwnRecords | None  # of a province: what it accepts becomes its own signed versions


class _Read(NamedTuple):
    """A line, what it discloses, and its outcome as far as the line alone decides it."""

    line: ClaimedLine
    personal_id: str | None
    outcome: str | Fault


def judge_next(session: Session, settings: Settings, at: datetime) -> bool:
    """Judge the committed submission that is next; False when none waits.

    `at` is business time and stands in the receipt. The receipt is sealed in the same
    transaction: a judgement without its proof never becomes visible.

    A submission whose judgement fails is put aside, told and tried again after a pause: nobody
    else waits for it. What the node itself lacks (its seal, the database) is raised.
    """
    with transaction(session):
        submission = store.claim_next(session, system_now())
        if submission is None:
            return False
        seal = seal_of(settings)  # before the work, so that a missing seal costs none
        agencies = load_agencies(settings.exchange_agencies_file)
        try:
            with session.begin_nested():
                _judge(session, submission, agencies, settings, at, seal)
        except Exception as error:
            _put_aside(session, submission, error, at)
    return True


def _judge(
    session: Session,
    submission: ExchangeSubmission,
    agencies: Agencies,
    settings: Settings,
    at: datetime,
    seal: Callable[[bytes], bytes],
) -> None:
    frame = _frame(session, submission, agencies, settings, at)
    counts: Counter[str] = Counter()
    for part in range(1, submission.parts + 1):
        counts += _judge_part(session, submission, part, frame)
    submission.accepted = counts[ACCEPTED]
    submission.unchanged = counts[UNCHANGED]
    submission.rejected = counts[REJECTED]
    submission.state = "judged"
    submission.judged_at = at
    submission.fault = submission.judge_again_at = None
    if frame.own:
        frame.own.settle()
    receipts.issue(session, submission, settings.agency_code, at, seal)
    told = {name: counts[name] for name in (ACCEPTED, UNCHANGED, REJECTED)}
    given, sender = [submission.submission_id], submission.sender
    audit.add(session, "delivery.judged", None, given, at, agency=sender, **told)


def _put_aside(
    session: Session, submission: ExchangeSubmission, error: Exception, at: datetime
) -> None:
    """Note the fault and when to try again; fails itself where the database is what is away."""
    submission.judge_again_at = try_again_at(submission.faults)
    submission.faults = (submission.faults or 0) + 1
    submission.fault = type(error).__name__
    given, sender, fault = submission.submission_id, submission.sender, submission.fault
    audit.add(session, "delivery.put_aside", None, [given], at, agency=sender, fault=fault)
    logger.error(
        "submission put aside", extra={"submission": str(given), "fault": fault}, exc_info=error
    )


def _frame(
    session: Session,
    submission: ExchangeSubmission,
    agencies: Agencies,
    settings: Settings,
    at: datetime,
) -> _Frame:
    wanted = requirements()
    versions = orjson.loads(submission.catalogues)
    codes = {
        catalogue: catalogues.codes(session, catalogue, versions.get(catalogue, ""))
        for catalogue in wanted.catalogues
    }
    owners = agencies.predecessors(submission.sender, local_day(at))
    own = OwnRecords(session, submission, owners, at) if settings.keeps_records else None
    return _Frame(wanted, codes, owners, own)


def _judge_part(
    session: Session, submission: ExchangeSubmission, part: int, frame: _Frame
) -> Counter[str]:
    content = store.content(session, submission.submission_id, part)
    lines = store.lines(session, submission.submission_id, part)
    if frame.own:
        frame.own.look_up(lines)
    read = [_read(line, _bytes(content, line), frame) for line in lines]
    persons = {
        one.line.record_id: one.personal_id
        for one in read
        if one.outcome == ACCEPTED and one.personal_id
    }
    holders = store.holders(session, list(persons.values()))
    taken = frame.own.taken_numbers(persons) if frame.own else ()
    results, accepted = [], []
    for line, personal_id, outcome in read:
        if outcome == ACCEPTED and line.record_id in taken:
            outcome = fault("identity_conflict", PERSONAL_ID_PATH)
        elif outcome == ACCEPTED:
            outcome = _take_person(line, personal_id, holders)
        if isinstance(outcome, Fault):
            results.append(Judged(line.record_id, line.version, REJECTED, *outcome))
            continue
        results.append(Judged(line.record_id, line.version, outcome))
        if outcome == ACCEPTED:
            accepted.append((line, personal_id))
    store.keep(session, submission, part, [_accepted(*one) for one in accepted])
    if frame.own:
        frame.own.keep([Kept(line, _bytes(content, line)) for line, _ in accepted])
    store.add_results(session, submission.submission_id, results)
    return Counter(result.outcome for result in results)


def _bytes(content: bytes, line: ClaimedLine) -> bytes:
    return content[line.first_byte : line.first_byte + line.size]


def _read(line: ClaimedLine, raw: bytes, frame: _Frame) -> _Read:
    disclosure = read_disclosure(raw)
    if isinstance(disclosure, Fault):
        return _Read(line, None, disclosure)
    if frame.own and (wrong := frame.own.form_fault(line, disclosure.contents)):
        return _Read(line, None, wrong)
    return _Read(line, disclosure.personal_id, _outcome(line, disclosure, frame))


def _outcome(line: ClaimedLine, disclosure: Disclosure, frame: _Frame) -> str | Fault:
    """Return the first of annex 41 that applies, or `accepted` so far."""
    if not line.manifest_held:
        return fault(line.refusal or "manifest_missing", "/manifest_id")
    if disclosure.digest != line.digest or not line.attested:
        return fault("digest_mismatch", "/digest")
    if line.own_manifest:
        return fault("signer_not_authorised", "/manifest_id")
    if frame.own and (refused := frame.own.refusal(line)):
        return refused
    if line.owner is not None and line.owner not in frame.owners and not line.owner_left:
        return fault("not_owner", "/record_id")
    if line.held_version == line.version and line.held_digest:
        return UNCHANGED
    if line.held_version is not None and line.version <= line.held_version:
        return fault("stale_version", "/version")
    if frame.own and (refused := frame.own.stale(line) or _undisclosed(disclosure)):
        return refused
    return content_fault(disclosure.contents, frame.wanted.rules, frame.codes) or ACCEPTED


def _undisclosed(disclosure: Disclosure) -> Fault | None:
    """Refuse a record of which the province would not hold all: the digests above need it."""
    for name in disclosure.withheld:
        return fault("required_missing", f"/withheld/{name}")
    return None


def _take_person(
    line: ClaimedLine, personal_id: str | None, holders: dict[str, str]
) -> str | Fault:
    """Let the record hold the personal id, unless another record does; keep `holders` true."""
    if personal_id is not None and holders.get(personal_id, line.record_id) != line.record_id:
        return fault("identity_conflict", PERSONAL_ID_PATH)
    if line.held_person is not None:
        holders.pop(line.held_person, None)
    if personal_id is not None:
        holders[personal_id] = line.record_id
    return ACCEPTED


def _accepted(line: ClaimedLine, personal_id: str | None) -> Accepted:
    return Accepted(
        record_id=line.record_id,
        version=line.version,
        digest=bytes.fromhex(line.digest),
        leaves=bool(line.leaves),
        personal_id=personal_id,
        manifest_id=line.manifest_id,
        first_byte=line.first_byte,
        size=line.size,
    )
