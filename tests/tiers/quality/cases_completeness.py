"""Đủ: what is missing, field by field."""

from tests.tiers.quality.records import NONE, Case, table
from tiers.quality.completeness import (
    CONTRACT_REQUIRED,
    EXPECTED,
    IDENTITY_REQUIRED,
    REQUIRED,
    TABLES,
    TOGETHER,
)

RANK, MONEY, JOBS, FAMILY = (
    "salary.rank_code",
    "salary.jp_salary_amount",
    "work_history.jobs",
    "family.own",
)
FATHER, MOTHER = {"relation_code": "BO"}, {"relation_code": "ME"}
EMPTY = {"declared_none": False, "rows": []}

CASES = (
    *(Case("DU-1", path, {path: None}) for path in REQUIRED),
    *(Case("DU-1", path, {path: ""}, category="HD111") for path in IDENTITY_REQUIRED),
    Case("DU-2", RANK, {RANK: None}, {RANK: None, MONEY: 12_000_000}),
    Case("DU-3", JOBS, {JOBS: None}),
    Case("DU-3", JOBS, {JOBS: NONE}),
    Case("DU-4", FAMILY, {FAMILY: None}),
    Case("DU-4", FAMILY, {FAMILY: table(FATHER)}, {FAMILY: table(FATHER, MOTHER)}),
    Case("DU-4", FAMILY, {FAMILY: table(MOTHER, {"relation_code": "VO"})}),
    *(Case("DU-5", path, {path: None}, {path: NONE}) for path in TABLES),
    *(Case("DU-5", path, {path: EMPTY}) for path in TABLES),
    *(
        Case("DU-6", second, {first: "1", second: None}, {first: None})
        for first, second in TOGETHER
    ),
    *(Case("DU-7", path, {path: None}) for path in EXPECTED),
    *(Case("DU-8", path, {path: None}, category="HD111") for path in CONTRACT_REQUIRED),
)
