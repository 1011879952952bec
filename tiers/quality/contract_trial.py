"""Trial under a labour contract (thử việc): LC-5."""

from datetime import date, timedelta

from tiers.partial_dates import add_months
from tiers.quality.contract import END, START, TRIAL_FROM, TRIAL_TO
from tiers.quality.facts import Facts
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity

QUALIFICATION, TITLE = "education.highest_qualification_code", "contract.job_title"
WORK = "contract.work_kind_code"

_COLLEGE, _INTERMEDIATE = 50, 40  # levels of the highest qualification
_TRIAL_DAYS_MANAGER, _TRIAL_DAYS_COLLEGE, _TRIAL_DAYS_INTERMEDIATE = 180, 60, 30
_TRIAL_WORKING_DAYS = 6
# Support work needs no diploma of a college, whoever does it (NĐ 111/2022 Đ.4).
_SUPPORT = frozenset({"LX", "BV", "PV", "KT", "HTK"})
_MANAGERS = ("giám đốc", "trưởng", "phó", "quản lý", "hiệu trưởng")


def _trial_too_long(facts: Facts) -> Found:
    start, end = facts.span(TRIAL_FROM), facts.span(TRIAL_TO)
    if start is None or end is None or end[0] < start[1]:
        return NOTHING
    days = (end[0] - start[1]).days + 1
    most = _trial_days(facts)
    if most is None:
        too_long = _working_days(start[1], min(days, 366)) > _TRIAL_WORKING_DAYS
        most = _TRIAL_WORKING_DAYS
    else:
        too_long = days > most
    return [(TRIAL_TO, {"days": days, "most": most})] if too_long else NOTHING


def _trial_days(facts: Facts) -> int | None:
    """Return the most days of trial by the work; None where working days count.

    Without a known diploma nobody is held to less than support work may have.
    """
    title, support = facts.text(TITLE).casefold(), facts.text(WORK) in _SUPPORT
    if any(word in title for word in _MANAGERS):
        return _TRIAL_DAYS_MANAGER
    unknown = (_INTERMEDIATE if support else _COLLEGE, "")
    level, _ = facts.reference.qualifications.get(facts.text(QUALIFICATION), unknown)
    if level >= _COLLEGE and not support:
        return _TRIAL_DAYS_COLLEGE
    return _TRIAL_DAYS_INTERMEDIATE if level >= _INTERMEDIATE else None


def _working_days(start: date, days: int) -> int:
    return sum((start + timedelta(days=number)).weekday() < 5 for number in range(days))


def _trial_of_short_term(facts: Facts) -> Found:
    start, end = facts.span(START), facts.span(END)
    if start is None or end is None or not facts.text(TRIAL_FROM):
        return NOTHING
    if end[1] >= add_months(start[0], 1) - timedelta(days=1):
        return NOTHING
    return [(TRIAL_FROM, {"start": facts.text(START), "on": facts.text(END)})]


_W, _RIGHT, _TRIAL = Severity.WARNING, Dimension.RIGHT, f"BLLĐ 2019 Đ.24–26{KNOWN}"

RULES = (
    Rule("LC-5", _W, _RIGHT, _TRIAL, (TRIAL_TO,), _trial_too_long),
    Rule("LC-5", _W, _RIGHT, _TRIAL, (TRIAL_FROM,), _trial_of_short_term, "short"),
)
