"""Which list is signed: what was shown, once, and never changed after."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, ProgrammingError
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import sign_page, signing
from province_app.services.errors import Refused
from province_app.services.shown_list import Shown
from tests.databases import Database
from tests.desks import FACILITY, amend, appoint, at_once, counts, plain_member, waiting_facility
from tests.provinces import PIN, Province, at, trust
from tests.services.signers import desk, listed, prepare, sign


@pytest.fixture
def province(session: Session) -> Province:
    return waiting_facility(session)


def test_what_changed_since_it_was_shown_is_not_signed(province: Province) -> None:
    """The refusal names the record; nothing is left of the attempt."""
    head, person_id = province.holder(FACILITY, "head"), plain_member(province, FACILITY)
    identity = province.certify(head)
    seen = Shown(desk(province, head, FACILITY, at(23)).shown, at(23))
    prepared = prepare(province, head, at(23), identity)
    amend(province, person_id, "Tin học", at(23, 10))
    province.confirm(FACILITY, at(23, 10))
    officer, unit_id = province.officer(head, at(23, 11)), province.unit(FACILITY)
    for act in (
        lambda: signing.sign_shown(
            province.session, officer, unit_id, seen, identity.certificate_sha256, PIN, trust(),
            at(23, 11),
        ),
        lambda: signing.sign_manifest(
            province.session, officer, prepared.id, PIN, trust(), at(23, 11)
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.decision.code == "changed_since_shown"
        assert caught.value.detail == person_id
    assert counts(province.session) == (1, 0, 0)
    assert person_id in listed(sign(province, head, at(23, 11)))


def test_a_list_of_which_somebody_else_signed_a_part_is_not_signed(province: Province) -> None:
    """A second head signs first: the other one's page is out of date, and says by which records."""
    head, second = province.holder(FACILITY, "head"), plain_member(province, FACILITY)
    appoint(province, second, FACILITY, "head", "leader")
    identity = province.certify(head)
    seen = Shown(desk(province, head, FACILITY, at(23)).shown, at(23))
    taken = listed(sign(province, second, at(23, 10)))
    with pytest.raises(Refused) as caught:
        signing.sign_shown(
            province.session, province.officer(head, at(23, 11)), province.unit(FACILITY), seen,
            identity.certificate_sha256, PIN, trust(), at(23, 11),
        )  # fmt: skip
    assert caught.value.detail == ", ".join(sorted(taken))


def test_a_newer_version_waits_for_the_next_list(province: Province) -> None:
    """What was signed stays signed, byte for byte. Security bar, abuse case 5."""
    head, person_id = province.holder(FACILITY, "head"), plain_member(province, FACILITY)
    first = sign(province, head, at(23))
    body, signature, first_id = first.body, first.signature, first.id
    amend(province, person_id, "Tin học", at(24))
    province.confirm(FACILITY, at(24))
    again = sign(province, head, at(25))
    assert listed(again) == {person_id}
    kept = province.session.get_one(Manifest, first_id, populate_existing=True)
    assert (kept.body, kept.signature) == (body, signature)


def test_with_nothing_to_sign_nothing_is_prepared(province: Province) -> None:
    head = province.holder(FACILITY, "head")
    sign(province, head, at(23))
    with pytest.raises(Refused) as caught:
        sign(province, head, at(24))
    assert caught.value.decision.code == "nothing_to_sign"
    assert counts(province.session)[:2] == (1, 1)


def test_of_two_heads_who_sign_at_once_one_wins(province: Province, database: Database) -> None:
    head, second = province.holder(FACILITY, "head"), plain_member(province, FACILITY)
    appoint(province, second, FACILITY, "head", "leader")
    moment, unit_id = at(23), province.unit(FACILITY)
    signers = [
        (province.officer(who, moment), province.certify(who).certificate_sha256)
        for who in (head, second)
    ]
    province.session.rollback()

    def signer(officer, certificate):
        def look(session: Session):
            seen = Shown(sign_page.sign_desk(session, officer, unit_id, moment).shown, moment)
            return lambda: (
                signing.sign_shown(
                    session, officer, unit_id, seen, certificate, PIN, trust(), moment
                ).items
            )

        return look

    results = at_once(database, *(signer(*one) for one in signers))
    lost = [one for one in results if isinstance(one, Exception)]
    assert len(lost) == 1, results
    assert isinstance(lost[0], Refused)
    assert lost[0].decision.code == "changed_since_shown"
    assert counts(province.session)[:2] == (1, 1)


def test_a_list_is_signed_once_by_two_windows_of_one_signer(
    province: Province, database: Database
) -> None:
    head = province.holder(FACILITY, "head")
    officer = province.officer(head, at(23))
    manifest_id = prepare(province, head, at(23), province.certify(head)).id
    province.session.rollback()

    def window(session: Session):
        sign_page.manifest_of(session, officer, manifest_id)
        return lambda: signing.sign_manifest(session, officer, manifest_id, PIN, trust(), at(23)).id

    results = at_once(database, window, window)
    lost = [one for one in results if isinstance(one, Refused)]
    assert [one.decision.code for one in lost] == ["already_signed"], results


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("update manifest set signature = 'x'", InternalError),
        ("update manifest set signature = null, signed_at = null", InternalError),
        ("update manifest set body = 'x'", ProgrammingError),
        ("update manifest set signer_id = unit_id::text::uuid", ProgrammingError),
        ("delete from manifest", ProgrammingError),
        ("update manifest_item set version = 2", ProgrammingError),
        ("delete from manifest_item", ProgrammingError),
    ],
)
def test_a_signed_list_cannot_change(
    province: Province, statement: str, error: type[Exception]
) -> None:
    """Even for who speaks to the database as the application does."""
    sign(province, province.holder(FACILITY, "head"), at(23))
    with pytest.raises(error, match=r"does not change|permission denied"):
        province.session.execute(text(statement))


def test_the_desk_counts_each_person_once(province: Province) -> None:
    head, people = province.holder(FACILITY, "head"), province.people(FACILITY)
    before = desk(province, head, FACILITY, at(23)).sums
    assert (before.roster, before.mine, before.others) == (len(people), len(people) - 1, 1)
    sign(province, head, at(23))
    amend(province, plain_member(province, FACILITY), "Tin học", at(24))
    after = desk(province, head, FACILITY, at(24)).sums
    assert (after.mine, after.others, after.checking) == (0, 1, 1)
    assert (after.signed, after.unchanged) == (len(people) - 2, 0)
    june = desk(province, head, FACILITY, at(23, month=6)).sums
    assert (june.signed, june.unchanged, june.checking) == (0, len(people) - 2, 1)


def test_the_desk_compares_with_what_was_signed_before(province: Province) -> None:
    """Two versions after the last signature: the signer sees the sum of both changes."""
    head, person_id = province.holder(FACILITY, "head"), plain_member(province, FACILITY)
    sign(province, head, at(23))
    for words, moment in (("Tin học", at(24, 8)), ("Thống kê", at(24, 9))):
        amend(province, person_id, words, moment)
        province.confirm(FACILITY, moment)
    (item,) = desk(province, head, FACILITY, at(24, 10)).items
    assert item.version.version == 3
    assert [(one.old, one.new) for one in item.changes] == [(None, "Thống kê")]
