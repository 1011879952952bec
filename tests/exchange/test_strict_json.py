"""JSON as the contract allows it: refused, never repaired. Source: annex 3, 6."""

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from province_app.exchange import strict_json
from province_app.exchange.strict_json import NotStrict, load, load_readable, loads

NAMES = st.text(max_size=6)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-strict_json.LARGEST, strict_json.LARGEST)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'{"a":1,"a":1}', ""),
        (b'{"x":{"a":1,"a":2}}', ""),
        (b'{"a":3.66}', ""),
        (b'{"a":1.0}', ""),
        (b'{"a":1e2}', ""),
        (b'{"a":9007199254740992}', ""),
        (b'{"a":-9007199254740992}', ""),
        (b'{"a":99999999999999999999999999}', ""),
        (b'{"a":NaN}', ""),
        (b'{"a":Infinity}', ""),
        (b'{"a":"\\ud800"}', ""),
        (b'{"\\ud800":1}', ""),
        ('{"a/b":["ok","Nguyễn"]}'.replace("ễ", "ê\u0303").encode(), "/a~1b/1"),
        ('{"e\u0301":1}'.encode(), ""),
        (b'{"a":1', ""),
        (b'\xff{"a":1}', ""),
        (b'\xef\xbb\xbf{"a":1}', ""),
        (b"", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_what_is_not_strict_is_refused(raw: bytes, path: str) -> None:
    with pytest.raises(NotStrict) as refused:
        loads(raw)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("raw", "is_canonical"),
    [
        (b'{"a":1,"b":"3.66"}', True),
        ('{"a":"Nguyễn","b":[{"c":null}]}'.encode(), True),
        (b'{"a": 1}', False),
        (b'{"b":1,"a":2}', False),
        (b'{"a":"\\u0041"}', False),
        ('{"é":1}'.encode(), False),
        (b'{"a":9007199254740991}', True),
        (b'{"a":-0}', False),
    ],
)
def test_what_is_legal_is_read_whatever_its_form(raw: bytes, is_canonical: bool) -> None:
    value, seen = load(raw)
    assert value == loads(raw)
    assert seen is is_canonical


@given(VALUES)
def test_the_slow_form_is_rfc_8785(value: object) -> None:
    assert strict_json.canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_what_passes_the_fast_way_is_rfc_8785(value: dict[str, object]) -> None:
    raw = rfc8785.dumps(value)
    try:
        read, is_canonical = load(raw)
    except NotStrict:
        return  # not NFC
    assert read == value
    if is_canonical:
        assert orjson.dumps(read, option=strict_json.CANONICAL) == raw


def test_names_beyond_the_bmp_are_sorted_by_utf_16() -> None:
    raw = '{"\U0001f600":1,"\uffee":2}'.encode()  # the other way round by code point
    value, is_canonical = load(raw)
    assert not is_canonical
    assert strict_json.canonical(value) == rfc8785.dumps(value)


def test_a_part_only_needs_readable_lines() -> None:
    assert load_readable(b'{"a":1.5,"a":2}') == {"a": 2}
    assert load_readable(b'{"a":"\\ud800"}')["a"] == "\ud800"
    for raw in (b"", b"{", b"NaN", b'{"a":NaN}', b"\xff", b"[" * 100_000):
        with pytest.raises(NotStrict):
            load_readable(raw)
