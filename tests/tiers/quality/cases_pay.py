"""Present pay, the years of pay, and retirement."""

from typing import Any

from tests.tiers.quality.records import Case, table

RANK, STEP, COEFFICIENT = "salary.rank_code", "salary.salary_step", "salary.salary_coefficient"
SINCE, PERCENT = "salary.salary_effective_date", "salary.salary_percent"
RANK_SINCE = "salary.rank_appointment_date"
OVER, OVER_SINCE = "salary.over_frame_percent", "salary.over_frame_date"
HIGHEST, RECRUITED = "education.highest_qualification_code", "recruitment.first_recruitment_date"
SALARIES, DISCIPLINES = "salary_history.salaries", "discipline.disciplines"
TITLE, ALLOWANCE = "position.position_text", "salary.position_allowance_coefficient"
BIRTH, STATUS = "identity.birth_date", "service.employment_status"
TITLE_CODE = "V.07.03.29"


def last_step(percent: str, since: str = "2018-05-20", over: str = "2023-01-01") -> dict[str, Any]:
    """A1 has nine steps; the allowance begins after 36 months, then 1 % more each year."""
    return {STEP: 9, COEFFICIENT: "4.98", SINCE: since, OVER: percent, OVER_SINCE: over}


def salaries(*rows: tuple[str, str, int]) -> dict[str, Any]:
    return {
        SALARIES: table(
            *({"from_month": since, "rank_code": rank, "step": step} for since, rank, step in rows)
        )
    }


def pay_of(*rows: tuple[str, str, int, str]) -> dict[str, Any]:
    names = ("from_month", "rank_code", "step", "coefficient")
    return {SALARIES: table(*(dict(zip(names, row, strict=True)) for row in rows))}


A1, A2 = "01.003", "01.002"
PUNISHED = {DISCIPLINES: table({"from_month": "2020-06", "discipline_form_code": "HC_CCH"})}
TRIAL = {PERCENT: "85", STEP: 1, COEFFICIENT: "2.34", RECRUITED: "2022-11-20"}

