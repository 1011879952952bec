"""Tables of the record: DT-10, DT-11 (work history), DT-13 (discipline), DT-14 (relatives)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from tiers.partial_dates import (
    Span,
    add_months,
    add_years,
    month_number,
    months_between,
    span,
    surely_before,
)
from tiers.quality.dates import JOINED, PAST_COLUMNS, RECRUITED
from tiers.quality.facts import Facts, Row
from tiers.quality.identity import BIRTH
from tiers.quality.names import folded
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity, Values

JOBS, DISCIPLINES, OWN = "work_history.jobs", "discipline.disciplines", "family.own"
STATUS = "service.employment_status"
RANGED = tuple(path for path, names in PAST_COLUMNS.items() if "from_month" in names)
_RANGED = frozenset(RANGED)
PARENTS, CHILDREN, SPOUSES = frozenset({"BO", "ME"}), frozenset({"CON"}), frozenset({"VO", "CHONG"})
_GENERATION = 13  # years
_LONGEST_GAP_MONTHS = 3
_YOUNGEST_AT_WORK = 15
_EFFECT_MONTHS = 12  # of a discipline
_ENDING = frozenset({"HC_BTV", "HC_BN"})  # they end the service, they do not run for months


def is_working(facts: Facts) -> bool:
    """Whether the person is in service; a record without a status is one of somebody who is."""
    return facts.values.get(STATUS, "working") == "working"


def _out_of_order(facts: Facts) -> Found:
    return [
        (f"{path}.{number}.to_month", {"row": number + 1, "start": str(row["from_month"])})
        for path, rows in facts.tables.items()
        if path in _RANGED
        for number, row in enumerate(rows)
        if surely_before(row.get("to_month"), row.get("from_month"))
    ]


def _jobs(facts: Facts) -> list[tuple[int, Span, date | None]]:
    """Return each dated job: its row, the span of its start, the last day it may have lasted.

    None for a job that goes on. In the order of their starts.
    """
    found = []
    for number, row in enumerate(facts.rows(JOBS)):
        start, end = span(row.get("from_month")), span(row.get("to_month"))
        if start is not None and (end is not None or not row.get("to_month")):
            found.append((number, start, end[1] if end else None))
    return sorted(found, key=lambda job: (job[1], job[0]))


def _open_jobs(facts: Facts) -> list[int]:
    return [
        number
        for number, row in enumerate(facts.rows(JOBS))
        if row.get("from_month") and not row.get("to_month")
    ]


def _several_open(facts: Facts) -> Found:
    return [
        (f"{JOBS}.{number}.to_month", {"row": number + 1}) for number in facts.once(_open_jobs)[:-1]
    ]


def _none_open(facts: Facts) -> Found:
    rows = facts.rows(JOBS)
    if not rows or facts.once(_open_jobs) or not is_working(facts):
        return NOTHING
    return [(f"{JOBS}.{len(rows) - 1}.to_month", {"row": len(rows)})]


def _gaps(facts: Facts) -> Found:
    """Return the jobs that surely begin more than three months after all before them ended."""
    found = []
    until: date | None = None
    for number, start, end in facts.once(_jobs):
        if until is not None and start[0] > add_months(until, _LONGEST_GAP_MONTHS):
            months = months_between(until, start[0])
            found.append((f"{JOBS}.{number}.from_month", {"row": number + 1, "months": months}))
        until = date.max if end is None else max(until or end, end)
        if until == date.max:
            break
    return found


def _overlaps(facts: Facts) -> Found:
    """Return the jobs that surely begin before the one before them ended."""
    rows = facts.rows(JOBS)
    jobs = facts.once(_jobs)
    found = []
    for (before, _, _), (number, start, _) in pairwise(jobs):
        ended = span(rows[before].get("to_month"))
        if ended is not None and start[1] < ended[0]:
            values = {"row": number + 1, "other": before + 1}
            found.append((f"{JOBS}.{number}.from_month", values))
    return found


def _not_current(facts: Facts) -> Found:
    """Return the open job that names another post than item 23, or another unit than today's."""
    openings = facts.once(_open_jobs)
    if not openings:
        return NOTHING
    number = openings[-1]
    row = facts.rows(JOBS)[number]
    found: list[tuple[str, Values]] = []
    for column, now in (("title_text", facts.post), ("org_text", facts.unit_name)):
        then = row.get(column)
        if isinstance(then, str) and now and not _agree(then, now):
            found.append((f"{JOBS}.{number}.{column}", {"row": number + 1, "now": now}))
    return found


def _agree(one: str, other: str) -> bool:
    first, second = folded(one), folded(other)
    return first in second or second in first


