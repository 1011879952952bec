"""Arbitrary valid contents of every section, made from the schema itself."""

import unicodedata
from typing import Any

from hypothesis import strategies as st

from province_app.record.entry import clean
from province_app.record.schema import FieldInfo, fields
from tiers.texts import plain_letters

_letters = st.characters(exclude_categories=("Cs", "Cc", "Cf"))


def _text(longest: int) -> st.SearchStrategy[str]:
    return (
        st.text(_letters, min_size=1, max_size=12)
        .map(lambda text: clean(unicodedata.normalize("NFC", text))[:longest])
        .filter(bool)
        .filter(lambda text: clean(text) == text and plain_letters(text))
    )


def _pattern(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = _YEAR + r"-(?:0[1-9]|1[0-2])"
_DAY = _MONTH + r"-(?:0[1-9]|1[0-9]|2[0-8])"
_CODE = r"[A-Za-z0-9._/+-]{1,40}"
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _text(255),
    "long_text": _text(500),
    "full_text": _text(4000),
    "code": _pattern(_CODE),
    "codes": st.lists(_pattern(_CODE), min_size=1, max_size=3),
    "date": _pattern(_DAY),
    "any_date": st.one_of(*(_pattern(one) for one in (_DAY, _MONTH, _YEAR))),
    "month": _pattern(_MONTH),
    "year": _pattern(_YEAR),
    "coefficient": _pattern(r"(?:0|[1-9][0-9]?)\.[0-9]{2}"),
    "percent": _pattern(r"[0-9]{1,3}(?:\.[0-9]{1,2})?"),
    "area": _pattern(r"[0-9]{1,7}(?:\.[0-9]{1,2})?"),
    "weight": _pattern(r"[3-9][0-9](?:\.[0-9])?"),
    "integer": st.integers(1, 16),
    "count": st.integers(1, 99),
    "height": st.integers(100, 230),
    "money": st.integers(0, 10**12),
    "yes_no": st.sampled_from(["yes", "no"]),
    "email": _pattern(r"[a-z]{1,9}@[a-z]{1,9}\.vn"),
    "personal_id": _pattern("[0-9]{12}"),
    "phone": _pattern("0[0-9]{9}"),
    "social_insurance": _pattern("[0-9]{10}"),
    "health_insurance": _pattern("[A-Z]{2}[0-9]{13}"),
    "photo": _pattern("[0-9a-f]{64}"),
    "unit_code": _pattern(r"[A-Y][0-9]{2}\.[A-Z0-9]{1,5}"),
}


def _answer(info: FieldInfo) -> st.SearchStrategy[Any]:
    if info.kind == "table":
        row = st.fixed_dictionaries({one.name: _maybe(one) for one in info.columns})
        rows = st.lists(row.filter(lambda one: any(one.values())), min_size=1, max_size=3)
        return st.one_of(
            st.just({"declared_none": True, "rows": []}),
            rows.map(lambda found: {"declared_none": False, "rows": found}),
        )
    return st.sampled_from(info.choices) if info.kind == "choice" else VALUES[info.kind]


def _maybe(info: FieldInfo) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), _answer(info))


def contents_of(section: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of valid contents of the section, without evidence."""
    members = {one.name: _maybe(one) for one in fields().values() if one.section == section}
    return st.fixed_dictionaries({**members, "evidence": st.just([])})
