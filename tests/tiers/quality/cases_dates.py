"""Ages and the order of dates, to the day, and with dates that are known in part."""

from tests.tiers.quality.records import Case, table

BIRTH, RECRUITED = "identity.birth_date", "recruitment.first_recruitment_date"
JOINED, UNION = "recruitment.current_org_join_date", "political.first_union_join_date"
PARTY, OFFICIAL = "political.party_join_date", "political.party_official_date"
ENLISTED, DISCHARGED = "political.enlist_date", "political.discharge_date"
APPOINTED, AGAIN = "position.appointment_date", "position.reappointment_date"
RANK, RANK_SINCE = "salary.rank_code", "salary.rank_appointment_date"
PAID = "salary.salary_effective_date"
JOBS, FAMILY = "work_history.jobs", "family.own"


def job(start: str, end: str | None = None) -> dict[str, object]:
    return {JOBS: table({"from_month": start, "to_month": end})}


CASES = (
    Case("DT-1", RECRUITED, {RECRUITED: "2005-05-16"}, {RECRUITED: "2005-05-17"}),
    Case("DT-1", RECRUITED, {RECRUITED: "2004", BIRTH: "1987"}, {RECRUITED: "2005", BIRTH: "1987"}),
    Case("DT-1", RECRUITED, {RECRUITED: "2005-04"}, {RECRUITED: "2005-05"}),
    Case("DT-1", RECRUITED, {RECRUITED: "2002-05-16"}, {RECRUITED: "2002-05-17"}, "VC"),
    Case("DT-1/young", RECRUITED, {RECRUITED: "2005-05-16"}, {RECRUITED: "2005-05-17"}, "VC"),
    Case("DT-1/young", RECRUITED, {RECRUITED: "2002-05-17"}, {RECRUITED: "2002-05-16"}, "VC"),
    # Born on 29 February: grown up on the 28th, at the latest reading in the person's favour.
    Case(
        "DT-1",
        RECRUITED,
        {BIRTH: "1988-02-29", RECRUITED: "2006-02-27"},
        {BIRTH: "1988-02-29", RECRUITED: "2006-02-28"},
    ),
    Case("DT-2", UNION, {UNION: "2003-05-16"}, {UNION: "2003-05-17"}),
    Case("DT-2", UNION, {UNION: "2002"}, {UNION: "2003"}),
    Case("DT-3", PARTY, {PARTY: "2005-05-16"}, {PARTY: "2005-05-17"}),
    Case("DT-4", OFFICIAL, {OFFICIAL: "2012-02-02"}, {OFFICIAL: "2012-02-03"}),
    Case("DT-4", OFFICIAL, {OFFICIAL: "2012-01"}, {OFFICIAL: "2012-02"}),
    Case("DT-4/soon", OFFICIAL, {OFFICIAL: "2013-02-02"}, {OFFICIAL: "2013-02-03"}),
    Case("DT-4/soon", OFFICIAL, {OFFICIAL: "2012-02-03"}, {OFFICIAL: "2012-02-02"}),
    Case("DT-5", ENLISTED, {ENLISTED: "2004-05-16"}, {ENLISTED: "2004-05-17"}),
    Case(
        "DT-5/order",
        DISCHARGED,
        {ENLISTED: "2006-02-10", DISCHARGED: "2006-02-10"},
        {ENLISTED: "2006-02-10", DISCHARGED: "2006-02-11"},
    ),
    Case("DT-5/one", ENLISTED, {DISCHARGED: "2008-01-30"}, {ENLISTED: "2006-02-10"}),
    Case("DT-6", JOINED, {JOINED: "2010-02-28"}, {JOINED: "2010-03-01"}),
    Case("DT-6", JOINED, {JOINED: "2010-02"}, {JOINED: "2010-03"}),
    Case("DT-6/future", JOINED, {JOINED: "2024-05-21"}, {JOINED: "2024-05-20"}),
    Case("DT-7", RANK_SINCE, {RANK_SINCE: "2010-02-28"}, {RANK_SINCE: "2010-03-01"}),
    Case("DT-7/trial", RANK_SINCE, {RANK_SINCE: "2011-02-28"}, {RANK_SINCE: "2011-03-01"}),
    Case(
        "DT-7/trial",
        RANK_SINCE,
        {RANK: "01.005", RANK_SINCE: "2010-08-31"},
        {RANK: "01.005", RANK_SINCE: "2010-09-01"},
    ),
    Case(
        "DT-7/trial",
        RANK_SINCE,
        {RANK: "V.07.03.08", RANK_SINCE: "2010-11-30"},
        {RANK: "V.07.03.08", RANK_SINCE: "2010-12-01"},
        "VC",
    ),
    Case("DT-8", PAID, {PAID: "2011-02-28"}, {PAID: "2011-03-01"}),
    Case("DT-9", AGAIN, {AGAIN: "2018-06-30"}, {AGAIN: "2018-07-01"}),
    Case(
        "DT-9/over",
        APPOINTED,
        {APPOINTED: "2019-05-19", AGAIN: None},
        {APPOINTED: "2019-05-20", AGAIN: None},
    ),
    Case("DT-9/over", AGAIN, {AGAIN: "2019-05-19"}, {AGAIN: "2019-05-20"}),
    Case("DT-15", PARTY, {PARTY: "2024-05-21"}, {PARTY: "2024-05-20"}),
    Case("DT-15", BIRTH, {BIRTH: "2024-06"}, {BIRTH: "2024-05"}),
    Case("DT-15", BIRTH, {BIRTH: "2025"}, {BIRTH: "2024"}),
    Case("DT-15/row", f"{JOBS}.0.from_month", job("2024-06"), job("2024-05")),
    Case("DT-15/row", f"{JOBS}.0.to_month", job("2023-01", "2024-06"), job("2023-01", "2024-05")),
    Case(
        "DT-15/row",
        "awards.awards.0.year",
        {"awards.awards": table({"year": "2025"})},
        {"awards.awards": table({"year": "2024"})},
    ),
    Case(
        "DT-15/row",
        f"{FAMILY}.1.birth_year",
        {FAMILY: table({"birth_year": "1960"}, {"birth_year": "2025"})},
        {FAMILY: table({"birth_year": "1960"}, {"birth_year": "2024"})},
    ),
)
