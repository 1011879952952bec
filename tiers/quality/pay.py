"""The record's present pay: SL-1, SL-2, SL-4, SL-7, SL-8, SL-9, SL-11."""

from datetime import date

from tiers.partial_dates import add_months
from tiers.quality.facts import Facts
from tiers.quality.names import folded
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity, Values
from tiers.quality.salary import (
    COEFFICIENT,
    DISCIPLINES,
    OVER_FRAME,
    OVER_FRAME_SINCE,
    PERCENT,
    RANK,
    RANK_SINCE,
    SINCE,
    STEP,
    coefficient_of,
    decimal,
    next_raise_due,
    number_of,
    over_frame_percent,
    paid_on,
    prolonged_months,
    step_of,
)
from tiers.quality.tables import is_working

ALLOWANCE = "salary.position_allowance_coefficient"
_TRIAL_PERCENT = 85
_TRIAL_STEPS = {"TS": 3, "ThS": 2}  # by group of the highest qualification; others 1
_TRIAL_MONTHS = 12
_LONGEST_TRIAL_MONTHS = 18  # tập sự is 12 at most, and may be prolonged once by half
_RECRUITED = "recruitment.first_recruitment_date"
_QUALIFICATION = "education.highest_qualification_code"


def _other_coefficient(facts: Facts) -> Found:
    step, coefficient = step_of(facts), facts.text(COEFFICIENT)
    if step is None or not coefficient:
        return NOTHING
    table = coefficient_of(facts.reference, facts.text(RANK), step, paid_on(facts))
    if table is None or table == coefficient or number_of(facts, COEFFICIENT) == decimal(table):
        return NOTHING
    values: Values = {"coefficient": coefficient, "table": table, "step": step}
    return [(COEFFICIENT, values)]


def _rank_not_valid(facts: Facts) -> Found:
    """Return the rank's code when it had no meaning on the day of appointment, or has none now."""
    code = facts.text(RANK)
    meanings = facts.reference.ranks.get(code)
    if not code or meanings is None:
        return NOTHING
    since = facts.span(RANK_SINCE)
    then = since is None or any(one.valid.touches(*since) for one in meanings)
    now = any(one.valid.covers(facts.today) for one in meanings)
    return NOTHING if then and now else [(RANK, {"code": code})]


def _rank_of_others(facts: Facts) -> Found:
    """Return a title of viên chức with a civil servant, and the reverse."""
    rank = facts.reference.ranks.get(facts.text(RANK))
    if not rank or facts.family not in ("CB", "CC", "VC"):
        return NOTHING
    if rank[0].professional == (facts.family == "VC"):
        return NOTHING
    return [(RANK, {"code": rank[0].code, "category": facts.category or ""})]


def _raise_overdue(facts: Facts) -> Found:
    step, since = step_of(facts), facts.span(SINCE)
    if step is None or since is None or not is_working(facts):
        return NOTHING
    later = prolonged_months(facts.rows(DISCIPLINES), since[1])
    due = next_raise_due(facts.reference, facts.text(RANK), step, since[1], later)
    return [(STEP, {"due": due})] if due and due < facts.today else NOTHING


def _step_too_high(facts: Facts) -> Found:
    step = step_of(facts)
    group = facts.reference.group_on(facts.text(RANK), paid_on(facts))
    if step is None or group is None or step <= len(group.coefficients):
        return NOTHING
    return [(STEP, {"step": step, "last": len(group.coefficients)})]


def _over_frame_before_last_step(facts: Facts) -> Found:
    step, percent = step_of(facts), number_of(facts, OVER_FRAME)
    group = facts.reference.group_on(facts.text(RANK), paid_on(facts))
    if not percent or step is None or group is None or step >= len(group.coefficients):
        return NOTHING
    return [(OVER_FRAME, {"step": step, "last": len(group.coefficients)})]


def _over_frame_too_high(facts: Facts) -> Found:
    """Return a percent that no time on the last step explains; a lower one may have reasons."""
    step, percent, since = step_of(facts), number_of(facts, OVER_FRAME), facts.span(SINCE)
    if not percent or step is None or since is None:
        return NOTHING
    group = facts.reference.group_on(facts.text(RANK), since[0])
    if group is None or step != len(group.coefficients):
        return NOTHING
    most = over_frame_percent(group, since[0], facts.today)
    if percent == int(percent) and group.over_frame_first_percent <= percent <= most:
        return NOTHING
    values: Values = {"percent": facts.text(OVER_FRAME), "most": most, "since": facts.text(SINCE)}
    return [(OVER_FRAME, values)]


