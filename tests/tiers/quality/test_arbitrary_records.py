"""No content makes a rule raise: empty, partial, wrong and strange values alike."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers.quality.records import CONTRACT, REFERENCE, SOUND, facts, sections
from tiers.quality.completeness import TABLES
from tiers.quality.facts import facts_of
from tiers.quality.reminders import reminders_of
from tiers.quality.rulebook import EVERY_RULE, judge
from tiers.quality.scores import scores_of

CATEGORIES = ("CB", "CC", "VC", "HD111", "KCT", None)
PATHS = sorted({*SOUND, *CONTRACT, *(path for rule in EVERY_RULE.values() for path in rule.paths)})
FIELDS = [path for path in PATHS if path.count(".") == 1 and path not in TABLES]
COLUMNS = (
    *("from_month", "to_month", "rank_code", "step", "coefficient", "qualification_code"),
    *("relation_code", "birth_year", "full_name", "discipline_form_code", "year", "title_text"),
)
dates = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
texts = st.one_of(
    st.none(),
    st.builds(lambda day, cut: day[:cut], dates, st.sampled_from([4, 7, 10])),
    st.sampled_from([*(str(value) for value in {**SOUND, **CONTRACT}.values()), "0", "0.00", "-"]),
    st.sampled_from([*REFERENCE.ranks, *REFERENCE.qualifications, "BO", "CON", "VO", "HC_CC"]),
    st.text(max_size=12),
)
values = st.one_of(texts, st.integers(0, 10**12), st.lists(st.text(max_size=4), max_size=2))
rows = st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.one_of(texts, st.integers(0, 20))))
tables = st.one_of(
    st.none(),
    st.fixed_dictionaries({"declared_none": st.booleans(), "rows": rows}),
)
records = st.builds(
    lambda single, several: {**single, **several},
    st.dictionaries(st.sampled_from(FIELDS), values, max_size=20),
    st.dictionaries(st.sampled_from(TABLES), tables, max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(records, st.sampled_from(CATEGORIES), st.booleans())
def test_no_content_makes_a_rule_raise(record, category, whole) -> None:
    base = {**SOUND, **CONTRACT} if whole else {}
    content = sections({**base, **record})
    seen = facts_of(content, category, date(2024, 5, 20), REFERENCE)
    for hit in judge(seen):
        assert hit.key in EVERY_RULE
    scores_of(judge(seen))
    reminders_of(seen)


def test_none_everywhere_raises_nothing() -> None:
    nothing = dict.fromkeys([*FIELDS, *TABLES])
    for category in CATEGORIES:
        seen = facts_of(sections(nothing), category, date(2024, 5, 20), REFERENCE)
        assert {hit.key.split("-")[0] for hit in judge(seen)} <= {"DU"}


@given(records)
def test_judging_changes_nothing_and_answers_the_same_twice(record) -> None:
    seen = facts(record)
    before = repr(seen)
    assert judge(seen) == judge(seen)
    assert repr(seen) == before
