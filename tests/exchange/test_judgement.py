"""One result a record, the first of the contract's list that applies. Source: annex 41."""

from tests.exchange.parties import NationalNode, Sender, records, submission


def test_good_records_are_accepted(national: NationalNode, province: Sender) -> None:
    people = records(3)
    sent = submission(province, people)
    results = sent.judged()
    assert [one["outcome"] for one in results.values()] == ["accepted"] * 3, results
    assert sent.status()["counts"] == {
        "accepted": 3,
        "unchanged": 0,
        "rejected": 0,
        "pending": 0,
    }
