"""Why records stopped in a stage, and which travel although a rule finds them wrong.

Read within the scope of a frame (monitor.py); the cost grows with those records, not with all.
"""

# ruff: noqa: S608  statements are joined from fixed texts of this module; values are parameters

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from province_app.stores.monitor import ITEM, UNIT, Frame, Item, ask, scope

UNKNOWN_CODE = "catalogue_unknown_code"

# Few, and each is looked up by its key. An item was owed when it was counted.
_STOPPED = """
    with record as materialized (
      select item.record_id, home.unit_id, true as is_owed, item.outcome, item.version, item.code,
             item.path, item.message, item.run_id, item.changed_at
      from sync_item item
      left join lateral (
        select unit_id from employment
        where person_id = item.record_id and starts_on <= :day
        order by starts_on desc, id desc limit 1) home on true
      where item.stage = :stage and item.period = :period
        and item.outcome in ('rejected', 'withheld') {scope}
    )
"""


@dataclass(frozen=True)
class Cause:
    """Records that stopped for one reason at one place; `values` are codes in use there."""

    outcome: str
    code: str
    path: str | None
    count: int
    message: str | None = None  # the receiver's own words, of one of them
    values: tuple[str, ...] = ()


def causes(session: Session, frame: Frame, coded: Collection[str]) -> list[Cause]:
    """Return why records are rejected or withheld, the most frequent reason first.

    `coded`: the paths whose content may be shown, since it is a code and not restricted; `*` stands
    for each place in an array.
    """
    rows = _run(
        session,
        frame,
        "select outcome, code, path, count(*) as records, min(message) as message from record"
        " group by outcome, code, path order by count(*) desc, code",
    )
    disputed = any(row.code == UNKNOWN_CODE for row in rows)
    values = _values(session, frame, coded) if disputed else {}
    return [
        Cause(
            row.outcome,
            row.code,
            row.path,
            row.records,
            row.message,
            values.get((row.code, row.path), ()),
        )
        for row in rows
    ]


# The disputed code itself, from the version that was judged. `limit 1` keeps the planner, which
# knows little of a stage that has just opened, from reading all sections there are.
_VALUES = r"""
    select record.code, record.path,
           array_agg(distinct convert_from(section.content, 'UTF8')::jsonb
             #>> (string_to_array(record.path, '/'))[5:]) as used
    from record
    cross join lateral (
      select section_digests from record_version
      where record_id = record.record_id and version = record.version limit 1) version
    cross join lateral (
      select content from record_section
      where record_id = record.record_id and digest = any(version.section_digests)
        and name = split_part(record.path, '/', 3) limit 1) section
    where record.outcome = 'rejected' and record.code = :unknown
      and regexp_replace(record.path, '/[0-9]+(/|$)', '/*\1', 'g') = any(:coded)
    group by record.code, record.path
"""


def _values(
    session: Session, frame: Frame, coded: Collection[str]
) -> dict[tuple[str, str | None], tuple[str, ...]]:
    rows = _run(session, frame, _VALUES, coded=list(coded), unknown=UNKNOWN_CODE)
    return {(row.code, row.path): tuple(value for value in row.used if value) for row in rows}


def first_of_causes(session: Session, frame: Frame, each: int) -> list[Item]:
    """Return the first few records of each cause, by given name."""
    rows = _run(
        session,
        frame,
        f"select * from (select {ITEM}, row_number() over"
        "   (partition by outcome, record.code, path order by person.sort_key, person.id) as place"
        f"  from record join person on person.id = record.record_id {UNIT}) numbered"
        " where place <= :each order by place",
        each=each,
    )
    return [Item(*row[:-1]) for row in rows]


@dataclass(frozen=True)
class BrokenItem:
    """A record that travels although a rule of today finds it wrong; `errors` as in RuleVerdict."""

    full_name: str
    unit_name: str
    errors: Sequence[dict[str, str]]


_BROKEN = """
    select person.full_name, unit.name as unit_name, verdict.errors, count(*) over () as total
    from rule_verdict verdict
    join sync_item item on item.stage = :stage and item.period = :period
     and item.record_id = verdict.record_id and item.version = verdict.version
    join person on person.id = verdict.record_id
    left join lateral (
      select unit_id from employment
      where person_id = verdict.record_id and starts_on <= :day
      order by starts_on desc, id desc limit 1) home on true
    left join unit_period unit on unit.unit_id = home.unit_id and unit.valid_from <= :day
     and (unit.valid_to is null or unit.valid_to > :day)
    where verdict.rules = :rules and jsonb_array_length(verdict.errors) > 0
      and item.outcome in ('accepted', 'unchanged', 'sent') and {scope}
    order by unit.name, person.full_name, verdict.record_id
    limit :most
"""


def broken(session: Session, frame: Frame, rules: str, most: int) -> tuple[int, list[BrokenItem]]:
    """Return how many of the stage's records break a rule of severity E now, and the first few."""
    query = _BROKEN.format(scope=scope(frame, "verdict.record_id"))
    rows = ask(session, frame, query, {"rules": rules, "most": most})
    found = [BrokenItem(row.full_name, row.unit_name or "", row.errors) for row in rows]
    return (rows[0].total if rows else 0), found


def _run(session: Session, frame: Frame, query: str, **values: object) -> Sequence[Any]:
    records = _STOPPED.format(scope=f"and {scope(frame, 'item.record_id')}")
    return ask(session, frame, records + query, values)
