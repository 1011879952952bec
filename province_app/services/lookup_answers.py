"""What the national database answers to a unit's request: claimed, kept sealed, deleted again.

Called by the tick; the call itself is outside any transaction. Source: Quy chế Đ.10.1; exchange
contract, annex 45.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from config.schedule import HELD_SECONDS
from province_app.models.national_lookups import NationalLookup
from province_app.record.entry import typed_of
from province_app.record.schema import SECTIONS
from province_app.services.national_lookups import is_known
from province_app.stores import audit, drafts, records, restorations
from province_app.stores import national_lookups as store
from province_app.stores.transaction import transaction
from tiers.checking import DraftState
from tiers.national_lookups import KEPT, MOST_TRIES, LookupState

LARGEST_VERSION = 2**31 - 1  # of ours
LEFT_THERE = "service."  # how the person stood at the former agency; here the system says it


@dataclass(frozen=True)
class Question:
    """A request in the hands of one worker, by the number of the try."""

    id: UUID
    tries: int
    personal_id: str
    purpose: str
    basis: str


@dataclass(frozen=True)
class Held:
    """What the national database holds of the person, and whether the former agency let go."""

    record_id: UUID
    version: int
    contents: Mapping[str, Mapping[str, Any]]  # of the disclosed sections
    released: bool


def next_question(session: Session, at: datetime, now: datetime) -> Question | None:
    """Return the request that is to be put now, for a while nobody else's; None when none.

    Whom the province has come to hold meanwhile is not asked for; after so many tries people are
    told instead. `now`: of the system clock.
    """
    with transaction(session):
        while row := store.next_due(session, now):
            if row.back_record_id is None and is_known(session, row):
                _settle(session, row, LookupState.KNOWN, at)
            elif row.tries >= MOST_TRIES:  # whatever it was that kept it from an answer
                _settle(session, row, LookupState.FAILED, at, "lookup_unanswered")
            else:
                row.tries += 1
                row.try_at = now + timedelta(seconds=HELD_SECONDS)
                basis = f"{row.basis_number}, {row.basis_date:%d/%m/%Y}"
                return Question(row.id, row.tries, row.personal_id or "", row.purpose, basis)
            session.flush()
    return None


def take(session: Session, question: Question, held: Held | None, at: datetime) -> None:
    """Keep the answer; None: there is nobody, or nobody whom the province may be told of.

    Kept are the open sections that are as our form has them: nothing restricted, no photo, since
    only its digest came. A record of another number, or without a name, is no answer.
    """
    with transaction(session):
        row = store.waiting(session, question.id, question.tries)
        if row is None:  # it came too late: another worker has asked meanwhile
            return
        if held is None:
            _settle(session, row, LookupState.ABSENT, at)
            return
        if row.back_record_id is not None:
            _go_above(session, row, held, at)
            return
        contents, unread = _readable(held.contents)
        identity = contents.get("identity", {})
        named = identity.get("birth_full_name") and identity.get("personal_id") == row.personal_id
        if not named or held.version > LARGEST_VERSION:
            _settle(session, row, LookupState.FAILED, at, "lookup_unfit")
            return
        if is_known(session, row, held.record_id):
            _settle(session, row, LookupState.KNOWN, at)
            return
        row.record_id, row.version = held.record_id, held.version
        row.answer = {"contents": contents, "unread": unread, "released": held.released}
        _settle(session, row, LookupState.FOUND, at)


def _go_above(session: Session, row: NationalLookup, held: Held, at: datetime) -> None:
    """Let the record of somebody who came back go on above what the nation holds of it.

    What another agency has entered meanwhile goes into the draft that nobody has sent yet: nobody
    types what is known (Quy chế Đ.3.4). Under another record id it is another's to mend.
    """
    mine = row.back_record_id
    assert mine is not None  # noqa: S101  the caller asks for it
    if held.record_id != mine or held.version > LARGEST_VERSION:
        _settle(session, row, LookupState.FAILED, at, "lookup_unfit")
        return
    last = records.latest(session, [mine]).get(mine)
    if last is None or held.version > last.version:
        restorations.raise_floors(session, {mine: held.version})
        _fill_draft(session, mine, _readable(held.contents)[0], at)
    row.personal_id = None  # it has done what it was kept for
    _settle(session, row, LookupState.KNOWN, at)


def _fill_draft(
    session: Session, person_id: UUID, contents: Mapping[str, Mapping[str, Any]], at: datetime
) -> None:
    draft = drafts.open_draft_for_update(session, person_id)
    if draft is None or draft.state != DraftState.WITH_PERSON:
        return
    told = known_there(contents)
    fixed = ("identity.managing_unit_code", "identity.using_unit_code")
    draft.typed = draft.typed | {path: said for path, said in told.items() if path not in fixed}
    draft.revision += 1
    audit.add(session, "draft.filled", None, [draft.id], at, draft.unit_id)


def known_there(contents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return as text what a draft here takes over; how the person stood there is left out."""
    typed = typed_of(contents)
    return {path: said for path, said in typed.items() if not path.startswith(LEFT_THERE)}


def refuse(session: Session, question: Question, at: datetime) -> None:
    """Write down that the national database refused the request, or answered what is no answer."""
    with transaction(session):
        if row := store.waiting(session, question.id, question.tries):
            _settle(session, row, LookupState.FAILED, at, "lookup_refused")


def put_off(session: Session, question: Question, until: datetime) -> None:
    """Let the request be put again from `until` on."""
    with transaction(session):
        if row := store.waiting(session, question.id, question.tries):
            row.try_at = until


def forget(session: Session, at: datetime) -> int:
    """Delete numbers and answers that are old enough; return of how many requests."""
    with transaction(session):
        gone = store.forget(session, at - KEPT)
        audit.add(session, "lookup.forgotten", None, gone, at)
    return len(gone)


def _settle(
    session: Session,
    row: NationalLookup,
    state: LookupState,
    at: datetime,
    fault: str | None = None,
) -> None:
    row.state, row.fault, row.answered_at = state, fault, at
    told = {"state": str(state), **({"fault": fault} if fault else {})}
    if row.record_id is not None:
        told |= {"record": str(row.record_id), "version": str(row.version)}
    audit.add(session, "lookup.answered", None, [row.id], at, row.unit_id, **told)


def _readable(
    disclosed: Mapping[str, Mapping[str, Any]],
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the sections that can be kept, and the names of those that are not of our form."""
    contents: dict[str, dict[str, Any]] = {}
    unread = []
    for name, section in SECTIONS.items():
        if name not in disclosed or section.restricted:
            continue
        content = {**disclosed[name], "evidence": []}
        if name == "identity":
            content["photo"] = None
        try:
            section.model.model_validate(content)
        except ValidationError:
            unread.append(name)
        else:
            contents[name] = content
    return contents, unread
