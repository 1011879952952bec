"""Parts: lines, limits, gzip, and the same bytes again. Source: annex 21, 30, 35, 37."""

import gzip
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.exchange.parties import (
    NDJSON,
    Sender,
    Submission,
    code_of,
    digest_of,
    ndjson,
    submission,
)
from tests.exchange.people import records

MANIFEST = str(uuid4())


def line(**members: object) -> bytes:
    """Return a line that names its record; `members` replace what is right."""
    usual = {
        "record_id": str(uuid4()),
        "version": 1,
        "digest": "ab" * 32,
        "manifest_id": MANIFEST,
    }
    return json.dumps(usual | members).encode() + b"\n"


@pytest.fixture
def opened(province: Sender) -> Submission:
    """An open submission of two parts that are not there yet."""
    return Submission(province, []).open(parts=2)


def test_a_part_is_answered_with_its_digest(opened: Submission) -> None:
    part = line() + line()
    answer = opened.put_part(1, part).json()
    assert answer == {"part": 1, "received": 2, "sha256": digest_of(part)}
    assert opened.put_part(1, part).json() == answer
    assert code_of(opened.put_part(1, line())) == (409, "different_body")
    assert opened.put_part(2, b"").json()["received"] == 0


def test_gzip_changes_nothing_but_the_way(opened: Submission) -> None:
    part = line()
    for level in (1, 9):
        packed = gzip.compress(part, level)
        answer = opened.put_part(1, packed, Content_Encoding="gzip")
        assert answer.json() == {"part": 1, "received": 1, "sha256": digest_of(part)}
    assert opened.put_part(1, part).status_code == 200


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no gzip",
        gzip.compress(line())[:-4],
        gzip.compress(line()) + gzip.compress(line()),
        gzip.compress(line()) + b"more",
        zlib.compress(line()),
    ],
)
def test_only_one_whole_gzip_member_is_taken(packed: bytes, opened: Submission) -> None:
    response = opened.put_part(1, packed, Content_Encoding="gzip")
    assert code_of(response) == (422, "schema_invalid")


def test_a_gzip_bomb_is_refused(opened: Submission) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    assert len(bomb) < 1024 * 1024
    assert code_of(opened.put_part(1, bomb, Content_Encoding="gzip")) == (413, "too_large")


def test_limits_of_size_and_lines(opened: Submission) -> None:
    filler = line(x="y" * (8 * 1024 * 1024 - len(line(x=""))))
    assert len(filler) == 8 * 1024 * 1024
    assert opened.put_part(1, filler).status_code == 200
    assert code_of(opened.put_part(2, filler + line())) == (413, "too_large")
    packed = gzip.compress(filler + line())
    assert code_of(opened.put_part(2, packed, Content_Encoding="gzip")) == (413, "too_large")
    assert code_of(opened.put_part(2, line() * 1001)) == (413, "too_large")
    assert opened.put_part(2, b"".join(line() for _ in range(1000))).status_code == 200


@pytest.mark.parametrize("number", [0, 3, 1_000_000_000])
def test_a_part_has_a_place(number: int, opened: Submission) -> None:
    assert code_of(opened.put_part(number, line())) == (422, "schema_invalid")


@pytest.mark.parametrize("number", ["x", "-1", "1.0", "01"])
def test_a_part_has_a_number(number: str, opened: Submission) -> None:
    path = f"{opened.path}/parts/{number}"
    assert code_of(opened.sender.call("PUT", path, line(), NDJSON)) == (404, "not_found")


@pytest.mark.parametrize(
    ("bad", "faulty"),
    [
        (b"\n", 1),
        (b"[]\n", 1),
        (b"{\n", 1),
        (b"\xff\n", 1),
        (line(record_id=None), 1),
        (line(record_id=str(uuid4()).upper()), 1),
        (line(record_id=str(uuid4()) + "\n"), 1),
        (line(version=0), 1),
        (line(version=True), 1),
        (line(version="1"), 1),
        (line(version=1.0), 1),
        (line(version=2**53), 1),
        (line(digest="AB" * 32), 1),
        (line(manifest_id=7), 1),
        (line().rstrip(b"\n"), 1),
        (b"\xef\xbb\xbf" + line(), 1),
    ],
)
def test_a_line_that_names_no_record_refuses_the_part(
    bad: bytes, faulty: int, opened: Submission
) -> None:
    response = opened.put_part(1, line() + bad)
    assert code_of(response) == (422, "schema_invalid")
    assert response.json()["path"] == f"/{faulty}"
    assert opened.status()["parts"] == []


def test_what_is_wrong_with_a_record_alone_does_not_refuse_the_part(opened: Submission) -> None:
    part = line(x=1.5) + line(sections="none") + b'{"x":"\\ud800",' + line()[1:]
    assert opened.put_part(1, part).json()["received"] == 3


def test_the_same_part_at_once_is_kept_once(province: Sender) -> None:
    sent = Submission(province, [ndjson([one.line(MANIFEST) for one in records(20)])]).open()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sent.put_part(1), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sent.commit().status_code == 202


def test_a_part_without_manifest_is_judged_per_record(province: Sender) -> None:
    people = records(2)
    sent = submission(
        province, people, lambda named: [people[0].line(named), people[1].line(MANIFEST)]
    )
    results = sent.judged()
    assert results[people[0].record_id]["outcome"] == "accepted"
    assert results[people[1].record_id]["code"] == "manifest_missing"
