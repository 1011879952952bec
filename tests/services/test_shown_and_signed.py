"""What was shown is what is signed: each change between the two. Source: security bar A 4."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import sign_page, signing
from province_app.services.errors import Refused
from province_app.services.shown_list import Shown
from province_app.signing.verifier import SignatureRefused
from tests.desks import FACILITY, amend, appoint, draft_of, plain_member, prove, sign_outside
from tests.histories import MAJOR
from tests.provinces import PIN, Province, at, load_province, trust

SHOWN, THEN = at(23), at(23, 11)


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def show(province: Province, moment: datetime = SHOWN) -> Shown:
    """Let the head open the page."""
    head = province.officer(province.holder(FACILITY, "head"), moment)
    desk = sign_page.sign_desk(province.session, head, province.unit(FACILITY), moment)
    return Shown(desk.shown, moment)


def sign(province: Province, shown: Shown, moment: datetime = THEN) -> Manifest:
    who = province.holder(FACILITY, "head")
    return signing.sign_shown(
        province.session, province.officer(who, moment), province.unit(FACILITY), shown,
        province.certify(who).certificate_sha256, PIN, trust(), moment,
    )  # fmt: skip


def prepare(province: Province, moment: datetime = SHOWN) -> Manifest:
    who = province.holder(FACILITY, "head")
    return signing.prepare_manifest(
        province.session, province.officer(who, moment), province.unit(FACILITY),
        province.certify(who).certificate_sha256, moment,
    )  # fmt: skip


def upload(province: Province, manifest: Manifest, folder: Path, body: bytes, at_: datetime):
    """Let the head bring a signature over the body for the prepared list."""
    who = province.holder(FACILITY, "head")
    cms = sign_outside(body, province.certify(who), folder)
    officer = province.officer(who, at_)
    return signing.accept_signature(province.session, officer, manifest.id, cms, trust(), at_)


def signed(session: Session) -> int:
    session.rollback()
    return int(session.scalar(text("select count(signature) from manifest")) or 0)


def confirmed_anew(province: Province, person_id: str) -> None:
    amend(province, person_id, "Tin học", at(23, 10))
    province.confirm(FACILITY, at(23, 10))


def another_document(province: Province, person_id: str) -> None:
    """The same words with one document more."""
    amend(province, person_id, "Lưu trữ học", at(23, 9, 30), MAJOR)
    province.confirm(FACILITY, at(23, 9, 30))


CHANGES: dict[str, Callable[[Province, str], None]] = {
    "confirmed anew": confirmed_anew,
    "with a document": another_document,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_record_that_changed_is_named_and_nothing_is_signed(
    province: Province, change: Callable[[Province, str], None], tmp_path: Path
) -> None:
    person_id, shown = plain_member(province, FACILITY), show(province)
    manifest = prepare(province)
    body = bytes(manifest.body)
    change(province, person_id)
    for act in (
        lambda: sign(province, shown),
        lambda: upload(province, manifest, tmp_path, body, THEN),
    ):
        with pytest.raises(Refused, match="changed_since_shown") as caught:
            act()
        assert caught.value.detail == person_id
    assert signed(province.session) == 0


def test_a_document_alone_makes_another_list(province: Province) -> None:
    """The words are the same, the file beside them is not."""
    person_id = plain_member(province, FACILITY)
    another_document(province, person_id)
    shown = show(province, at(23, 10))
    draft = draft_of(province, person_id)
    assert draft.state == "confirmed"
    amend(province, person_id, "Lưu trữ học và quản trị", at(23, 10, 10), MAJOR)
    prove(province.session, draft_of(province, person_id), MAJOR)
    province.confirm(FACILITY, at(23, 10, 20))
    with pytest.raises(Refused, match="changed_since_shown") as caught:
        sign(province, shown)
    assert caught.value.detail == person_id


def test_a_page_of_last_month_signs_nothing_this_month(province: Province, tmp_path: Path) -> None:
    """The same records, in another period than was shown: the refusal says so."""
    shown, manifest = show(province), prepare(province)
    body, june = bytes(manifest.body), at(23, month=6)
    with pytest.raises(Refused, match="period_changed"):
        sign(province, shown, june)
    with pytest.raises(Refused, match="period_changed"):
        upload(province, manifest, tmp_path, body, june)
    assert signed(province.session) == 0
    assert sign(province, show(province, june), june).period == "2024-06"


def test_somebody_new_to_sign_for_changes_the_list(province: Province) -> None:
    """The signer became another person's only signer: a list with one more is another list."""
    deputy = province.holder(FACILITY, "deputy")
    shown = show(province)
    appoint(province, plain_member(province, FACILITY), FACILITY, "deputy", "leader")
    province.session.execute(
        text("update appointment set post = 'head' where person_id = :who"), {"who": deputy}
    )
    province.session.commit()
    with pytest.raises(Refused, match="changed_since_shown"):
        sign(province, shown)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"period":"2024-05"', b'"period":"2024-06"'),
        (b'"version":1', b'"version":2'),
        (b'"change":"new"', b'"change":"left"'),
        (b'"digest":"', b'"digest":"0'),
        (b'"post":"head"', b'"post":"deputy"'),
    ],
    ids=["period", "version", "change", "digest", "post"],
)
def test_a_signature_over_a_swapped_list_is_refused(
    province: Province, tmp_path: Path, old: bytes, new: bytes
) -> None:
    """Signed by the right person, over a list that was never shown."""
    manifest = prepare(province)
    swapped = bytes(manifest.body).replace(old, new, 1)
    assert swapped != manifest.body
    with pytest.raises(SignatureRefused, match="content_changed"):
        upload(province, manifest, tmp_path, swapped, THEN)
    assert signed(province.session) == 0