def _worked_as_child(facts: Facts) -> Found:
    birth, jobs = facts.span(BIRTH), facts.once(_jobs)
    if birth is None or not jobs or jobs[0][1][1] >= add_years(birth[0], _YOUNGEST_AT_WORK):
        return NOTHING
    return [(f"{JOBS}.{jobs[0][0]}.from_month", {"row": jobs[0][0] + 1, "age": _YOUNGEST_AT_WORK})]


def _not_in_history(facts: Facts) -> Found:
    """Return items 13 and 14 when their day surely lies in none of the jobs."""
    jobs = facts.once(_jobs)
    if not jobs:
        return NOTHING
    found = []
    for path in (RECRUITED, JOINED):
        then = facts.span(path)
        if then and not _covered(then, jobs):
            found.append((path, {"on": facts.text(path)}))
    return found


def _covered(then: Span, jobs: Sequence[tuple[int, Span, date | None]]) -> bool:
    day = timedelta(days=1)
    return any(
        start[0] <= then[1] and (end is None or then[0] - day <= end) for _, start, end in jobs
    )


def _other_effect(facts: Facts) -> Found:
    found = []
    for number, row in enumerate(facts.rows(DISCIPLINES)):
        form = row.get("discipline_form_code")
        start, end = month_number(row.get("from_month")), month_number(row.get("to_month"))
        if not isinstance(form, str) or not form.startswith("HC_") or form in _ENDING:
            continue
        if start is not None and end is not None and end - start != _EFFECT_MONTHS:
            path = f"{DISCIPLINES}.{number}.to_month"
            found.append((path, {"row": number + 1, "months": end - start}))
    return found


def _generations(facts: Facts) -> Found:
    birth = facts.span(BIRTH)
    if birth is None:
        return NOTHING
    found = []
    for number, row in enumerate(facts.rows(OWN)):
        born, relation = span(str(row.get("birth_year"))), row.get("relation_code")
        if born is None:
            continue
        parent = relation in PARENTS and born[0].year > birth[0].year - _GENERATION
        child = relation in CHILDREN and born[0].year < birth[0].year + _GENERATION
        if parent or child:
            path = f"{OWN}.{number}.birth_year"
            found.append((path, {"row": number + 1, "year": born[0].year}))
    return found


def _several_spouses(facts: Facts) -> Found:
    """Return spouses after the first without a note that says which marriage goes on."""
    spouses = [
        (number, row)
        for number, row in enumerate(facts.rows(OWN))
        if row.get("relation_code") in SPOUSES
    ]
    if len(spouses) < 2 or any(_explained(row) for _, row in spouses):
        return NOTHING
    return [(f"{OWN}.{number}.relation_code", {"row": number + 1}) for number, _ in spouses[1:]]


def _explained(row: Row) -> bool:
    return bool(row.get("special_notes"))


E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RIGHT, CLEAN, ALIVE = Dimension.RIGHT, Dimension.CLEAN, Dimension.ALIVE
_FORM = "Mẫu sơ yếu lý lịch, mục"
_ORDER_PATHS = tuple(f"{path}.*.to_month" for path in RANGED)
_FROM, _TO = f"{JOBS}.*.from_month", f"{JOBS}.*.to_month"
_NOW = (f"{JOBS}.*.title_text", f"{JOBS}.*.org_text")

RULES = (
    Rule("DT-10", W, RIGHT, f"{_FORM} 32–37", _ORDER_PATHS, _out_of_order),
    Rule("DT-10", W, CLEAN, f"{_FORM} 33", (_TO,), _several_open, "open"),
    Rule("DT-10", W, ALIVE, f"{_FORM} 33", (_TO,), _none_open, "closed"),
    Rule("DT-10", W, CLEAN, f"{_FORM} 33", (_FROM,), _gaps, "gap"),
    Rule("DT-10", W, CLEAN, f"{_FORM} 33", (_FROM,), _overlaps, "overlap"),
    Rule("DT-10", W, ALIVE, f"{_FORM} 33", _NOW, _not_current, "current"),
    Rule("DT-11", W, RIGHT, f"{_FORM} 33", (_FROM,), _worked_as_child),
    Rule("DT-11", W, RIGHT, f"{_FORM} 13, 14, 33", (RECRUITED, JOINED), _not_in_history, "covered"),
    Rule(
        "DT-13", INFO, RIGHT, f"NĐ 112/2020{KNOWN}", (f"{DISCIPLINES}.*.to_month",), _other_effect
    ),
    Rule("DT-14", W, RIGHT, f"{_FORM} 36", (f"{OWN}.*.birth_year",), _generations),
    Rule("DT-14", W, CLEAN, f"{_FORM} 36", (f"{OWN}.*.relation_code",), _several_spouses, "spouse"),
)
