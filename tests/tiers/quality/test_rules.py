"""Every rule of the quality catalogue, at its edges; what a certain contradiction is and is not."""

from collections import Counter

import pytest

from tests.tiers.quality import (
    cases_completeness,
    cases_contract,
    cases_dates,
    cases_identity,
    cases_pay,
    cases_tables,
)
from tests.tiers.quality.records import REFERENCE, TODAY, Case, facts, found, judged, more_of
from tiers.quality.facts import facts_of
from tiers.quality.rule import Severity
from tiers.quality.rulebook import CONTRACT_RULES, EVERY_RULE, RULES, judge

CASES: tuple[Case, ...] = (
    *cases_identity.CASES,
    *cases_dates.CASES,
    *cases_tables.CASES,
    *cases_pay.CASES,
    *cases_contract.CASES,
    *cases_completeness.CASES,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_finds_what_breaks_it_and_nothing_at_its_edge(case: Case) -> None:
    assert (case.key, case.path) in judged(case, case.bad)
    assert (case.key, case.path) not in judged(case, case.good)


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert {case.key for case in CASES} == set(EVERY_RULE)


@pytest.mark.parametrize("category", ["CC", "HD111"])
def test_a_sound_record_breaks_no_rule(category: str) -> None:
    assert judge(facts({}, category)) == []


def test_rules_are_named_once_and_say_where_they_look_and_why() -> None:
    for rules in (RULES, CONTRACT_RULES):
        assert max(Counter(rule.key for rule in rules).values()) == 1
        for rule in rules:
            assert rule.article
            assert rule.paths
            assert all(len(path.split(".")) in (2, 4) for path in rule.paths)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hit_stands_where_its_rule_says(case: Case) -> None:
    for hit in judge(facts(case.bad, case.category, **more_of(case))):
        parts = hit.path.split(".")
        pattern = ".".join("*" if part.isdecimal() else part for part in parts)
        assert pattern in EVERY_RULE[hit.key].paths
        assert hit.severity is EVERY_RULE[hit.key].severity


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_alone_answers_as_the_whole_book_does(rule) -> None:
    case = next(case for case in CASES if case.key == rule.key and case.category != "HD111")
    more = more_of(case)
    whole = judge(facts(case.bad, case.category, **more))
    assert rule.judge(facts(case.bad, case.category, **more)) == [
        hit for hit in whole if hit.key == rule.key
    ]


def test_people_under_contract_are_judged_by_identity_and_contract_alone() -> None:
    """Source: Quy chế Đ.6.1.b: the form of the others is not theirs."""
    of_the_form = {
        "salary.salary_coefficient": "9.99",
        "salary.rank_code": "01.003",
        "salary.salary_step": 1,
        "family.own": None,
        "recruitment.first_recruitment_date": "1990-01-01",
    }
    assert found(of_the_form, "HD111") == set()
    assert ("SL-1", "salary.salary_coefficient") in found(of_the_form, "CC")
    assert ("ID-1", "identity.cccd_number") in found({"identity.cccd_number": "1"}, "HD111")


def test_a_section_that_nobody_asked_for_is_not_judged() -> None:
    content = facts({}).sections
    without = {
        name: section
        for name, section in content.items()
        if name not in ("training", "work_history", "family", "awards", "salary_history")
    }
    assert judge(facts_of(without, "CC", TODAY, REFERENCE)) == []
    assert judge(facts_of({}, "CC", TODAY, REFERENCE)) == []
    assert judge(facts_of({}, None, TODAY, REFERENCE)) == []


def test_a_withheld_discipline_leaves_a_lost_step_unjudged() -> None:
    bad = cases_pay.salaries(("2018-03", "01.003", 4), ("2021-03", "01.003", 3))
    assert ("SL-8/lost", "salary_history.salaries.1.step") in found(bad)
    content = {name: one for name, one in facts(bad).sections.items() if name != "discipline"}
    keys = {hit.key for hit in judge(facts_of(content, "CC", TODAY, REFERENCE))}
    assert "SL-8/lost" not in keys


def test_an_unknown_category_is_held_to_no_age_that_only_some_have() -> None:
    """DT-1: viên chức in arts and sport may be younger."""
    young = {"recruitment.first_recruitment_date": "2004-05-17"}
    assert ("DT-1", "recruitment.first_recruitment_date") in found(young, "CCX")
    assert ("DT-1/young", "recruitment.first_recruitment_date") in found(young, "XX")
    assert ("DT-1", "recruitment.first_recruitment_date") not in found(young, "XX")


def test_the_blocking_rules_are_these() -> None:
    """What severity E stops is written down a second time: a changed severity is a changed test."""
    errors = {key for key, rule in EVERY_RULE.items() if rule.severity is Severity.ERROR}
    assert errors == {
        "ID-1", "ID-3", "ID-4", "ID-6", "BH-1", "NM-1", "AD-1", "AD-1/living",
        "DT-1", "DT-3", "DT-4", "DT-6", "DT-6/future", "DT-12", "DT-12/future",
        "DT-15", "DT-15/row", "SL-1", "SL-7", "SL-7/percent", "SL-7/early", "SL-8",
        "LC-1", "LC-1/kind", "LC-1/end", "LC-1/order", "LC-6", "LC-9",
        "DU-1", "DU-1/unknown", "DU-2", "DU-2/whole", "DU-3", "DU-4", "DU-8", "DU-8/pay",
    }  # fmt: skip
