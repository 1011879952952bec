"""Labour contracts."""

from datetime import date

from tests.tiers.quality.records import NONE, Case
from tiers.quality.facts import Term

KIND, START, END = "contract.contract_type_code", "contract.start_date", "contract.end_date"
TRIAL_FROM, TRIAL_TO = "contract.probation_from", "contract.probation_to"
BIRTH, STATUS = "identity.birth_date", "service.employment_status"
SIGNATORY, AMOUNT = "contract.employer_signatory_name", "contract.salary_amount"
TITLE, QUALIFICATION = "contract.job_title", "education.highest_qualification_code"
COEFFICIENT, WORK = "contract.coefficient", "contract.work_kind_code"
HD = "HD111"

FIRST, SECOND = (Term(date(year, 1, 1), date(year, 12, 31)) for year in (2021, 2022))
LATE = Term(date(2022, 6, 1), date(2023, 1, 1))

CASES = (
    Case("LC-2", KIND, {}, {KIND: "HDLD_KXD", END: None}, HD, earlier=(FIRST, SECOND)),
    Case("LC-14", START, {}, {START: "2023-01-02"}, HD, earlier=(FIRST, LATE)),
    Case("LC-1", END, {END: "2026-01-02"}, {END: "2026-01-01"}, HD),
    Case("LC-1/kind", KIND, {KIND: "HDLD_MV"}, {KIND: "HDLD_XD"}, HD),
    Case("LC-1/kind", KIND, {KIND: "HD68_KXD", START: "2023-02-22", END: None},
         {KIND: "HD68_KXD", START: "2023-02-21", END: None}, HD),
    Case("LC-1/end", END, {END: None}, {KIND: "HDLD_KXD", END: None}, HD),
    Case("LC-1/end", END, {KIND: "HDLD_KXD"}, {}, HD),
    Case("LC-1/order", END, {END: "2022-12-31"}, {END: "2023-01-01"}, HD),
    Case("LC-1/order", TRIAL_TO, {TRIAL_TO: "2022-12-31"}, {TRIAL_TO: "2023-01-01"}, HD),
    Case("LC-3", END, {END: "2024-04-19"}, {END: "2024-04-20"}, HD),
    Case("LC-3", END, {END: "2024-04-19"},
         {END: "2024-04-19", "contract.termination_date": "2024-04-20"}, HD),
    Case("LC-5", TRIAL_TO, {TRIAL_TO: "2023-01-31"}, {TRIAL_TO: "2023-01-30"}, HD),
    Case("LC-5", TRIAL_TO, {QUALIFICATION: "DH", TRIAL_TO: "2023-03-02"},
         {QUALIFICATION: "DH", TRIAL_TO: "2023-03-01"}, HD),
    Case("LC-5", TRIAL_TO, {QUALIFICATION: "CD", TRIAL_TO: "2023-03-02"},
         {QUALIFICATION: "CD", TRIAL_TO: "2023-03-01"}, HD),
    Case("LC-5", TRIAL_TO, {TITLE: "Phó giám đốc", TRIAL_TO: "2023-06-30"},
         {TITLE: "Phó giám đốc", TRIAL_TO: "2023-06-29"}, HD),
    Case("LC-5", TRIAL_TO, {QUALIFICATION: "SC", TRIAL_TO: "2023-01-10"},  # from a Sunday on
         {QUALIFICATION: "SC", TRIAL_TO: "2023-01-09"}, HD),
    Case("LC-5", TRIAL_TO, {WORK: "LX", QUALIFICATION: None, TRIAL_TO: "2023-02-28"},  # 59 days
         {WORK: "CMNV", QUALIFICATION: None, TRIAL_TO: "2023-02-28"}, HD),
    Case("LC-5", TRIAL_TO, {WORK: "LX", QUALIFICATION: "DH", TRIAL_TO: "2023-01-31"},
         {WORK: "LX", QUALIFICATION: "DH", TRIAL_TO: "2023-01-30"}, HD),
    Case("LC-5/short", TRIAL_FROM, {END: "2023-01-30"}, {END: "2023-01-31"}, HD),
    Case("LC-6", START, {BIRTH: "2008-01-02"}, {BIRTH: "2008-01-01"}, HD),
    Case("LC-6/youth", START, {BIRTH: "2005-01-02"}, {BIRTH: "2005-01-01"}, HD),
    Case("LC-6/retired", END, {BIRTH: "1962-07-01"}, {BIRTH: "1964-01-01"}, HD),
    Case("LC-6/retired", END, {BIRTH: "1964-01-01", END: "2026-02-01"},
         {BIRTH: "1964-01-01", END: "2026-01-31"}, HD),
    Case("LC-8", SIGNATORY, {SIGNATORY: "NGUYỄN VĂN BÌNH"},
         {SIGNATORY: "NGUYỄN VĂN BÌNH", "family.own": NONE}, HD),
    Case("LC-9", KIND, {KIND: "HDLD_XD"}, {KIND: "HDLV_XD"}),
    Case("LC-9", KIND, {KIND: "HDLD_XD"}, {KIND: "HDLD_XD", STATUS: "resigned"}),
    Case("LC-12", AMOUNT, {AMOUNT: 3_249_999}, {AMOUNT: 3_250_000}, HD),
    Case("LC-13", COEFFICIENT, {COEFFICIENT: "2.06"}, {COEFFICIENT: "2.05"}, HD),
)  # fmt: skip
