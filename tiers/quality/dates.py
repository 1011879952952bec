"""Ages and the order of a person's dates: DT-1 to DT-9, DT-15."""

from datetime import date

from tiers.partial_dates import (
    add_months,
    add_years,
    surely_after_day,
    surely_before,
    surely_before_plus,
)
from tiers.quality.facts import Facts
from tiers.quality.identity import BIRTH
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity, Values

RECRUITED = "recruitment.first_recruitment_date"
JOINED = "recruitment.current_org_join_date"
UNION = "political.first_union_join_date"
PARTY, PARTY_OFFICIAL = "political.party_join_date", "political.party_official_date"
ENLISTED, DISCHARGED = "political.enlist_date", "political.discharge_date"
APPOINTED, REAPPOINTED = "position.appointment_date", "position.reappointment_date"
RANK, RANK_SINCE = "salary.rank_code", "salary.rank_appointment_date"
PAID_SINCE = "salary.salary_effective_date"

# Dates that have happened. Ends of contracts and decisions on what comes may lie ahead.
PAST_DATES = (
    BIRTH,
    "identity.cccd_issue_date",
    RECRUITED,
    JOINED,
    UNION,
    PARTY,
    PARTY_OFFICIAL,
    ENLISTED,
    DISCHARGED,
    APPOINTED,
    REAPPOINTED,
    RANK_SINCE,
    PAID_SINCE,
    "salary.over_frame_date",
    "salary.jp_effective_date",
    "salary.jp_over_frame_date",
    "service.status_since",
    "contract.signed_date",
)
PLANNED_DATES = (
    "service.movement_date",
    "contract.start_date",
    "contract.end_date",
    "contract.probation_from",
    "contract.probation_to",
    "contract.effective_date",
    "contract.termination_date",
)
# Columns of the tables whose months or years have happened too.
PAST_COLUMNS = {
    "training.professional": ("from_month",),
    "training.political_theory": ("from_month",),
    "training.state_management": ("from_month",),
    "training.defence": ("from_month",),
    "training.it": ("from_month",),
    "training.languages": ("from_month",),
    "work_history.jobs": ("from_month", "to_month"),
    "self_history.old_regime_work": ("from_month", "to_month"),
    "self_history.foreign_relations": ("from_month", "to_month"),
    "awards.awards": ("year",),
    "discipline.disciplines": ("from_month",),
    "family.own": ("birth_year",),
    "family.spouse_side": ("birth_year",),
    "salary_history.salaries": ("from_month", "to_month"),
    "salary_history.allowances": ("from_month",),
}
TERM_MONTHS = 60  # a leader's term (nhiệm kỳ)
_CIVIL_SERVANTS = ("CB", "CC")
_GROWN_UP, _YOUNGEST = 18, 15
# Tập sự at the shortest, by the first letter of the salary group: civil servants, viên chức.
_TRIAL_MONTHS = {"A": 12, "B": 6, "C": 6}
_TRIAL_MONTHS_VC = {"A": 9, "B": 6, "C": 6}


def _recruited_as_child(facts: Facts) -> Found:
    """Viên chức in arts and sport may be 15; whose category is unknown may be one."""
    age = _GROWN_UP if facts.family in _CIVIL_SERVANTS else _YOUNGEST
    return _too_young(facts, RECRUITED, age)


def _recruited_young(facts: Facts) -> Found:
    if facts.family in _CIVIL_SERVANTS or _too_young(facts, RECRUITED, _YOUNGEST):
        return NOTHING
    return _too_young(facts, RECRUITED, _GROWN_UP)


def _joined_union(facts: Facts) -> Found:
    return _too_young(facts, UNION, 16)


def _joined_party(facts: Facts) -> Found:
    return _too_young(facts, PARTY, 18)


def _enlisted(facts: Facts) -> Found:
    return _too_young(facts, ENLISTED, 17)


def _too_young(facts: Facts, path: str, age: int) -> Found:
    """Return the field when its date surely lies before the birthday of that age."""
    birth, then = facts.span(BIRTH), facts.span(path)
    if birth is None or then is None or then[1] >= add_years(birth[0], age):
        return NOTHING
    values: Values = {"on": facts.text(path), "birth": facts.text(BIRTH), "age": age}
    return [(path, values)]


def _official_too_soon(facts: Facts) -> Found:
    join, official = facts.text(PARTY), facts.text(PARTY_OFFICIAL)
    if surely_before_plus(official, join, 12) and not surely_before(official, join):
        return [(PARTY_OFFICIAL, {"on": official, "joined": join})]
    return NOTHING


def _official_before_join(facts: Facts) -> Found:
    return _ordered(facts, PARTY, PARTY_OFFICIAL)


def _discharged_first(facts: Facts) -> Found:
    enlisted, discharged = facts.text(ENLISTED), facts.text(DISCHARGED)
    same_day = len(enlisted) == len("2019-05-17") and enlisted == discharged
    if same_day or surely_before(discharged, enlisted):
        return [(DISCHARGED, {"on": discharged, "before": enlisted})]
    return NOTHING


def _discharged_only(facts: Facts) -> Found:
    if facts.text(DISCHARGED) and not facts.text(ENLISTED):
        return [(ENLISTED, {"on": facts.text(DISCHARGED)})]
    return NOTHING


def _joined_before_recruited(facts: Facts) -> Found:
    return _ordered(facts, RECRUITED, JOINED)


