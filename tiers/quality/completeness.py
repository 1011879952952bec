"""Đủ: what must stand in a record before it is confirmed, and what HR asks for besides.

A section or field that the content handed in does not know is not judged: nobody asked for it.
Source: Quy chế Đ.6.2.b; the set that blocks is a proposal of the project.
"""

from collections.abc import Iterable
from functools import cache

from tiers.quality.facts import Facts
from tiers.quality.rule import NO_VALUES, NOTHING, Dimension, Found, Rule, Severity

# H1 to H4, 1, 3-10, 13, 14, 19, 20, 28 and the post of 30.3.
REQUIRED = (
    "identity.managing_unit_code",
    "identity.using_unit_code",
    "identity.staff_number",
    "identity.personal_id",
    "identity.birth_full_name",
    "identity.gender_code",
    "identity.birth_date",
    "identity.birth_place_unit_code",
    "identity.native_place_commune_code",
    "identity.cccd_number",
    "identity.cccd_issue_date",
    "identity.phone",
    "identity.social_insurance_number",
    "identity.current_address_text",
    "identity.current_address_commune_code",
    "identity_restricted.ethnicity_code",
    "identity_restricted.religion_code",
    "recruitment.first_recruitment_date",
    "recruitment.first_recruiting_org_text",
    "recruitment.current_org_join_date",
    "education.general_education_code",
    "education.highest_qualification_code",
    "position.main_assigned_work",
    "salary.job_position_code",
)
# Asked for by the form, but nobody is kept waiting for them: the photograph says nothing that
# others rely on, and a unit that wants it first requires it; the card comes after the insurance.
EXPECTED = ("identity.photo", "identity.health_insurance_number")
# Codes of a required field that say that nothing is known.
UNKNOWN = {"identity.gender_code": "0"}
# Without these a rank is no pay; the day of its appointment comes after the trial (tập sự).
PAY = tuple(
    f"salary.{name}"
    for name in ("salary_step", "salary_coefficient", "salary_effective_date", "salary_percent")
)
# Who has the first must also say the second.
TOGETHER = (
    ("salary.rank_code", "salary.rank_appointment_date"),
    *(("salary.rank_code", path) for path in PAY),
    ("salary.over_frame_percent", "salary.over_frame_date"),
    ("salary.jp_salary_amount", "salary.jp_effective_date"),
    ("position.position_text", "position.appointment_date"),
    ("political.party_official_date", "political.party_join_date"),
    ("political.discharge_date", "political.enlist_date"),
)
TABLES = (
    "training.professional",
    "training.political_theory",
    "training.state_management",
    "training.defence",
    "training.it",
    "training.languages",
    "work_history.jobs",
    "self_history.old_regime_work",
    "self_history.foreign_relations",
    "awards.awards",
    "discipline.disciplines",
    "family.own",
    "family.spouse_side",
    "salary_history.salaries",
    "salary_history.allowances",
)
IDENTITY_REQUIRED = tuple(path for path in REQUIRED if path.startswith("identity."))
JOBS, FAMILY, RANK, MONEY = TABLES[6], TABLES[11], "salary.rank_code", "salary.jp_salary_amount"
_FATHERS, _MOTHERS = frozenset({"BO", "BO_NUOI"}), frozenset({"ME", "ME_NUOI"})


@cache
def _names(path: str) -> tuple[str, str]:
    section, _, name = path.partition(".")
    return section, name


def _asked(facts: Facts, path: str) -> bool:
    return facts.asks(*_names(path))


def empty(facts: Facts, paths: Iterable[str]) -> Found:
    """Return those of the paths that the content knows and that have no value."""
    missing = [path for path in paths if path not in facts.values]
    return [(path, NO_VALUES) for path in missing if _asked(facts, path)]


def _required(facts: Facts) -> Found:
    return empty(facts, REQUIRED)


def _identity_required(facts: Facts) -> Found:
    return empty(facts, IDENTITY_REQUIRED)


def _unknown(facts: Facts) -> Found:
    return [(path, NO_VALUES) for path, code in UNKNOWN.items() if facts.text(path) == code]


def _expected(facts: Facts) -> Found:
    return empty(facts, EXPECTED)


def _no_pay(facts: Facts) -> Found:
    if not _asked(facts, RANK) or RANK in facts.values or MONEY in facts.values:
        return NOTHING
    return [(RANK, NO_VALUES)]


def _no_whole_pay(facts: Facts) -> Found:
    """Return what the pay of 30.1 lacks when there is no pay of 30.3."""
    if RANK not in facts.values or MONEY in facts.values:
        return NOTHING
    return empty(facts, PAY)


def _no_job(facts: Facts) -> Found:
    if not _asked(facts, JOBS) or facts.rows(JOBS):
        return NOTHING
    return [(JOBS, NO_VALUES)]


def _no_parents(facts: Facts) -> Found:
    if not _asked(facts, FAMILY):
        return NOTHING
    relations = {row.get("relation_code") for row in facts.rows(FAMILY)}
    if relations & _FATHERS and relations & _MOTHERS:
        return NOTHING
    return [(FAMILY, NO_VALUES)]


def _not_together(facts: Facts) -> Found:
    values = facts.values
    blocking = () if MONEY in values else PAY
    return [
        (second, NO_VALUES)
        for first, second in TOGETHER
        if first in values and second not in blocking
        if second not in values and _asked(facts, second)
    ]


def _not_answered(facts: Facts) -> Found:
    """Return the tables with neither a row nor the word that there is none."""
    return [
        (path, NO_VALUES)
        for path in TABLES
        if _asked(facts, path) and not facts.rows(path) and not facts.declared_none(path)
    ]


E, W = Severity.ERROR, Severity.WARNING
DU = Dimension.COMPLETE
_ARTICLE = "Quy chế Đ.6.2.b"
_SECOND = tuple(second for _, second in TOGETHER)

EXPECTED_RULE = Rule("DU-7", W, DU, _ARTICLE, EXPECTED, _expected)
UNKNOWN_RULE = Rule("DU-1", E, DU, _ARTICLE, tuple(UNKNOWN), _unknown, "unknown")
IDENTITY_RULE = Rule("DU-1", E, DU, _ARTICLE, IDENTITY_REQUIRED, _identity_required)
RULES = (
    Rule("DU-1", E, DU, _ARTICLE, REQUIRED, _required),
    UNKNOWN_RULE,
    Rule("DU-2", E, DU, f"{_ARTICLE}, mục 30.1, 30.3", (RANK,), _no_pay),
    Rule("DU-2", E, DU, f"{_ARTICLE}, mục 30.1", PAY, _no_whole_pay, "whole"),
    Rule("DU-3", E, DU, f"{_ARTICLE}, mục 33", (JOBS,), _no_job),
    Rule("DU-4", E, DU, f"{_ARTICLE}, mục 36.1", (FAMILY,), _no_parents),
    Rule("DU-5", W, DU, _ARTICLE, TABLES, _not_answered),
    Rule("DU-6", W, DU, _ARTICLE, _SECOND, _not_together),
    EXPECTED_RULE,
)
