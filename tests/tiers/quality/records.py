"""Sound records for tests of the rules, small reference tables, and how a record is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tiers.quality.contract_completeness import CONTRACT_REQUIRED
from tiers.quality.facts import POST, Facts, Term, facts_of
from tiers.quality.reference import Period, Rank, Reference, SalaryGroup
from tiers.quality.rulebook import judge

TODAY = date(2024, 5, 20)
ALWAYS = Period(None, None)
NONE = {"declared_none": True, "rows": []}


def table(*rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with these rows."""
    return {"declared_none": False, "rows": [dict(row) for row in rows]}


def _group(name: str, first: str, raise_by: str, steps: int, months: int) -> SalaryGroup:
    start, more = (round(float(text) * 100) for text in (first, raise_by))
    values = [start + more * step for step in range(steps)]
    texts = tuple(f"{value // 100}.{value % 100:02d}" for value in values)
    return SalaryGroup(name, texts, date(2004, 10, 1), months, months, 5, 1)


REFERENCE = Reference(
    categories={"CB": "CB", "CC": "CC", "CCX": "CC", "VC": "VC", "HD111": "HDLD", "HDLD": "HDLD"},
    ranks={
        "01.002": (Rank("01.002", "A2.1", False, ALWAYS),),
        "01.003": (Rank("01.003", "A1", False, ALWAYS),),
        "01.004": (Rank("01.004", "A0", False, Period(date(2021, 8, 1), None)),),
        "01.005": (Rank("01.005", "B", False, ALWAYS),),
        "01.010": (Rank("01.010", "B4.LX", False, ALWAYS),),
        "V.07.03.08": (Rank("V.07.03.08", "A1", True, Period(None, date(2021, 3, 19))),),
        "V.07.03.29": (Rank("V.07.03.29", "A1", True, Period(date(2021, 3, 20), None)),),
        "V.00.01.01": (Rank("V.00.01.01", "", True, ALWAYS),),
    },
    groups={
        "A2.1": (_group("A2.1", "4.40", "0.34", 8, 36),),
        "A1": (_group("A1", "2.34", "0.33", 9, 36),),
        "A0": (_group("A0", "2.10", "0.31", 10, 36),),
        "B": (_group("B", "1.86", "0.20", 12, 24),),
        "B4.LX": (_group("B4.LX", "2.05", "0.18", 12, 24),),
    },
    base_salary=(
        (Period(date(2023, 7, 1), date(2024, 6, 30)), 1_800_000),
        (Period(date(2024, 7, 1), None), 2_340_000),
    ),
    retirement_months={("1", 1961, 1): "2021-04", ("1", 1962, 7): "2023-04"},
    admin_units={
        "13966": (Period(None, date(2025, 6, 30)),),
        "14014": (Period(None, date(2024, 8, 31)), Period(date(2025, 7, 1), None)),
        "13600": (Period(None, date(1985, 12, 31)),),
    },
    birth_provinces=frozenset({"001", "035", "036", "037"}),
    qualifications={
        "TS": (80, "TS"),
        "THS": (70, "ThS"),
        "CK1": (65, "ThS"),
        "DH": (60, "ĐH"),
        "CD": (50, "CĐ"),
        "TC": (40, "TC"),
        "SC": (30, "SC"),
    },
    contract_types={
        "HDLD_KXD": ("HĐLĐ", ALWAYS),
        "HDLD_XD": ("HĐLĐ", ALWAYS),
        "HD68_KXD": ("cũ", Period(None, date(2023, 2, 21))),
    },
    minimum_wage=((ALWAYS, 3_250_000),),
    ended_codes={
        "awards.awards.*.award_form_code": {"HC": date(2022, 12, 31)},
        "contract.insurance_scheme": {"CU": date(2022, 12, 31)},
    },
    position_allowances=(("Chủ tịch UBND xã", Period(date(2024, 1, 1), None), "0.60"),),
)  # fmt: skip

