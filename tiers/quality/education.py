"""Diplomas against the highest qualification: DT-12."""

from tiers.partial_dates import span, surely_after_day
from tiers.quality.facts import Facts
from tiers.quality.rule import NOTHING, Dimension, Found, Rule, Severity

HIGHEST = "education.highest_qualification_code"
DIPLOMAS = "training.professional"
_FROM_INTERMEDIATE = 40  # level of trung cấp: table 32.1 begins there


def _awarded_in_future(facts: Facts) -> Found:
    return [
        (f"{DIPLOMAS}.{number}.to_month", {"row": number + 1, "on": str(row["to_month"])})
        for number, row in enumerate(facts.rows(DIPLOMAS))
        if row.get("qualification_code") and surely_after_day(row.get("to_month"), facts.today)
    ]


def _other_highest(facts: Facts) -> Found:
    """Return item 20 when table 32.1 says otherwise.

    Compared by group: master, specialist level I and resident doctor stand beside each other. A
    course without an end is not a diploma yet.
    """
    known = facts.reference.qualifications
    highest = known.get(facts.text(HIGHEST))
    if highest is None or facts.table(DIPLOMAS) is None:
        return NOTHING
    awarded = [
        known[code]
        for row in facts.rows(DIPLOMAS)
        if isinstance(code := row.get("qualification_code"), str)
        and code in known
        and (ended := span(row.get("to_month")))
        and ended[0] <= facts.today
    ]
    values = {"code": facts.text(HIGHEST)}
    if awarded:
        return [(HIGHEST, values)] if max(awarded)[1] != highest[1] else NOTHING
    if facts.declared_none(DIPLOMAS) and highest[0] >= _FROM_INTERMEDIATE:
        return [(HIGHEST, values)]
    return NOTHING


_FORM = "Mẫu sơ yếu lý lịch, mục"

RULES = (
    Rule(
        "DT-12",
        Severity.ERROR,
        Dimension.RIGHT,
        f"{_FORM} 32.1",
        (f"{DIPLOMAS}.*.to_month",),
        _awarded_in_future,
        "future",
    ),
    Rule("DT-12", Severity.ERROR, Dimension.RIGHT, f"{_FORM} 20, 32.1", (HIGHEST,), _other_highest),
)
