"""Labour contracts of NĐ 111/2022 and NĐ 235/2026: LC-1 to 3, 6, 8, 9, 12 to 14.

LC-4, 7, 10, 11 and 15 need the paper, the posts of the unit, its headcount or its plan, and are
not judged from one record.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from tiers.partial_dates import add_months, add_years, earliest
from tiers.quality.contract_completeness import BY_AMOUNT, MODE
from tiers.quality.facts import Facts, Term
from tiers.quality.identity import BIRTH, GENDER
from tiers.quality.names import same_name
from tiers.quality.retirement import expected_retirement
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity, Values
from tiers.quality.salary import SCALES_FROM, coefficient_of, decimal, step_of
from tiers.quality.tables import is_working

NUMBER, KIND = "contract.contract_number", "contract.contract_type_code"
START, END = "contract.start_date", "contract.end_date"
TRIAL_FROM, TRIAL_TO = "contract.probation_from", "contract.probation_to"
TERMINATED = "contract.termination_date"
SIGNATORY = "contract.employer_signatory_name"
AMOUNT = "contract.salary_amount"
RANK, STEP, COEFFICIENT = "contract.rank_code", "contract.step", "contract.coefficient"

LABOUR_FIXED, LABOUR_OPEN = "HDLD_XD", ("HDLD_KXD", "HD68_KXD")
LABOUR_KINDS = (LABOUR_FIXED, *LABOUR_OPEN)
LONGEST_MONTHS = 36
MOST_FIXED_TERMS = 2
ALERT_DAYS = 30  # after the end, work without a new contract
_GROWN_UP, _YOUNGEST = 18, 15


def may_be_fixed_again(terms: Sequence[Term]) -> bool:
    """Whether the next contract may be a fixed term: after two in a row it may not.

    `terms` in their order. Source: BLLĐ 2019 Đ.20.2.c; quality rule LC-2.
    """
    return len(terms) < MOST_FIXED_TERMS or any(
        term.end is None or not term.fixed for term in terms[-MOST_FIXED_TERMS:]
    )


def overlapping(terms: Sequence[Term]) -> list[tuple[Term, Term]]:
    """Return the pairs of neighbouring contracts that share a day. Source: quality rule LC-14."""
    ordered = sorted(terms, key=lambda term: term.start)
    return [
        (one, other)
        for one, other in pairwise(ordered)
        if one.end is None or other.start <= one.end
    ]


def _fixed_again(facts: Facts) -> Found:
    """Return the kind of a third fixed term in a row; who is old or abroad may have one: HR."""
    if facts.text(KIND) != LABOUR_FIXED or may_be_fixed_again(facts.earlier):
        return NOTHING
    return [(KIND, {"terms": len(facts.earlier)})]


def _overlaps(facts: Facts) -> Found:
    """Return the first day of a contract that lies within one with another number."""
    start, end = facts.span(START), facts.span(END)
    if start is None:
        return NOTHING
    present = Term(start[1], end[0] if end else None)
    for one in facts.earlier:
        if overlapping([one, present]):
            return [(START, {"on": facts.text(START), "other": one.start})]
    return NOTHING


def _unknown_kind(facts: Facts) -> Found:
    """Return a kind that the law does not have on the first day (seasonal contracts are gone)."""
    kind, known = facts.text(KIND), facts.reference.contract_types
    if not kind or not known:
        return NOTHING
    start = earliest(facts.values.get(START)) or facts.today
    valid = kind in known and known[kind][1].covers(start)
    return NOTHING if valid else [(KIND, {"kind": kind})]


def _term_too_long(facts: Facts) -> Found:
    start, end = facts.span(START), facts.span(END)
    if facts.text(KIND) != LABOUR_FIXED or start is None or end is None:
        return NOTHING
    if end[0] <= add_months(start[1], LONGEST_MONTHS):
        return NOTHING
    return [(END, {"on": facts.text(END), "start": facts.text(START)})]


def _end_or_none(facts: Facts) -> Found:
    kind, end = facts.text(KIND), facts.text(END)
    if (kind == LABOUR_FIXED and not end) or (kind in LABOUR_OPEN and end):
        return [(END, {"on": end})]
    return NOTHING


def _ends_before_start(facts: Facts) -> Found:
    found = []
    for first, second in ((START, END), (TRIAL_FROM, TRIAL_TO)):
        start, end = facts.span(first), facts.span(second)
        if start and end and end[1] < start[0]:
            found.append((second, {"on": facts.text(second), "before": facts.text(first)}))
    return found


def _expired(facts: Facts) -> Found:
    end = facts.span(END)
    if end is None or facts.values.get(TERMINATED) or not is_working(facts):
        return NOTHING
    if facts.today <= end[1] + timedelta(days=ALERT_DAYS):
        return NOTHING
    return [(END, {"on": facts.text(END)})]


def _child(facts: Facts) -> Found:
    return _younger_than(facts, _YOUNGEST)


def _youth(facts: Facts) -> Found:
    return NOTHING if _child(facts) else _younger_than(facts, _GROWN_UP)


def _younger_than(facts: Facts, age: int) -> Found:
    birth, start = facts.span(BIRTH), facts.span(START)
    if birth is None or start is None or start[1] >= add_years(birth[0], age):
        return NOTHING
    return [(START, {"on": facts.text(START), "age": age})]


def _ends_after_retirement(facts: Facts) -> Found:
    end, months = facts.span(END), facts.reference.retirement_months
    gender, birth = facts.text(GENDER), facts.text(BIRTH)
    retirement = expected_retirement(gender, birth, months) if months else None
    if end is None or retirement is None or end[0] <= retirement.last_day:
        return NOTHING
    return [(END, {"on": facts.text(END), "last": retirement.last_day})]


def _signed_by_relative(facts: Facts) -> Found:
    signatory = facts.values.get(SIGNATORY)
    if signatory is None:
        return NOTHING
    for path in ("family.own", "family.spouse_side"):
        if any(same_name(signatory, row.get("full_name")) for row in facts.rows(path)):
            return [(SIGNATORY, {"name": str(signatory)})]
    return NOTHING


def _is_civil_servant(facts: Facts) -> Found:
    if facts.family not in ("CB", "CC") or facts.text(KIND) not in LABOUR_KINDS:
        return NOTHING
    if facts.values.get(TERMINATED) or not is_working(facts):
        return NOTHING
    return [(KIND, {"category": facts.category or ""})]


def _below_minimum_wage(facts: Facts) -> Found:
    amount = facts.values.get(AMOUNT)
    if not isinstance(amount, int) or facts.text(MODE) != BY_AMOUNT:
        return NOTHING
    for period, least in facts.reference.minimum_wage:
        if period.covers(facts.today) and amount < least:
            return [(AMOUNT, {"amount": amount, "least": least})]
    return NOTHING


def _other_coefficient(facts: Facts) -> Found:
    """Return the coefficient of who is paid by the state's scale when the table says otherwise."""
    step, coefficient = step_of(facts, STEP), facts.text(COEFFICIENT)
    if step is None or not coefficient:
        return NOTHING
    start = earliest(facts.values.get(START)) or facts.today
    day = max(start, SCALES_FROM)  # the scale's first day; steps rise during the contract
    table = coefficient_of(facts.reference, facts.text(RANK), step, day)
    if table is None or decimal(table) == decimal(coefficient):
        return NOTHING
    values: Values = {"coefficient": coefficient, "table": table, "step": step}
    return [(COEFFICIENT, values)]