SOUND: dict[str, Any] = {
    "identity.managing_unit_code": "H40",
    "identity.using_unit_code": "H40.03",
    "identity.staff_number": "ND000001",
    "identity.personal_id": "036087001234",
    "identity.birth_full_name": "Nguyễn Văn Hoà",
    "identity.gender_code": "1",
    "identity.birth_date": "1987-05-17",
    "identity.birth_place_unit_code": "13966",
    "identity.native_place_commune_code": "13966",
    "identity.cccd_number": "036087001234",
    "identity.cccd_issue_date": "2022-03-10",
    "identity.phone": "0912345678",
    "identity.social_insurance_number": "3610123456",
    "identity.health_insurance_number": "3610123456",
    "identity.photo": "5f" * 32,
    "identity.current_address_text": "Xóm 3",
    "identity.current_address_commune_code": "13966",
    "identity_restricted.ethnicity_code": "01",
    "identity_restricted.religion_code": "00",
    "recruitment.first_recruitment_date": "2010-03-01",
    "recruitment.first_recruiting_org_text": "UBND huyện Hải Hậu",
    "recruitment.current_org_join_date": "2015-06-01",
    "political.party_join_date": "2012-02-03",
    "political.party_official_date": "2013-02-03",
    "political.first_union_join_date": "2003-05-17",
    "education.general_education_code": "12/12",
    "education.highest_qualification_code": "DH",
    "position.position_text": "TP",
    "position.appointment_date": "2018-07-01",
    "position.reappointment_date": "2023-07-01",
    "position.main_assigned_work": "Tổ chức cán bộ",
    "salary.rank_code": "01.003",
    "salary.rank_appointment_date": "2011-03-01",
    "salary.salary_step": 5,
    "salary.salary_coefficient": "3.66",
    "salary.salary_effective_date": "2023-03-01",
    "salary.salary_percent": "100",
    "salary.over_frame_percent": None,
    "salary.job_position_code": "TC-01",
    "training.professional": table(
        {"from_month": "2005-09", "to_month": "2009-06", "qualification_code": "DH"}
    ),
    "training.languages": NONE,
    "work_history.jobs": table(
        {"from_month": "2010-03", "to_month": "2015-05", "org_text": "UBND huyện Hải Hậu"},
        {"from_month": "2015-06", "to_month": None, "title_text": "Trưởng phòng Tổ chức"},
    ),
    "awards.awards": table({"year": "2020"}),
    "discipline.disciplines": NONE,
    "family.own": table(
        {"relation_code": "BO", "full_name": "Nguyễn Văn Bình", "birth_year": "1960"},
        {"relation_code": "ME", "full_name": "Trần Thị Cúc", "birth_year": "1962"},
        {"relation_code": "VO", "full_name": "Lê Thị Đào", "birth_year": "1989"},
        {"relation_code": "CON", "full_name": "Nguyễn Thu Hà", "birth_year": "2015"},
    ),
    "salary_history.salaries": table(
        {"from_month": "2017-03", "to_month": "2020-02", "rank_code": "01.003", "step": 3},
        {"from_month": "2020-03", "to_month": "2023-02", "rank_code": "01.003", "step": 4},
        {"from_month": "2023-03", "to_month": None, "rank_code": "01.003", "step": 5},
    ),
    "service.employment_status": "working",
}
CONTRACT: dict[str, Any] = {
    **{path: value for path, value in SOUND.items() if path.startswith("identity.")},
    "service.employment_status": "working",
    "education.highest_qualification_code": "TC",
    "family.own": SOUND["family.own"],
    **dict.fromkeys(CONTRACT_REQUIRED, "1"),
    "contract.contract_number": "12/HĐLĐ",
    "contract.signed_date": "2022-12-20",
    "contract.contract_type_code": "HDLD_XD",
    "contract.start_date": "2023-01-01",
    "contract.end_date": "2025-12-31",
    "contract.probation_from": "2023-01-01",
    "contract.probation_to": "2023-01-30",
    "contract.job_title": "Lái xe",
    "contract.work_description": "Lái xe cơ quan",
    "contract.salary_mode": "TT",
    "contract.salary_amount": 6_000_000,
    "contract.rank_code": "01.010",
    "contract.step": 1,
    "contract.coefficient": "2.05",
    "contract.employer_signatory_name": "Phạm Văn Giang",
    "contract.termination_date": None,
}

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A rule's part, what breaks it, where the hit stands, and what just does not break it."""

    key: str
    path: str
    bad: Changes
    good: Changes = field(default_factory=dict)
    category: str = "CC"
    duplicates: frozenset[str] = frozenset()
    unit_name: str = ""
    earlier: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return f"{self.key} {self.bad}"


def sections(values: Changes) -> dict[str, dict[str, Any]]:
    """Return the content of a record: `{section: {field: value}}`."""
    content: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        section, name = path.split(".")
        content.setdefault(section, {})[name] = value
    return content


def facts(changes: Changes, category: str = "CC", today: date = TODAY, **more: Any) -> Facts:
    """Return a sound record of the category with some values changed."""
    base = CONTRACT if category in ("HD111", "HDLD") else SOUND
    content = {**base, **changes}
    if content.get(POST) == base.get(POST):
        more = {"post": "Trưởng phòng", **more}  # what the code of the sound record says
    return facts_of(sections(content), category, today, REFERENCE, **more)


def found(changes: Changes, category: str = "CC", **more: Any) -> set[tuple[str, str]]:
    """Return key and path of every hit."""
    return {(hit.key, hit.path) for hit in judge(facts(changes, category, **more))}


def judged(case: Case, changes: Changes) -> set[tuple[str, str]]:
    """Return key and path of every hit in the case's record with these changes."""
    return found(changes, case.category, **more_of(case))


def more_of(case: Case) -> dict[str, Any]:
    """Return what the case hands in beside the record."""
    return {
        "duplicates": case.duplicates,
        "unit_name": case.unit_name,
        "earlier": case.earlier,
    }
