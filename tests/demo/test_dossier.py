"""The tables of a generated record agree with the rest of it."""

from functools import cache
from itertools import pairwise

from province_app.demo.people import DemoPerson
from province_app.record.catalogues import labels
from province_app.record.entry import read_entry
from province_app.record.schema import SECTIONS, fields
from tests.demo.reading import coefficients, salary_group


@cache
def _read(typed: tuple[tuple[str, str], ...]):
    content, faults = read_entry(dict(typed))
    assert faults == []
    return content


def content_of(person: DemoPerson):
    return _read(tuple(person.fields.items()))


def rows_of(content, section: str, table: str):
    return content[section][table]["rows"]


def iso(text: str) -> str:
    return "-".join(reversed(text.split("/")))


def test_every_table_that_is_asked_for_is_answered(people):
    """Quality rule, completeness: rows, or declared to have none."""
    for person in people:
        content = content_of(person)
        for info in fields().values():
            if SECTIONS[info.section].asked_from(person.category):
                if info.kind == "table":
                    assert content[info.section][info.name] is not None, info.path
            else:
                assert content[info.section][info.name] is None, info.path


def test_contract_staff_have_a_contract_on_the_state_scale_and_no_form(people):
    """Quy chế Đ.6.1b."""
    staff = [person for person in people if person.category == "HD111"]
    assert staff
    for person in staff:
        contract = content_of(person)["contract"]
        assert salary_group(contract["rank_code"]).startswith("B4")
        group = coefficients(salary_group(contract["rank_code"]))
        assert contract["coefficient"].replace(".", ",") == group[contract["step"] - 1]
        assert iso(person.fields["contract.start_date"]) == person.employed_from.isoformat()


def test_work_history_has_no_gap_and_ends_with_the_present_post(people):
    """Quality rules DT-10, DT-11."""
    for person in people:
        jobs = rows_of(content_of(person), "work_history", "jobs")
        assert jobs[-1]["to_month"] is None
        for before, after in pairwise(jobs):
            assert before["from_month"] <= before["to_month"] <= after["from_month"]
            year, month = map(int, after["from_month"].split("-"))
            ended = before["to_month"]
            assert ended in (f"{year}-{month - 1:02d}", f"{year - 1}-12", after["from_month"])
        if person.category != "HD111":
            first = iso(person.fields["recruitment.first_recruitment_date"])[:7]
            assert jobs[0]["from_month"] == first
        post = person.fields.get("position.position_text")
        assert post is None or jobs[-1]["title_text"] == labels("chuc_vu")[post]


def test_the_highest_course_is_the_highest_qualification(people):
    """Quality rule DT-12: table 32.1 and item 20 say the same."""
    for person in people:
        content = content_of(person)
        found = [row["qualification_code"] for row in rows_of(content, "training", "professional")]
        highest = content["education"]["highest_qualification_code"]
        assert found[-1:] == ([] if highest == "CQDT" else [highest])
        for row in rows_of(content, "training", "professional"):
            assert row["from_month"] < row["to_month"] <= "2024-05"


def test_relatives_are_of_a_fitting_age_and_the_parents_stand_first(officials):
    """Quality rule DT-14."""
    for person in officials:
        content = content_of(person)
        born = int(content["identity"]["birth_date"][:4])
        own = rows_of(content, "family", "own")
        assert [row["relation_code"] for row in own[:2]] == ["BO", "ME"]
        for row in own:
            year = int(row["birth_year"])
            if row["relation_code"] in ("BO", "ME"):
                assert year <= born - 13
            if row["relation_code"] == "CON":
                assert born + 13 <= year <= 2024
        spouses = [row for row in own if row["relation_code"] in ("VO", "CHONG")]
        assert len(spouses) == bool(rows_of(content, "family", "spouse_side"))


def test_the_last_step_of_the_pay_history_is_the_present_one(officials):
    """Quality rules SL-1, DT-10."""
    for person in officials:
        content = content_of(person)
        steps = rows_of(content, "salary_history", "salaries")
        now, last = content["salary"], steps[-1]
        assert (last["rank_code"], last["step"], last["to_month"]) == (
            now["rank_code"], now["salary_step"], None,
        )  # fmt: skip
        for row in steps:
            group = coefficients(salary_group(row["rank_code"]))
            assert row["coefficient"].replace(".", ",") == group[row["step"] - 1]
        for before, after in pairwise(steps):
            assert before["from_month"] <= before["to_month"] < after["from_month"]
            assert before["step"] + 1 == after["step"]


def test_party_dates_are_in_order(officials):
    """Quality rules DT-3, DT-4."""
    members = 0
    for person in officials:
        political, identity = content_of(person)["political"], content_of(person)["identity"]
        if political["party_join_date"]:
            members += 1
            assert int(political["party_join_date"][:4]) >= int(identity["birth_date"][:4]) + 18
            assert political["party_join_date"] < political["party_official_date"] <= "2024-05-01"
    assert 0.4 < members / len(officials) < 0.9
