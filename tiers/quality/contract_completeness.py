"""Đủ of a labour contract: what it names of both sides, of the work and of the pay.

Source: Quy chế Đ.6.1b, Đ.6.2.b; TT 05/2023/TT-BNV, Phụ lục II.
"""

from tiers.quality.completeness import EXPECTED_RULE, IDENTITY_RULE, UNKNOWN_RULE, empty
from tiers.quality.facts import Facts
from tiers.quality.rule import NOTHING, Dimension, Found, Rule, Severity

CONTRACT_REQUIRED = (
    "contract.contract_number",
    "contract.signed_date",
    "contract.signed_place",
    "contract.legal_basis",
    "contract.employer_address",
    "contract.employer_phone",
    "contract.employer_signatory_name",
    "contract.employer_signatory_position",
    "contract.nationality",
    "contract.permanent_address",
    "contract.cccd_issue_place",
    "contract.contract_type_code",
    "contract.start_date",
    "contract.work_place",
    "contract.job_title",
    "contract.work_kind_code",
    "contract.work_description",
    "contract.working_hours",
    "contract.salary_mode",
    "contract.pay_method",
    "contract.pay_day",
    "contract.insurance_scheme",
    "contract.copies",
    "contract.effective_date",
)
MODE = "contract.salary_mode"
BY_AMOUNT, BY_SCALE = "TT", "BL"  # codes of `cach_tra_luong`
# What each way of paying needs besides.
PAY_OF = {
    BY_AMOUNT: ("contract.salary_amount",),
    BY_SCALE: ("contract.rank_code", "contract.step", "contract.coefficient"),
}
PAY_PATHS = tuple(path for paths in PAY_OF.values() for path in paths)


def pay_asked(facts: Facts) -> tuple[str, ...]:
    """Return what the contract's way of paying has to say."""
    return PAY_OF.get(facts.text(MODE), ())


def _required(facts: Facts) -> Found:
    return empty(facts, CONTRACT_REQUIRED)


def _no_pay(facts: Facts) -> Found:
    asked = pay_asked(facts)
    return empty(facts, asked) if asked else NOTHING


_E, _DU, _FORM = Severity.ERROR, Dimension.COMPLETE, "TT 05/2023/TT-BNV, Phụ lục II"

RULES = (
    IDENTITY_RULE,
    UNKNOWN_RULE,
    Rule("DU-8", _E, _DU, _FORM, CONTRACT_REQUIRED, _required),
    Rule("DU-8", _E, _DU, f"{_FORM}, Đ.3", PAY_PATHS, _no_pay, "pay"),
    EXPECTED_RULE,
)
