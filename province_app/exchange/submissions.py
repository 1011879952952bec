"""Opening, closing and watching a submission. Source: exchange contract, annex 30-35, 38, 42."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.exchange import strict_json
from province_app.exchange.digests import items_digest
from province_app.exchange.documents import Opening, check
from province_app.exchange.node import Node
from province_app.exchange.problems import Problem, not_found, schema_invalid
from province_app.models.exchange import ExchangeSubmission
from province_app.services import catalogues
from province_app.stores import audit, deliveries
from province_app.stores import exchange as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day

MOST_NAMED = 1000  # parts named in one `parts_missing`


@dataclass(frozen=True)
class Reply:
    """An answer: its status and the content of its JSON body."""

    status: int
    content: object
    etag: str | None = None


def own(
    session: Session, sender: str, submission_id: str, *, lock: str | None = None
) -> ExchangeSubmission:
    """Return the sender's submission; 404 when it is absent or another agency's."""
    key = parse_id(submission_id)
    found = None if key is None else store.submission(session, key, lock=lock)
    if found is None or found.sender != sender:
        raise not_found()
    return found


def open_submission(
    session: Session, node: Node, sender: str, submission_id: str, body: bytes, at: datetime
) -> Reply:
    """Open a submission, or answer as before when the same body was put under the id."""
    value = strict_json.loads(body)
    opening = check(Opening, value)
    canonical = strict_json.canonical(value)
    key = new_id(submission_id)
    if opening.sender != sender:
        raise Problem(403, "sender_mismatch")
    if node.level == "province" and not _is_registered(session, sender, at):
        raise Problem(403, "sender_mismatch", "the agency is no department that delivers here")
    if opening.stage != node.level:
        raise schema_invalid(f"this node takes the stage {node.level}", "/stage")
    reply = {"submission_id": submission_id, "state": "open"}
    with transaction(session):
        store.forget_nonces(session, system_now())  # here, since each submission brings hundreds
        known = store.submission(session, key)
        if known is None:
            _require_current(session, opening.catalogues)
            added = store.insert_new(
                session,
                ExchangeSubmission,
                submission_id=key,
                sender=sender,
                period=opening.period,
                stage=opening.stage,
                count=opening.count,
                parts=opening.parts,
                items_digest=bytes.fromhex(opening.items_digest),
                catalogues=strict_json.canonical(opening.catalogues),
                body=canonical,
                state="open",
                opened_at=at,
            )
            if added:
                audit.add(
                    session, "delivery.opened", None, [key], at,
                    agency=sender, period=opening.period, count=opening.count,
                )  # fmt: skip
                return Reply(201, reply)
            known = store.submission(session, key)  # another request was faster
        if known is None or known.sender != sender:
            raise Problem(409, "different_body")  # annex 38: the id is another agency's
        if known.body != canonical:
            raise Problem(409, "different_body" if known.state == "open" else "not_open")
    return Reply(200, reply)


def _is_registered(session: Session, sender: str, at: datetime) -> bool:
    with transaction(session):
        return deliveries.delivers(session, sender, local_day(at))


def new_id(text: str) -> UUID:
    """Return the id that a PUT names; 422 unless it is written as annex 4 says."""
    key = parse_id(text)
    if key is None:
        raise schema_invalid("an id is a lower-case UUID with hyphens")
    return key


def parse_id(text: str) -> UUID | None:
    """Return the id, or None unless it is a lower-case UUID with hyphens."""
    try:
        key = UUID(text)
    except ValueError:
        return None
    return key if str(key) == text else None


def _require_current(session: Session, versions: dict[str, str]) -> None:
    """Refuse a sender that has not taken the current catalogues first (annex 39)."""
    current = catalogues.versions(session)
    if versions != current:
        raise Problem(409, "catalogue_stale", catalogues=current)


def commit(session: Session, sender: str, submission_id: str, body: bytes, at: datetime) -> Reply:
    """Close the submission and hand it to the judgement; repeated, answer its present state."""
    if body:
        raise schema_invalid("the body of a commit is empty")
    with transaction(session):
        found = own(session, sender, submission_id, lock="update")
        if found.state == "open":
            _require_complete(session, found)
            found.commit_order = store.next_commit_order(session)
            found.state = "processing"
            found.committed_at = at
            audit.add(session, "delivery.committed", None, [found.submission_id], at, agency=sender)
            session.execute(sql("notify province_wake"))  # heard when the transaction commits
        return Reply(202, {"submission_id": submission_id, "state": found.state})


def _require_complete(session: Session, submission: ExchangeSubmission) -> None:
    there = {number for number, _ in store.parts(session, submission.submission_id)}
    if len(there) < submission.parts:
        missing = [number for number in range(1, submission.parts + 1) if number not in there]
        raise Problem(409, "parts_missing", parts=missing[:MOST_NAMED])
    lines, records = store.line_counts(session, submission.submission_id)
    if not lines == records == submission.count:
        raise Problem(422, "items_mismatch", f"{lines} lines of {records} records")
    digest = items_digest(store.claimed_items(session, submission.submission_id))
    if digest != submission.items_digest:
        raise Problem(422, "items_mismatch", "the digest of the items differs")


def status(session: Session, sender: str, submission_id: str) -> Reply:
    """Return the state, the sums and what is there already (annex 42)."""
    found = own(session, sender, submission_id)
    counts = {
        "accepted": found.accepted or 0,
        "unchanged": found.unchanged or 0,
        "rejected": found.rejected or 0,
    }
    return Reply(
        200,
        {
            "submission_id": submission_id,
            "state": found.state,
            "count": found.count,
            "counts": {**counts, "pending": found.count - sum(counts.values())},
            "parts": [
                {"part": number, "sha256": sha256.hex()}
                for number, sha256 in store.parts(session, found.submission_id)
            ],
            "manifests": [str(one) for one in store.manifest_ids(session, found.submission_id)],
        },
    )
