"""All rules, and which of them judge whom.

Not judged from one record: ID-5 (only the population database knows), ID-7 (the old number is not
kept), SL-3 (an amount, see `salary.monthly_amount`), SL-5 (time not counted; what prolongs is
`salary.prolonged_months`), the ten percent of SL-6, SL-12 and SL-13 (dates in the catalogue), LC-4,
LC-7, LC-10, LC-11, LC-15 (paper, posts, headcount), and the evidence of a change. Handed in with
the facts are the numbers of others (ID-6), the unit's name (DT-10) and the contracts before this
one (LC-2, LC-14).
"""

from tiers.quality import (
    coded,
    completeness,
    contract,
    contract_completeness,
    contract_trial,
    dates,
    education,
    identity,
    pay,
    pay_history,
    retirement,
    tables,
)
from tiers.quality.facts import Facts
from tiers.quality.rule import Hit, Rule

CONTRACT_FAMILY = "HDLD"

# Cán bộ, công chức, viên chức: the form of Thông tư 06/2023.
RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *dates.RULES,
    *tables.RULES,
    *education.RULES,
    *pay.RULES,
    *pay_history.RULES,
    *retirement.RULES,
    *contract.RULES_FOR_ALL,
    *coded.RULES,
    *completeness.RULES,
)
# Người lao động: identity and contract, nothing that the contract's form does not ask for.
CONTRACT_RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *contract.RULES,
    *contract_trial.RULES,
    *retirement.RULES,
    *coded.RULES,
    *contract_completeness.RULES,
)
EVERY_RULE: dict[str, Rule] = {rule.key: rule for rule in (*CONTRACT_RULES, *RULES)}


def rules_for(facts: Facts) -> tuple[Rule, ...]:
    """Return the rules that judge a record of this category. Source: Quy chế Đ.6.1."""
    return CONTRACT_RULES if facts.family == CONTRACT_FAMILY else RULES


def judge(facts: Facts) -> list[Hit]:
    """Return every hit in the record, in the order of the rules; none means that all is well."""
    return [
        Hit(rule.id, rule.severity, path, values, rule.case)
        for rule in rules_for(facts)
        for path, values in rule.find(facts)
    ]