def _joined_in_future(facts: Facts) -> Found:
    return [
        (path, {"on": facts.text(path)})
        for path in (RECRUITED, JOINED)
        if surely_after_day(facts.values.get(path), facts.today)
    ]


def _rank_before_recruited(facts: Facts) -> Found:
    return _ordered(facts, RECRUITED, RANK_SINCE)


def _rank_in_trial(facts: Facts) -> Found:
    """Return the rank's day when it lies within the trial months of a new recruit."""
    recruited, since = facts.text(RECRUITED), facts.span(RANK_SINCE)
    if since is None or surely_before(facts.text(RANK_SINCE), recruited):
        return NOTHING
    group = facts.reference.group_on(facts.values.get(RANK), since[1])
    months = _TRIAL_MONTHS_VC if facts.family == "VC" else _TRIAL_MONTHS
    shortest = months.get(group.name[0], 0) if group else 0
    if not surely_before_plus(facts.text(RANK_SINCE), recruited, shortest):
        return NOTHING
    values: Values = {"on": facts.text(RANK_SINCE), "before": recruited, "months": shortest}
    return [(RANK_SINCE, values)]


def _paid_before_rank(facts: Facts) -> Found:
    return _ordered(facts, RANK_SINCE, PAID_SINCE)


def _reappointed_first(facts: Facts) -> Found:
    return _ordered(facts, APPOINTED, REAPPOINTED)


def term_ends(facts: Facts) -> date | None:
    """Return the day on which a leader's present term has lasted five years, or None.

    Source: NĐ 138/2020; quality rule DT-9.
    """
    since = facts.span(REAPPOINTED) or facts.span(APPOINTED)
    return add_months(since[1], TERM_MONTHS) if since else None


def _term_over(facts: Facts) -> Found:
    ends = term_ends(facts)
    path = REAPPOINTED if facts.text(REAPPOINTED) else APPOINTED
    return [(path, {"ended": ends})] if ends and ends < facts.today else NOTHING


def _ordered(facts: Facts, first: str, second: str) -> Found:
    """Return the second field when its date surely lies before that of the first."""
    one, other = facts.text(first), facts.text(second)
    if not one or not other or not surely_before(other, one):
        return NOTHING
    return [(second, {"on": other, "before": one})]


def _in_future(facts: Facts) -> Found:
    found = []
    for path in PAST_DATES:
        dates = facts.span(path)
        if dates is not None and dates[0] > facts.today:
            found.append((path, {"on": facts.text(path)}))
    return found


def _row_in_future(facts: Facts) -> Found:
    return [
        (f"{path}.{number}.{column}", {"on": str(row.get(column)), "row": number + 1})
        for path, rows in facts.tables.items()
        for column in PAST_COLUMNS.get(path, ())
        for number, row in enumerate(rows)
        if surely_after_day(row.get(column), facts.today)
    ]


E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RIGHT, ALIVE = Dimension.RIGHT, Dimension.ALIVE
_RECRUITMENT = f"Luật CBCC, Luật VC Đ.22{KNOWN}"
_PARTY_RULES = f"Điều lệ Đảng Đ.1{KNOWN}"
_ARMY = f"Luật Nghĩa vụ quân sự{KNOWN}"
_ORDER = "Mẫu sơ yếu lý lịch, trình tự thời gian"
_ROWS = tuple(f"{path}.*.{column}" for path, names in PAST_COLUMNS.items() for column in names)

RULES = (
    Rule("DT-1", E, RIGHT, _RECRUITMENT, (RECRUITED,), _recruited_as_child),
    Rule("DT-1", W, RIGHT, _RECRUITMENT, (RECRUITED,), _recruited_young, "young"),
    Rule("DT-2", W, RIGHT, f"Điều lệ Đoàn{KNOWN}", (UNION,), _joined_union),
    Rule("DT-3", E, RIGHT, _PARTY_RULES, (PARTY,), _joined_party),
    Rule("DT-4", E, RIGHT, _PARTY_RULES, (PARTY_OFFICIAL,), _official_before_join),
    Rule("DT-4", W, RIGHT, _PARTY_RULES, (PARTY_OFFICIAL,), _official_too_soon, "soon"),
    Rule("DT-5", W, RIGHT, _ARMY, (ENLISTED,), _enlisted),
    Rule("DT-5", W, RIGHT, _ORDER, (DISCHARGED,), _discharged_first, "order"),
    Rule("DT-5", W, RIGHT, _ORDER, (ENLISTED,), _discharged_only, "one"),
    Rule("DT-6", E, RIGHT, _ORDER, (JOINED,), _joined_before_recruited),
    Rule("DT-6", E, RIGHT, _ORDER, (RECRUITED, JOINED), _joined_in_future, "future"),
    Rule("DT-7", W, RIGHT, _ORDER, (RANK_SINCE,), _rank_before_recruited),
    Rule("DT-7", W, RIGHT, f"NĐ 138/2020 Đ.20{KNOWN}", (RANK_SINCE,), _rank_in_trial, "trial"),
    Rule("DT-8", W, RIGHT, _ORDER, (PAID_SINCE,), _paid_before_rank),
    Rule("DT-9", W, RIGHT, _ORDER, (REAPPOINTED,), _reappointed_first),
    Rule("DT-9", INFO, ALIVE, "NĐ 138/2020", (APPOINTED, REAPPOINTED), _term_over, "over"),
    Rule("DT-15", E, RIGHT, _ORDER, PAST_DATES, _in_future),
    Rule("DT-15", E, RIGHT, _ORDER, _ROWS, _row_in_future, "row"),
)