CASES = (
    Case("SL-1", COEFFICIENT, {COEFFICIENT: "3.67"}),
    Case("SL-1", COEFFICIENT, {STEP: 4}, {STEP: 4, COEFFICIENT: "3.33"}),
    # The rank had another group before that day, which the catalogue does not know.
    Case(
        "SL-1",
        COEFFICIENT,
        {RANK: "01.004", SINCE: "2021-08-01"},
        {RANK: "01.004", SINCE: "2021-07-31"},
    ),
    Case(
        "SL-2",
        RANK,
        {RANK: TITLE_CODE, RANK_SINCE: "2021-03-19"},
        {RANK: TITLE_CODE, RANK_SINCE: "2021-03-20"},
        "VC",
    ),
    Case("SL-2", RANK, {RANK: "V.07.03.08"}, {RANK: "V.00.01.01"}, "VC"),
    Case("SL-2/category", RANK, {RANK: "V.00.01.01"}, {RANK: A1}),
    Case("SL-2/category", RANK, {RANK: A1}, {RANK: "V.00.01.01"}, "VC"),
    Case("SL-4", STEP, {SINCE: "2021-05-19"}, {SINCE: "2021-05-20"}),
    Case(
        "SL-4",
        STEP,
        {SINCE: "2021-05-01"},
        {
            SINCE: "2021-05-01",
            DISCIPLINES: table({"from_month": "2022-01", "discipline_form_code": "HC_KT"}),
        },
    ),
    Case("SL-4", STEP, {SINCE: "2021-05-19"}, {SINCE: "2021-05-19", STATUS: "retired"}),
    Case("SL-6", f"{SALARIES}.1.from_month",
         salaries(("2018-03", A1, 3), ("2020-01", A1, 4)),
         salaries(("2018-03", A1, 3), ("2020-03", A1, 4))),
    Case("SL-6", f"{SALARIES}.1.from_month",
         salaries(("2018-03-01", A1, 3), ("2020-02-01", A1, 4)),
         salaries(("2018-03-01", A1, 3), ("2020-03-01", A1, 4))),
    Case("SL-6/twice", f"{SALARIES}.2.from_month",
         salaries(("2015-03", A1, 2), ("2017-09", A1, 3), ("2020-03", A1, 4)),
         salaries(("2015-03", A1, 2), ("2017-09", A1, 3), ("2020-09", A1, 4))),
    Case("SL-7", OVER, {OVER: "5"}, last_step("5")),
    Case("SL-7/percent", OVER, last_step("9"), last_step("8")),
    Case("SL-7/percent", OVER, last_step("8", "2018-05-21"), last_step("8", "2018-05-20")),
    Case("SL-7/percent", OVER, last_step("4"), last_step("5")),
    Case("SL-7/percent", OVER, last_step("5.5"), last_step("6")),
    Case("SL-7/early", OVER_SINCE, last_step("5", over="2021-05-19"),
         last_step("5", over="2021-05-20")),
    Case("SL-8", STEP, {STEP: 10}, {STEP: 9, COEFFICIENT: "4.98"}),
    Case("SL-8/lost", f"{SALARIES}.1.step", salaries(("2018-03", A1, 4), ("2021-03", A1, 3)),
         {**salaries(("2018-03", A1, 4), ("2021-03", A1, 3)), **PUNISHED}),
    Case("SL-8/lost", f"{SALARIES}.1.step", salaries(("2018-03", A1, 4), ("2021-03", A1, 3)),
         salaries(("2018-03", A1, 4), ("2021-03", A1, 4))),
    Case("SL-9", STEP, TRIAL | {STEP: 2, COEFFICIENT: "2.67"}, TRIAL),
    Case("SL-9", STEP, TRIAL | {HIGHEST: "TS"}, TRIAL | {HIGHEST: "TS", STEP: 3}),
    Case("SL-9/long", PERCENT, TRIAL | {RECRUITED: "2022-11-19"}, TRIAL),
    Case("SL-10", f"{SALARIES}.1.coefficient",
         pay_of(("2018-03", A1, 8, "4.65"), ("2021-03", A2, 1, "4.40")),
         pay_of(("2018-03", A1, 8, "4.65"), ("2021-03", A2, 2, "4.74"))),
    Case("SL-10", f"{SALARIES}.1.coefficient",
         pay_of(("2018-03", A1, 6, "3.99"), ("2021-03", A2, 2, "4.74")),
         pay_of(("2018-03", A1, 6, "3.99"), ("2021-03", A2, 1, "4.40"))),
    Case("SL-10", f"{SALARIES}.1.coefficient",
         pay_of(("2018-03", A1, 8, "4.40"), ("2021-03", A2, 2, "4.74")),
         pay_of(("2018-03", A1, 8, "4.40"), ("2021-03", A2, 1, "4.40"))),
    # The last step may have had an allowance beyond it, so a higher start may be the nearest.
    Case("SL-10", f"{SALARIES}.1.coefficient",
         pay_of(("2018-03", A1, 8, "4.65"), ("2021-03", A2, 4, "5.42")),
         pay_of(("2018-03", A1, 9, "4.98"), ("2021-03", A2, 4, "5.42"))),
    Case("SL-11", ALLOWANCE, {TITLE: "Chủ tịch UBND xã Hải Minh", ALLOWANCE: "0.50"},
         {TITLE: "Chủ tịch UBND xã Hải Minh", ALLOWANCE: "0.60"}),
    Case("NH-1", STATUS, {BIRTH: "1962-07-01"}, {BIRTH: "1962-07-01", STATUS: "retired"}),
    Case("NH-1", STATUS, {BIRTH: "1960-05-01"}, {BIRTH: "1970"}),
)  # fmt: skip
