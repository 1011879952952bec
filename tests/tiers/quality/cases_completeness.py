"""Đủ: what is missing, field by field."""

from tests.tiers.quality.records import NONE, Case, table
from tiers.quality.completeness import (
    EXPECTED,
    IDENTITY_REQUIRED,
    PAY,
    REQUIRED,
    TABLES,
    TOGETHER,
)
from tiers.quality.contract_completeness import CONTRACT_REQUIRED, PAY_OF

RANK, MONEY, JOBS, FAMILY = (
    "salary.rank_code",
    "salary.jp_salary_amount",
    "work_history.jobs",
    "family.own",
)
FATHER, MOTHER = {"relation_code": "BO"}, {"relation_code": "ME"}
GENDER, MODE = "identity.gender_code", "contract.salary_mode"
EMPTY = {"declared_none": False, "rows": []}


def _money(second: str) -> dict[str, object]:
    """A rank without its step is only a warning where the pay is one in money."""
    return {MONEY: 12_000_000} if second in PAY else {}


CASES = (
    *(Case("DU-1", path, {path: None}) for path in REQUIRED),
    *(Case("DU-1", path, {path: ""}, category="HD111") for path in IDENTITY_REQUIRED),
    Case("DU-2", RANK, {RANK: None}, {RANK: None, MONEY: 12_000_000}),
    *(Case("DU-2/whole", path, {path: None}, {path: None, MONEY: 12_000_000}) for path in PAY),
    *(Case("DU-1/unknown", GENDER, {GENDER: "0"}, {GENDER: "2"}, who) for who in ("CC", "HD111")),
    Case("DU-3", JOBS, {JOBS: None}),
    Case("DU-3", JOBS, {JOBS: NONE}),
    Case("DU-4", FAMILY, {FAMILY: None}),
    Case("DU-4", FAMILY, {FAMILY: table(FATHER)}, {FAMILY: table(FATHER, MOTHER)}),
    Case("DU-4", FAMILY, {FAMILY: table(MOTHER, {"relation_code": "VO"})}),
    *(Case("DU-5", path, {path: None}, {path: NONE}) for path in TABLES),
    *(Case("DU-5", path, {path: EMPTY}) for path in TABLES),
    *(
        Case("DU-6", second, {first: "1", second: None, **_money(second)}, {first: None})
        for first, second in TOGETHER
    ),
    *(Case("DU-7", path, {path: None}) for path in EXPECTED),
    *(Case("DU-8", path, {path: None}, category="HD111") for path in CONTRACT_REQUIRED),
    *(
        Case("DU-8/pay", path, {MODE: mode, path: None}, {MODE: other, path: None}, "HD111")
        for mode, other in (("TT", "BL"), ("BL", "TT"))
        for path in PAY_OF[mode]
    ),
)