def _over_frame_too_early(facts: Facts) -> Found:
    step, since, begun = step_of(facts), facts.span(SINCE), facts.span(OVER_FRAME_SINCE)
    if step is None or since is None or begun is None:
        return NOTHING
    group = facts.reference.group_on(facts.text(RANK), since[0])
    if group is None or step != len(group.coefficients):
        return NOTHING
    first = add_months(since[0], group.over_frame_months)
    if begun[1] >= first:
        return NOTHING
    return [(OVER_FRAME_SINCE, {"on": facts.text(OVER_FRAME_SINCE), "first": first})]


def trial_ends(facts: Facts) -> date | None:
    """Return the day on which twelve months of trial are over for who is paid as in trial.

    Source: NĐ 138/2020 Đ.20, 22 (theo hiểu biết, cần xác nhận); quality rule SL-9.
    """
    recruited = facts.span(_RECRUITED)
    if number_of(facts, PERCENT) != _TRIAL_PERCENT or recruited is None:
        return None
    return add_months(recruited[1], _TRIAL_MONTHS)


def _trial_step(facts: Facts) -> Found:
    """Return the step of somebody in trial when it is not the one that the diploma gives."""
    step, percent = step_of(facts), number_of(facts, PERCENT)
    qualification = facts.reference.qualifications.get(facts.text(_QUALIFICATION))
    if percent != _TRIAL_PERCENT or step is None or qualification is None:
        return NOTHING
    right = _TRIAL_STEPS.get(qualification[1], 1)
    return [(STEP, {"step": step, "right": right})] if step != right else NOTHING


def _trial_too_long(facts: Facts) -> Found:
    recruited = facts.span(_RECRUITED)
    if number_of(facts, PERCENT) != _TRIAL_PERCENT or recruited is None:
        return NOTHING
    if facts.today <= add_months(recruited[1], _LONGEST_TRIAL_MONTHS):
        return NOTHING
    return [(PERCENT, {"recruited": facts.text(_RECRUITED)})]


def _other_allowance(facts: Facts) -> Found:
    title, allowance = facts.post, number_of(facts, ALLOWANCE)
    if not title or allowance is None:
        return NOTHING
    for prefix, period, coefficient in facts.reference.position_allowances:
        if period.covers(facts.today) and folded(title).startswith(folded(prefix)):
            if allowance == decimal(coefficient):
                return NOTHING
            values: Values = {"coefficient": facts.text(ALLOWANCE), "table": coefficient}
            return [(ALLOWANCE, values)]
    return NOTHING


E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RIGHT, CLEAN, ALIVE = Dimension.RIGHT, Dimension.CLEAN, Dimension.ALIVE
_TABLE, _OVER = "NĐ 204/2004/NĐ-CP", f"NĐ 204/2004, TT 04/2005/TT-BNV{KNOWN}"
_TRIAL = f"NĐ 138/2020 Đ.22, NĐ 115/2020 Đ.23{KNOWN}"

RULES = (
    Rule("SL-1", E, RIGHT, _TABLE, (COEFFICIENT,), _other_coefficient),
    Rule("SL-2", W, ALIVE, "TT 2/2021/TT-BNV, TT 29/2022/TT-BTC", (RANK,), _rank_not_valid),
    Rule("SL-2", W, RIGHT, "Luật CBCC, Luật VC", (RANK,), _rank_of_others, "category"),
    Rule("SL-4", INFO, ALIVE, f"TT 08/2013/TT-BNV Đ.2{KNOWN}", (STEP,), _raise_overdue),
    Rule("SL-7", E, CLEAN, _OVER, (OVER_FRAME,), _over_frame_before_last_step),
    Rule("SL-7", E, RIGHT, _OVER, (OVER_FRAME,), _over_frame_too_high, "percent"),
    Rule("SL-7", E, RIGHT, _OVER, (OVER_FRAME_SINCE,), _over_frame_too_early, "early"),
    Rule("SL-8", E, CLEAN, _TABLE, (STEP,), _step_too_high),
    Rule("SL-9", W, RIGHT, _TRIAL, (STEP,), _trial_step),
    Rule("SL-9", W, ALIVE, _TRIAL, (PERCENT,), _trial_too_long, "long"),
    Rule("SL-11", W, RIGHT, "NĐ 204/2004, NĐ 07/2026/NĐ-CP", (ALLOWANCE,), _other_allowance),
)