E, W = Severity.ERROR, Severity.WARNING
RIGHT, CLEAN, ALIVE = Dimension.RIGHT, Dimension.CLEAN, Dimension.ALIVE
_CODE = "BLLĐ 2019"
_AGE = f"{_CODE} Đ.143–149{KNOWN}"
_KINDS = f"{_CODE} Đ.20{KNOWN}"

RULES = (
    Rule("LC-1", E, CLEAN, _KINDS, (KIND,), _unknown_kind, "kind"),
    Rule("LC-1", E, RIGHT, _KINDS, (END,), _term_too_long),
    Rule("LC-1", E, RIGHT, _KINDS, (END,), _end_or_none, "end"),
    Rule("LC-1", E, RIGHT, _KINDS, (END, TRIAL_TO), _ends_before_start, "order"),
    Rule("LC-2", W, RIGHT, f"{_CODE} Đ.20.2.c{KNOWN}", (KIND,), _fixed_again),
    Rule("LC-3", W, ALIVE, f"{_CODE} Đ.20.2.b{KNOWN}", (END,), _expired),
    Rule("LC-6", E, RIGHT, _AGE, (START,), _child),
    Rule("LC-6", W, RIGHT, _AGE, (START,), _youth, "youth"),
    Rule("LC-6", W, RIGHT, _AGE, (END,), _ends_after_retirement, "retired"),
    Rule("LC-8", W, RIGHT, "NĐ 235/2026 Đ.9.1.đ", (SIGNATORY,), _signed_by_relative),
    Rule("LC-14", W, CLEAN, f"{_CODE} Đ.19{KNOWN}", (START,), _overlaps),
    Rule(
        "LC-12",
        W,
        RIGHT,
        f"NĐ 38/2022, NĐ 74/2024, NĐ 293/2025{KNOWN}",
        (AMOUNT,),
        _below_minimum_wage,
    ),
    Rule("LC-13", W, RIGHT, f"NĐ 111/2022 Đ.12–13{KNOWN}", (COEFFICIENT,), _other_coefficient),
)
# Judged for everybody: it is about people who should have no such contract.
RULES_FOR_ALL = (Rule("LC-9", E, CLEAN, "NĐ 235/2026 Đ.9", (KIND,), _is_civil_servant),)
