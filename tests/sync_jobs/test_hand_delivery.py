"""The same submission by hand: given, judged by the same code, its results read back."""

import io
import zipfile
from collections.abc import Callable
from contextlib import ExitStack

import orjson
import pytest
from lxml import etree
from sqlalchemy import text

from province_app.exchange.hand import archive, batch, taking
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.hand.sealed import schema
from province_app.services import runs
from province_app.stores import submissions as store
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.parties import seal
from tests.provinces import at, trust
from tests.sync_jobs.hands import Hands, packed, unpacked
from tests.sync_jobs.pushing import LAST, JudgingGateway, assert_settled


def repacked(data: bytes, **changed: bytes) -> bytes:
    """Return the archive with files replaced; `__` stands for a dot in a name."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        files = {name: found.read(name) for name in found.namelist()}
    return packed(files | {name.replace("__", "."): one for name, one in changed.items()})


def file_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return found.read(name)


def test_a_batch_goes_and_its_results_come_back_by_hand(hands: Hands) -> None:
    """QĐ 893 III.2.d: settled exactly as the push would have settled it."""
    given = hands.give()
    assert set(zipfile.ZipFile(io.BytesIO(given)).namelist()) == batch.FILES
    assert schema().validate(etree.fromstring(file_of(given, "batch.xml")))
    assert hands.settle(hands.take(given)) == "settled"
    assert_settled(hands.session, hands.national)
    state = text("select state from stage_run where stage = :stage")
    assert hands.session.scalars(state, {"stage": LAST}).all() == ["done"]
    event = text("select count(*) from audit_event where event = 'submission.settled_by_hand'")
    assert hands.session.scalar(event) == 1


def test_by_hand_and_by_push_it_is_one_submission(hands: Hands, gateway: NationalGateway) -> None:
    """Taken by hand, and the connection came back before the result did."""
    given = hands.give()
    result = hands.take(given)
    again = hands.take(given)  # once more: the same answer
    assert file_of(again, "result.xml") == file_of(result, "result.xml")
    hands.session.execute(text("update stage_run set try_again_at = null"))
    hands.session.commit()
    peer = JudgingGateway(gateway, hands.national)
    assert work_off_runs(hands.session, trust(), peer, lambda: at(28)) == 1
    assert "put_part" not in peer.calls
    assert_settled(hands.session, hands.national)
    hands.national.session.rollback()
    count = text("select count(*) from exchange_submission")
    assert hands.national.session.scalar(count) == 1
    assert hands.settle(result) == "settled"
    assert_settled(hands.session, hands.national)


def test_what_was_pushed_by_half_is_finished_by_hand(
    hands: Hands, gateway: NationalGateway
) -> None:
    submission = give_planned(hands)
    gateway.open(
        {
            "submission_id": str(submission.id), "period": submission.period,
            "stage": "national", "count": submission.count, "parts": submission.parts,
            "items_digest": submission.items_digest.hex(), "catalogues": submission.catalogues,
        }
    )  # fmt: skip
    assert hands.settle(hands.take(hands.give())) == "settled"
    assert_settled(hands.session, hands.national)


def give_planned(hands: Hands):
    hands.give()
    found = store.unfinished(hands.session, "2024-05")
    assert found is not None
    return found


def test_csv_is_for_people_and_holds_no_formula(hands: Hands) -> None:
    phone = {"phone": "=1+1", "n": 3, "no": None}
    names = ("record_id", "version", "digest", "manifest_id")
    evil = {**dict.fromkeys(names, "x"), "sections": {"identity": {"content": phone}}}
    given = batch.Batch("x", {}, tuple, lambda: [orjson.dumps(evil)])
    with ExitStack() as stack:
        written = batch.tables_of(given, stack)
        written[batch.FIELDS].seek(0)
        table = written[batch.FIELDS].read().decode("utf-8-sig")
    assert '"/phone","\'=1+1"' in table
    assert '"/n","3"' in table
    assert "/no" not in table
    given = hands.give()
    rows = file_of(given, "records.csv").decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + runs.stage_sums(hands.session, "2024-05")[-1].owed


def resealed(hands: Hands, given: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the archive with another XML, sealed as if the sender had made it so."""
    body = change(file_of(given, "batch.xml"))
    return repacked(given, batch__xml=body, batch__xml__p7s=seal(hands.national.pki, "H40", body))


ENTITY = b"<!DOCTYPE batch [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<batch"


BROKEN = [
    (lambda body: body.replace(b"\n<batch", b"\n" + ENTITY, 1), "hand_form"),
    (lambda body: body.replace(b"<part>", b"<part><other/>", 1), "hand_form"),
    (lambda body: body.replace(b'sha256="', b'sha256="00', 1), "hand_form"),
    (lambda body: body[:-2], "hand_form"),
    (lambda body: body.replace(b' count="', b' count="1', 1), "hand_other_content"),
    (lambda body: body.replace(b' version="1"', b' version="2"', 1), "hand_other_content"),
    (lambda body: body.replace(b'stage="national"', b'stage="province"'), "hand_other_node"),
]


