"""The canonical form is RFC 8785, and the digests are those of the contract.

Both are compared with other people's code: the library rfc8785, and hashlib used by hand.
"""

import hashlib
import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings

from province_app.record.canonical import (
    CanonicalError,
    canonical,
    new_salt,
    section_digest,
    version_digest,
    version_tree,
)
from province_app.record.entry import read_entry
from tests.record.contents import LARGEST, VIETNAMESE, contents

RECORD = "1e9cf853-414d-457f-906a-736a066a1530"


@settings(deadline=None, max_examples=500)
@given(contents)
@example({"text": "dòng một\n\u0301"})  # an accent after a line end is NFC as it stands
def test_any_content_of_our_shape_has_the_bytes_of_rfc_8785(content: Any) -> None:
    """Source: contract §1, annex 3."""
    data = canonical(content)
    assert data == rfc8785.dumps(content)
    assert json.loads(data) == content


@pytest.mark.parametrize("content", VIETNAMESE)
def test_vietnamese_content_has_the_bytes_of_rfc_8785(content: dict[str, Any]) -> None:
    """Source: contract §1."""
    assert canonical(content) == rfc8785.dumps(content)


def test_the_bytes_are_these() -> None:
    """The form written out once, so that not even two libraries can change it together."""
    content = {"b": [True, None, -7], "a": "Đào\n\u2028", "A": "3.66", "": {"é"[:0] + "x": ""}}
    expected = '{"":{"x":""},"A":"3.66","a":"Đào\\n\u2028","b":[true,null,-7]}'
    assert canonical(content) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        3.66,
        1.0,
        float("nan"),
        {"salary": [1, 2.0]},
        2**53,
        -(2**53),
        {"n": [LARGEST + 1]},
        10**30,
        "Nguye\u0302\u0303n",
        {"name": [{"inner": unicodedata.normalize("NFD", "Hường")}]},
        "e\u0301",
        "\u2126",  # the ohm sign, whose NFC is the Greek letter
        "\ud800",
        {"name": "a\udfff"},
        {"\ud800": 1},
        {"tên": 1},
        {1: "a"},
        {None: "a"},
        ("a",),
        b"a",
        {"a"},
        ...,
    ],
    ids=ascii,
)
def test_what_has_no_canonical_form_is_refused_never_repaired(value: object) -> None:
    """Source: contract annex 3: floats, |n| > 2^53-1, text that is not NFC, lone surrogates."""
    with pytest.raises(CanonicalError):
        canonical(value)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, b"null"),
        (True, b"true"),
        (False, b"false"),
        (0, b"0"),
        (LARGEST, b"9007199254740991"),
        (-LARGEST, b"-9007199254740991"),
        ("", b'""'),
        ([], b"[]"),
        ({}, b"{}"),
    ],
)
def test_the_edges_of_what_is_allowed(value: object, data: bytes) -> None:
    assert canonical(value) == data


def independent_version_digest(
    record_id: str, version: int, sections: dict[str, tuple[bytes, dict[str, Any]]]
) -> str:
    """Count the digest as a stranger would who has read only the contract."""
    digests = {
        name: hashlib.sha256(salt + rfc8785.dumps(content)).hexdigest()
        for name, (salt, content) in sections.items()
    }
    tree = {
        "schema": "cbccvc-record/1",
        "record_id": record_id,
        "version": version,
        "sections": digests,
    }
    return hashlib.sha256(rfc8785.dumps(tree)).hexdigest()


def test_a_stranger_counts_the_same_digest_of_a_whole_version() -> None:
    """Source: contract §1, annex 2: raw salt, then the bytes; tree digests as hex text."""
    typed = {
        "identity.birth_full_name": "Nguyễn Thị Hường",
        "identity.birth_date": "17/05/1987",
        "identity.personal_id": "036187001234",
        "identity_restricted.religion_code": "00",
        "education.state_honour_codes": "NGND; TTND",
        "salary.salary_coefficient": "3,66",
        "salary.jp_salary_amount": "12.345.678",
    }
    content, faults = read_entry(typed)
    assert faults == []
    sections = {name: (bytes([i]) * 16, part) for i, (name, part) in enumerate(content.items())}
    digests = {
        name: section_digest(salt, canonical(part)).hex() for name, (salt, part) in sections.items()
    }
    expected = independent_version_digest(RECORD, 3, sections)
    assert version_digest(RECORD, 3, digests).hex() == expected
    assert hashlib.sha256(version_tree(RECORD, 3, digests)).hexdigest() == expected


def test_the_order_in_which_sections_are_named_does_not_matter() -> None:
    digests = {"salary": "aa" * 32, "identity": "bb" * 32, "identity_restricted": "cc" * 32}
    backwards = dict(reversed(digests.items()))
    assert version_tree(RECORD, 1, digests) == version_tree(RECORD, 1, backwards)


@pytest.mark.parametrize(
    "other",
    [
        (RECORD[:-1] + "1", 1, {"identity": "aa" * 32}),
        (RECORD, 2, {"identity": "aa" * 32}),
        (RECORD, 1, {"identity": "ab" * 32}),
        (RECORD, 1, {"identity_restricted": "aa" * 32}),
        (RECORD, 1, {"identity": "aa" * 32, "salary": "aa" * 32}),
        (RECORD, 1, {}),
    ],
)
def test_the_digest_names_record_version_and_every_section(
    other: tuple[str, int, dict[str, str]],
) -> None:
    assert version_digest(*other) != version_digest(RECORD, 1, {"identity": "aa" * 32})


def test_the_salt_hides_what_a_withheld_section_says() -> None:
    """Source: contract §1: a low-entropy section must not be guessed from its digest."""
    content = canonical({"religion_code": "00"})
    assert section_digest(bytes(16), content) != section_digest(bytes(15) + b"\x01", content)
    assert section_digest(bytes(16), content) != hashlib.sha256(content).digest()
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {16}
