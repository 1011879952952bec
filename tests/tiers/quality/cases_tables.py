"""Tables: work history, diplomas, discipline, relatives."""

from typing import Any

from tests.tiers.quality.records import NONE, SOUND, Case, table
from tiers.quality.facts import POST

JOBS, FAMILY, DISCIPLINES = "work_history.jobs", "family.own", "discipline.disciplines"
DIPLOMAS, HIGHEST = "training.professional", "education.highest_qualification_code"
RECRUITED, JOINED = "recruitment.first_recruitment_date", "recruitment.current_org_join_date"
FIRST_JOB, NOW = SOUND[JOBS]["rows"]


def jobs(*spans: tuple[str, str | None], **last: Any) -> dict[str, Any]:
    rows = [{"from_month": start, "to_month": end} for start, end in spans]
    return {JOBS: table(*rows[:-1], {**rows[-1], **last})}


def relatives(*people: tuple[str, str], note: str | None = None) -> dict[str, Any]:
    rows = [
        {"relation_code": code, "birth_year": year, "special_notes": note} for code, year in people
    ]
    return {FAMILY: table(*rows)}


def disciplined(form: str, until: str) -> dict[str, Any]:
    row = {"from_month": "2020-01", "to_month": until, "discipline_form_code": form}
    return {DISCIPLINES: table(row)}


def diploma(code: str | None, until: str | None) -> dict[str, Any]:
    row = {"from_month": "2005-09", "to_month": until, "qualification_code": code}
    return {DIPLOMAS: table(row)}


EARLY = ("2010-03", "2015-05")

AWARD, SCHEME = "awards.awards.0.award_form_code", "contract.insurance_scheme"
CONTRACT_START, CONCURRENT = "contract.start_date", "position.concurrent_positions"


def award(year: str, code: str = "HC") -> dict[str, object]:
    return {"awards.awards": table({"year": year, "award_form_code": code})}


CASES = (
    Case("DM-1", AWARD, award("2023"), award("2022")),
    Case("DM-1", AWARD, award("2023"), award("2023", "BK")),
    Case("DM-1", AWARD, award("2023"), award("")),
    Case("DM-1", SCHEME, {SCHEME: ["BHXH", "CU"]}, {SCHEME: ["BHXH"]}, "HD111"),
    Case("DM-1", SCHEME, {SCHEME: ["CU"]}, {SCHEME: ["CU"], CONTRACT_START: "2022-12-31"}, "HD111"),
    Case("DM-2", POST, {POST: "Tổ trưởng tổ Toán"}, {POST: "TT"}),
    Case("DM-2", CONCURRENT, {CONCURRENT: "Phó Bí thư, Ủy viên"}, {CONCURRENT: ["PBT_CB", "CUV"]}),
    Case("DT-10", f"{JOBS}.0.to_month", jobs(("2016-03", "2016-02"), ("2016-03", None)),
         jobs(("2016-03", "2016-03"), ("2016-03", None))),
    Case("DT-10", "training.it.0.to_month",
         {"training.it": table({"from_month": "2016-03", "to_month": "2015"})},
         {"training.it": table({"from_month": "2016-03", "to_month": "2016"})}),
    Case("DT-10/open", f"{JOBS}.0.to_month", jobs(("2010-03", None), ("2015-06", None)),
         jobs(EARLY, ("2015-06", None))),
    Case("DT-10/closed", f"{JOBS}.1.to_month", jobs(EARLY, ("2015-06", "2024-04")),
         {**jobs(EARLY, ("2015-06", "2024-04")), "service.employment_status": "retired"}),
    Case("DT-10/gap", f"{JOBS}.1.from_month", jobs(("2010-03", "2015-05"), ("2015-10", None)),
         jobs(("2010-03", "2015-05"), ("2015-08", None))),
    Case("DT-10/gap", f"{JOBS}.1.from_month", jobs(("2010-03", "2015-05"), ("2015-09-01", None)),
         jobs(("2010-03", "2015-05"), ("2015-08-31", None))),
    Case("DT-10/overlap", f"{JOBS}.1.from_month",
         jobs(("2010-03", "2015-05-10"), ("2015-05-09", None)),
         jobs(("2010-03", "2015-05-10"), ("2015-05-10", None))),
    Case("DT-10/overlap", f"{JOBS}.1.from_month", jobs(("2010-03", "2015-05"), ("2015-04", None)),
         jobs(("2010-03", "2015-05"), ("2015-05", None))),
    Case("DT-10/current", f"{JOBS}.0.title_text", jobs(("2010-03", None), title_text="Chuyên viên"),
         jobs(("2010-03", None), title_text="TRƯỞNG PHÒNG Nội vụ")),
    Case("DT-10/current", f"{JOBS}.0.org_text", jobs(("2010-03", None), org_text="Sở Tư pháp"),
         jobs(("2010-03", None), org_text="Sở Nội vụ tỉnh"), unit_name="Sở Nội vụ"),
    Case("DT-11", f"{JOBS}.0.from_month", jobs(("2002-04", "2010-02"), ("2010-03", None)),
         jobs(("2002-05", "2010-02"), ("2010-03", None))),
    Case("DT-11", f"{JOBS}.0.from_month", jobs(("2002-05-16", "2010-02"), ("2010-03", None)),
         jobs(("2002-05-17", "2010-02"), ("2010-03", None))),
    Case("DT-11/covered", RECRUITED, jobs(("2010-04", None)), jobs(("2010-03", None))),
    Case("DT-11/covered", JOINED, {**jobs(("2010-03", "2015-04"), ("2015-07", None))},
         jobs(("2010-03", "2015-05"), ("2015-07", None))),
    Case("DT-12", HIGHEST, {HIGHEST: "THS"}, {HIGHEST: "THS", **diploma("CK1", "2009-06")}),
    Case("DT-12", HIGHEST, diploma("THS", "2012-06")),
    Case("DT-12", HIGHEST, diploma("TC", "2024-05"), diploma("TC", None)),
    Case("DT-12", HIGHEST, {DIPLOMAS: NONE}, {DIPLOMAS: NONE, HIGHEST: "SC"}),
    Case("DT-12", HIGHEST, {DIPLOMAS: NONE, HIGHEST: "TC"}, {DIPLOMAS: NONE, HIGHEST: "SC"}),
    Case("DT-12", HIGHEST, diploma("THS", "2024-05-20"), diploma("THS", "2024-05-21")),
    Case("DT-12/future", f"{DIPLOMAS}.0.to_month", diploma("DH", "2024-06"),
         diploma(None, "2024-06")),
    Case("DT-12/future", f"{DIPLOMAS}.0.to_month", diploma("DH", "2024-06"),
         diploma("DH", "2024-05")),
    Case("DT-13", f"{DISCIPLINES}.0.to_month", disciplined("HC_CC", "2020-12"),
         disciplined("HC_CC", "2021-01")),
    Case("DT-13", f"{DISCIPLINES}.0.to_month", disciplined("HC_CC", "2021-02"),
         disciplined("D_CC", "2021-02")),
    Case("DT-14", f"{FAMILY}.0.birth_year", relatives(("BO", "1975"), ("ME", "1962")),
         relatives(("BO", "1974"), ("ME", "1962"))),
    Case("DT-14", f"{FAMILY}.0.birth_year", relatives(("CON", "1999")), relatives(("CON", "2000"))),
    Case("DT-14/spouse", f"{FAMILY}.1.relation_code", relatives(("VO", "1989"), ("VO", "1991")),
         relatives(("VO", "1989"), ("VO", "1991"), note="Ly hôn năm 2012")),
)  # fmt: skip