def test_what_does_not_hold_is_refused_before_anything_is_stored(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entities, another form, other sums, tables or levels; of nobody known it is not parsed."""
    given = hands.give()
    refused = [(resealed(hands, given, change), code) for change, code in BROKEN]
    refused.append((repacked(given, records__csv=b"x"), "hand_other_content"))
    for bad, code in refused:
        with pytest.raises(HandRefused) as caught:
            hands.take(bad)
        assert caught.value.code == code
    body = file_of(given, "batch.xml")
    monkeypatch.setattr(batch, "elements", lambda *_: pytest.fail("parsed"))
    others = seal(hands.national.pki, "G01", body)  # a seal, but not the sender's
    for bad in (
        repacked(given, batch__xml__p7s=others),
        repacked(given, batch__xml__p7s=b"no signature"),
        repacked(given, batch__xml=body.replace(b"</batch>", b" </batch>")),
    ):
        with pytest.raises(HandRefused) as caught:
            hands.take(bad)
        assert caught.value.code == "hand_seal_invalid"
    assert hands.untouched()


def test_a_section_that_was_changed_is_rejected_by_the_same_judgement(hands: Hands) -> None:
    """The sender sealed it so, but no head has signed it."""
    change = lambda body: body.replace(b"V.07.", b"V.08.", 1)  # noqa: E731
    given = hands.give()
    if b"V.07." not in file_of(given, "batch.xml"):
        change = lambda body: body.replace(b'"phone":"0', b'"phone":"9', 1)  # noqa: E731
    result = hands.take(resealed(hands, given, change))
    assert hands.settle(result) == "settled"
    outcome = text("select code, count(*) from sync_item where stage = :stage group by code")
    found = dict(hands.session.execute(outcome, {"stage": LAST}).all())
    assert found["digest_mismatch"] == 1
    assert runs.stage_sums(hands.session, "2024-05")[-1].balanced


@pytest.mark.parametrize("name", ["../batch.xml", "/batch.xml", "batch.xml/", "x.csv"])
def test_other_names_are_refused(name: str) -> None:
    files = dict.fromkeys(batch.FILES - {"batch.xml"}, b"x") | {name: b"x"}
    with pytest.raises(HandRefused) as caught:
        unpacked(packed(files), batch.FILES)
    assert caught.value.code == "hand_other_files"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    bomb = packed(dict.fromkeys(batch.FILES, b"0" * 9_000))
    with pytest.raises(HandRefused) as caught:
        unpacked(bomb, batch.FILES)
    assert caught.value.code == "hand_too_large"
    lying = bytearray(packed({"result.xml": b"0" * 50_000, "result.xml.p7s": b"x"}))
    size = (50_000).to_bytes(4, "little")
    while (place := lying.find(size)) >= 0:
        lying[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(HandRefused) as caught:
        unpacked(bytes(lying), taking.RESULT_FILES)
    assert caught.value.code in ("hand_damaged", "hand_too_large")


def test_whatever_byte_is_damaged_nothing_else_is_read() -> None:
    """Each of the archive's bytes turned once: the same files, or a refusal in words."""
    files = {name: name.encode() * 40 for name in sorted(taking.RESULT_FILES)}
    data = packed(files)
    codes = []
    for place in range(len(data)):
        turned = bytearray(data)
        turned[place] ^= 0xFF
        try:
            assert unpacked(bytes(turned), taking.RESULT_FILES) == files, place
        except HandRefused as error:
            codes.append(error.code)
    assert set(codes) <= {"hand_damaged", "hand_other_files", "hand_too_large"}
    assert len(codes) > len(data) // 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<batch/>"])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(HandRefused) as caught:
        unpacked(data, batch.FILES)
    assert caught.value.code == "hand_damaged"


def result_with(hands: Hands, result: bytes, change: Callable[[bytes], bytes]) -> bytes:
    body = change(file_of(result, "result.xml"))
    marks = seal(hands.national.pki, "G01", body)
    return repacked(result, result__xml=body, result__xml__p7s=marks)


def test_results_that_are_not_those_of_the_receipt_change_nothing(hands: Hands) -> None:
    """Another submission's, another outcome, one record less; a seal that is not the receiver's."""
    result = hands.take(hands.give())
    body = file_of(result, "result.xml")
    mine = file_of(result, "result.xml").split(b'submission="')[1][:36]
    end = b"</record>"
    cut = body[body.index(b"<record") : body.index(end) + len(end)]
    cases = {
        "hand_other_submission": [
            result_with(hands, result, lambda one: one.replace(mine, b"0" * 8 + mine[8:])),
            result_with(hands, result, lambda one: one.replace(b"accepted", b"unchanged", 1)),
            result_with(hands, result, lambda one: one.replace(cut, b"", 1)),
        ],
        "hand_seal_invalid": [
            repacked(result, result__xml__p7s=seal(hands.national.pki, "H40", body)),
            repacked(result, result__xml=body.replace(b"accepted", b"unchanged", 1)),
        ],
    }
    for code, found in cases.items():
        for data in found:
            with pytest.raises(HandRefused) as caught:
                hands.settle(data)
            assert caught.value.code == code
    submission = store.unfinished(hands.session, "2024-05")
    assert submission is not None
    assert submission.receipt is None
    assert store.outcomes_of(hands.session, submission.id) == {"queued": submission.count}


def test_without_a_run_there_is_nothing_to_give(hands: Hands) -> None:
    hands.session.execute(text("update stage_run set state = 'done'"))
    hands.session.commit()
    with pytest.raises(HandRefused) as caught:
        hands.give()
    assert caught.value.code == "hand_not_open"
