"""One result a record, judged in order, once, for good; only what was signed. Source: annex 41."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from province_app.clock import system_now
from province_app.exchange.judgement import judge_next
from province_app.models.exchange import ExchangeRecord, ExchangeResult
from province_app.stores import exchange_judging
from tests.exchange.parties import (
    NationalNode,
    Sender,
    Submission,
    make_manifest,
    moment,
    ndjson,
    submission,
)
from tests.exchange.people import records
from tests.exchange.verdicts import IDENTITY, Line, drop_member, one_wrong, outcome, set_member


def test_good_records_are_accepted(province: Sender, national: NationalNode) -> None:
    people = records(3)
    sent = submission(province, people)
    results = sent.judged()
    usual = {"version": 1, "outcome": "accepted", "code": None, "path": None, "message": None}
    assert list(results.values()) == [{"record_id": one.record_id, **usual} for one in people]
    assert sent.status()["counts"] == {"accepted": 3, "unchanged": 0, "rejected": 0, "pending": 0}
    held = national.session.scalars(select(ExchangeRecord).order_by("record_id")).all()
    assert [one.record_id for one in held] == [UUID(one.record_id) for one in people]
    assert held[0].personal_id == people[0].sections["identity"]["personal_id"]
    part = exchange_judging.content(national.session, UUID(sent.id), 1)
    first = part[held[0].first_byte : held[0].first_byte + held[0].size]
    assert json.loads(first)["record_id"] == str(held[0].record_id)


def test_an_unknown_manifest_is_missing(province: Sender) -> None:
    result = one_wrong(province, set_member("manifest_id", value=str(uuid4())))
    assert outcome(result) == ("manifest_missing", "/manifest_id")


@pytest.mark.parametrize(
    "change",
    [
        set_member(*IDENTITY, "birth_full_name", value="Người Khác"),
        set_member("sections", "identity", "salt", value="00" * 16),
        set_member("withheld", "health", value="00" * 32),
        set_member("withheld", "more", value="00" * 32),
        drop_member("sections", "salary"),
        set_member("digest", value="00" * 32),
        set_member("version", value=2),
    ],
)
def test_content_that_was_not_signed_is_rejected(
    change: Callable[[Line], None], province: Sender
) -> None:
    assert outcome(one_wrong(province, change)) == ("digest_mismatch", "/digest")


def test_a_record_that_the_manifest_does_not_name_is_rejected(province: Sender) -> None:
    named, other = records(2)
    sent = submission(province, [named], lambda m: [named.line(m), other.line(m)])
    assert outcome(sent.judged()[other.record_id])[0] == "digest_mismatch"


def test_a_head_does_not_sign_the_own_record(province: Sender) -> None:
    people = records(2)
    signer = {
        "person": people[0].record_id,
        "post": "head",
        "acts_for": None,
        "certificate_sha256": province.node.pki.heads["head"].certificate_sha256,
    }
    results = submission(province, people, signer=signer).judged()
    expected = ("signer_not_authorised", "/manifest_id")
    assert outcome(results[people[0].record_id]) == expected
    assert results[people[1].record_id]["outcome"] == "accepted"


def test_records_of_a_refused_manifest_get_its_code(province: Sender) -> None:
    people = records(4)
    good = make_manifest(province.node.pki, people[:2])
    bad = make_manifest(province.node.pki, people[2:])
    lines = [one.line(good[0]) for one in people[:2]] + [one.line(bad[0]) for one in people[2:]]
    sent = Submission(province, [ndjson(lines)]).open()
    sent.put_manifest(*good)
    forged = sent.put_manifest(bad[0], bad[1], good[2])
    assert forged.json()["code"] == "signature_invalid"
    results = sent.put_parts().judged()
    for one in people[2:]:
        assert outcome(results[one.record_id]) == ("signature_invalid", "/manifest_id")
    assert {results[one.record_id]["outcome"] for one in people[:2]} == {"accepted"}


def test_a_refused_manifest_may_be_replaced(province: Sender) -> None:
    people = records(1)
    manifest = make_manifest(province.node.pki, people)
    sent = Submission(province, [ndjson([people[0].line(manifest[0])])]).open()
    assert sent.put_manifest(manifest[0], manifest[1], b"x").status_code == 422
    assert sent.put_manifest(*manifest).status_code == 200
    assert sent.put_parts().judged()[people[0].record_id]["outcome"] == "accepted"


def test_a_judgement_that_breaks_off_leaves_nothing(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = submission(province, records(2))
    sent.commit()

    def fail(*_: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr("province_app.exchange.receipts.issue", fail)
        assert national.judge()  # put aside
    assert sent.status()["counts"]["pending"] == 2
    national.session.execute(text("update exchange_submission set judge_again_at = null"))
    assert national.judge()
    assert sent.status()["counts"]["accepted"] == 2
    assert national.session.scalar(select(func.count()).select_from(ExchangeResult)) == 2


def test_two_workers_keep_the_order_and_judge_once(
    province: Sender, national: NationalNode
) -> None:
    for number in (1, 2):
        submission(province, records(1, first=number)).commit()
    claimed = exchange_judging.claim_next(national.session, system_now())
    assert claimed is not None
    with type(national.session)(national.session.get_bind()) as other:
        assert not judge_next(other, national.settings, moment("2024-05-28T00:00:00Z"))
    national.session.rollback()
    assert [national.judge(), national.judge(), national.judge()] == [True, True, False]


def test_the_application_cannot_rewrite_evidence(province: Sender, national: NationalNode) -> None:
    submission(province, records(1)).judged()
    for statement in (
        "update exchange_result set outcome = 'accepted'",
        "delete from exchange_receipt",
        "update exchange_part set content = ''",
        "update exchange_manifest set signature = ''",
        "update exchange_record set digest = ''",
        "update exchange_submission set items_digest = ''",
    ):
        with pytest.raises(Exception, match="permission denied"):
            national.session.execute(text(statement))
        national.session.rollback()
