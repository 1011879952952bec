"""What the rules say of versions after their confirmation: at signing and when a stage takes them.

A rule or a catalogue may have changed since HR confirmed. The verdict is kept for (version, rules,
catalogues), so a month's stages do not ask again what was asked under the same rules
(docs/adr/0020-rules-after-confirmation.md). Source: Quy chế Đ.3, Đ.7.1b, Đ.8.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.records import RecordVersion
from province_app.record.rules_state import rules_state
from province_app.services.quality import own_hits
from province_app.stores import records, rule_verdicts
from tiers.quality.rule import Severity

Errors = Sequence[Mapping[str, str]]  # {path, rule}: never a value


def remember_confirmed(session: Session, confirmed: Mapping[UUID, int], at: datetime) -> None:
    """Keep that these versions, just confirmed, break no rule of severity E."""
    rule_verdicts.add(session, dict.fromkeys(confirmed.items(), ()), rules_state(), at)


def judge_again(session: Session, held: rule_verdicts.Held, at: datetime) -> int:
    """Judge those of the versions that were not judged under today's rules; return how many."""
    waiting = rule_verdicts.unjudged(session, held, rules_state())
    rule_verdicts.add(session, _judged(session, waiting, at), rules_state(), at)
    return len(waiting)


def broken_now(session: Session, held: rule_verdicts.Held, at: datetime) -> dict[UUID, Errors]:
    """Return the errors of those of the versions that have any, by record; nothing is kept."""
    kept: dict[UUID, Errors] = dict(rule_verdicts.broken(session, held, rules_state()))
    found = _judged(session, rule_verdicts.unjudged(session, held, rules_state()), at)
    return kept | {record_id: errors for (record_id, _), errors in found.items() if errors}


def _judged(
    session: Session, versions: Sequence[RecordVersion], at: datetime
) -> dict[tuple[UUID, int], list[dict[str, str]]]:
    if not versions:
        return {}
    contents = records.contents_of(session, versions)
    return {
        (one.record_id, one.version): [
            {"path": hit.path, "rule": hit.key}
            for hit in own_hits(contents[one.record_id], at)
            if hit.severity is Severity.ERROR
        ]
        for one in versions
    }
