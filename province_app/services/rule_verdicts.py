"""What the rules say of versions after their confirmation: at signing and when a stage takes them.

A rule or a catalogue may have changed since HR confirmed. The verdict is kept for (version, rules,
catalogues), so a month's stages do not ask again what was asked under the same rules
(docs/adr/0020-rules-after-confirmation.md). Source: Quy chế Đ.3, Đ.7.1b, Đ.8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion
from province_app.record.rules_state import rules_state
from province_app.services.quality import own_hits
from province_app.stores import records, rule_verdicts
from province_app.stores.rule_verdicts import Verdict
from tiers.quality.rule import Hit, Severity
from tiers.quality.scores import losses_of

Errors = Sequence[Mapping[str, str]]  # {path, rule}: never a value


def remember_confirmed(
    session: Session,
    confirmed: Mapping[UUID, int],
    hits: Mapping[UUID, Sequence[Hit]],
    at: datetime,
) -> None:
    """Keep what the rules said of these versions, just confirmed."""
    found = {one: _verdict(hits[one[0]]) for one in confirmed.items()}
    rule_verdicts.add(session, found, rules_state(), at)


def judge_again(session: Session, held: rule_verdicts.Held, at: datetime) -> int:
    """Judge those of the versions that were not judged under today's rules; return how many."""
    waiting = rule_verdicts.unjudged(session, held, rules_state())
    rule_verdicts.add(session, _judged(session, waiting, at), rules_state(), at)
    return len(waiting)


def broken_now(session: Session, held: rule_verdicts.Held, at: datetime) -> dict[UUID, Errors]:
    """Return the errors of those of the versions that have any, by record; nothing is kept."""
    kept: dict[UUID, Errors] = dict(rule_verdicts.broken(session, held, rules_state()))
    found = _judged(session, rule_verdicts.unjudged(session, held, rules_state()), at)
    return kept | {one: verdict.errors for (one, _), verdict in found.items() if verdict.errors}


def _judged(
    session: Session, versions: Sequence[RecordVersion], at: datetime
) -> dict[tuple[UUID, int], Verdict]:
    if not versions:
        return {}
    contents = records.contents_of(session, versions)
    return {
        (one.record_id, one.version): _verdict(own_hits(contents[one.record_id], at))
        for one in versions
    }


def _verdict(hits: Sequence[Hit]) -> Verdict:
    errors = [hit for hit in hits if hit.severity is Severity.ERROR]
    return Verdict(
        [{"path": hit.path, "rule": hit.key} for hit in errors],
        [asdict(loss) for loss in losses_of(hits)],
    )
