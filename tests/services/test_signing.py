"""Signing: who signs what, when, by which certificate, and that it is what was shown."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, ProgrammingError
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import sign_page, signing
from province_app.services.errors import Missing, Refused
from province_app.services.shown_list import Shown
from province_app.signing.demo_authority import DemoAuthority, Identity
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused
from tests.databases import Database
from tests.desks import (
    DEPARTMENT,
    ELSEWHERE,
    FACILITY,
    amend,
    appoint,
    at_once,
    end_post,
    plain_member,
    sign_outside,
)
from tests.provinces import PIN, START, Province, at, authority, load_province, trust

SECOND = timedelta(seconds=1)


@pytest.fixture
def province(session: Session) -> Province:
    """A province where one facility's records are confirmed and wait for their signature."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def desk(province: Province, who: str, unit: str, moment: datetime) -> sign_page.SignDesk:
    officer = province.officer(who, moment)
    return sign_page.sign_desk(province.session, officer, province.unit(unit), moment)


def sign(
    province: Province, who: str, moment: datetime, unit: str = FACILITY, pin: str = PIN
) -> Manifest:
    """Look at the desk and sign at once what is shown there."""
    identity = province.certify(who)
    officer, unit_id = province.officer(who, moment), province.unit(unit)
    seen = Shown(desk(province, who, unit, moment).shown, moment)
    return signing.sign_shown(
        province.session, officer, unit_id, seen, identity.certificate_sha256, pin, trust(), moment
    )


def prepare(province: Province, who: str, moment: datetime, identity: Identity) -> Manifest:
    return signing.prepare_manifest(
        province.session,
        province.officer(who, moment),
        province.unit(FACILITY),
        identity.certificate_sha256,
        moment,
    )


def listed(manifest: Manifest) -> set[str]:
    return {item["record_id"] for item in orjson.loads(manifest.body)["items"]}


def counts(session: Session) -> tuple[int, int, int]:
    """How many manifests, signed manifests and attested versions there are."""
    session.rollback()
    query = text(
        "select (select count(*) from manifest), count(signature),"
        " (select count(*) from manifest_item) from manifest"
    )
    return tuple(session.execute(query).one())


def test_the_head_signs_all_but_the_own_record_and_the_deputy_that_one(
    province: Province,
) -> None:
    """Đ.7.1b: cấp phó phê duyệt bằng ký số dữ liệu của người đứng đầu."""
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    by_head = sign(province, head, at(23))
    by_deputy = sign(province, deputy, at(23))
    assert listed(by_head) == set(province.people(FACILITY)) - {head}
    assert listed(by_deputy) == {head}
    assert orjson.loads(by_deputy.body)["signer"]["post"] == "deputy"
    assert counts(province.session) == (2, 2, len(province.people(FACILITY)))


def test_a_head_with_a_second_post_still_does_not_sign_the_own_record(province: Province) -> None:
    """Who is head and deputy at once is the head: the own record stays for another deputy."""
    head = province.holder(FACILITY, "head")
    appoint(province, head, FACILITY, "deputy", "leader")
    assert head not in listed(sign(province, head, at(23)))


def test_without_a_deputy_the_heads_record_waits_and_is_seen_to(province: Province) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    end_post(province, deputy, date(2024, 5, 22))
    shown = desk(province, head, FACILITY, at(23))
    assert shown.sums.blocked == 1
    assert shown.own is not None
    assert (shown.own.holders, shown.own.waits) == ((), True)
    sign(province, head, at(23))
    assert counts(province.session)[2] == len(province.people(FACILITY)) - 1


@pytest.mark.parametrize(("unit", "post"), [(ELSEWHERE, "deputy"), (DEPARTMENT, "head")])
def test_a_leader_of_another_unit_finds_nothing_to_sign(
    province: Province, unit: str, post: str
) -> None:
    """Nor does the department's head jump over the facility's. Đ.7.1b"""
    who = province.holder(unit, post)
    identity = province.certify(who)
    with pytest.raises(Missing):
        prepare(province, who, at(23), identity)
    with pytest.raises(Missing):
        desk(province, who, FACILITY, at(23))


def test_a_post_that_has_ended_signs_nothing(province: Province) -> None:
    """Authority is looked up at the moment of signing: 24th 23:59:59 yes, 25th no."""
    head = province.holder(FACILITY, "head")
    end_post(province, head, date(2024, 5, 25))
    identity = province.certify(head)
    assert prepare(province, head, at(24, 23, 59, 59), identity)
    with pytest.raises(Missing):
        prepare(province, head, at(25, 0), identity)


def test_hr_does_not_sign(province: Province) -> None:
    hr = province.holder(FACILITY, "hr")
    with pytest.raises(Refused) as caught:
        prepare(province, hr, at(23), province.certify(hr))
    assert caught.value.decision.code == "role_lacks"
    appoint(province, hr, ELSEWHERE, "deputy", "leader")
    with pytest.raises(Refused) as caught:
        prepare(province, hr, at(23), province.certify(hr))
    assert caught.value.decision.code == "not_the_signer"


WINDOWS = {
    FACILITY: (at(23, 0), at(26, 0) - SECOND, at(23, 0, month=6), "Đ.7.1b"),
    DEPARTMENT: (at(23, 0), at(27, 0) - SECOND, at(23, 0, month=6), "Đ.7.2b"),
}


@pytest.mark.parametrize("unit", WINDOWS)
def test_the_window_is_kept_to_the_second(province: Province, unit: str) -> None:
    """Đ.7.1b: từ ngày 23 đến ngày 25; Đ.7.2b: đến ngày 26."""
    if unit == DEPARTMENT:
        province.send(unit)
        province.confirm(unit)
    first, last, following, article = WINDOWS[unit]
    head, deputy = (province.holder(unit, post) for post in ("head", "deputy"))
    for moment, opens in ((first - SECOND, first), (last + SECOND, following)):
        for who in (head, deputy):
            with pytest.raises(Refused) as caught:
                sign(province, who, moment, unit)
            refusal = caught.value.decision
            assert (refusal.kind, refusal.code) == ("when", "window_closed")
            assert (refusal.until, refusal.article) == (opens, article)
    assert counts(province.session) == (0, 0, 0)
    assert sign(province, head, first, unit).period == "2024-05"
    assert sign(province, deputy, last, unit).period == "2024-05"


def test_a_list_prepared_in_time_is_not_signed_too_late(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(25, 23, 59, 50), identity)
    cms = sign_outside(manifest.body, identity, tmp_path)
    late, session = at(26, 0, 0, 1), province.session
    officer = province.officer(head, late)
    for act in (
        lambda: signing.accept_signature(session, officer, manifest.id, cms, trust(), late),
        lambda: signing.sign_manifest(session, officer, manifest.id, PIN, trust(), late),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.decision.code == "window_closed"
    assert counts(session) == (1, 0, 0)


def test_a_signature_made_with_openssl_is_accepted(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(23), identity)
    cms = sign_outside(manifest.body, identity, tmp_path)
    officer = province.officer(head, at(24))
    signed = signing.accept_signature(province.session, officer, manifest.id, cms, trust(), at(24))
    assert (signed.signature, signed.signed_at) == (cms, at(24))
    assert counts(province.session) == (1, 1, len(province.people(FACILITY)) - 1)


def test_a_signature_over_other_bytes_is_refused(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(23), identity)
    cms = sign_outside(manifest.body + b" ", identity, tmp_path)
    assert refusal_of(province, head, manifest, cms) == ("signature_invalid", "content_changed")


def refusal_of(
    province: Province, who: str, manifest: Manifest, cms: bytes, by: TrustList | None = None
) -> tuple[str, str]:
    """Return code and detail of the refusal, after seeing that nothing was kept."""
    officer = province.officer(who, at(23))
    with pytest.raises(SignatureRefused) as caught:
        signing.accept_signature(province.session, officer, manifest.id, cms, by or trust(), at(23))
    assert counts(province.session) == (1, 0, 0)
    return caught.value.code, caught.value.detail


def expired() -> tuple[Identity, TrustList]:
    ends = at(23) - SECOND
    valid = (datetime(2020, 1, 1, tzinfo=UTC), ends)
    return authority().issue("Người ký", PIN, valid=valid), trust()


def of_an_unknown_authority() -> tuple[Identity, TrustList]:
    return DemoAuthority.create().issue("Người ký", PIN), trust()


def revoked() -> tuple[Identity, TrustList]:
    own = DemoAuthority.create()
    identity = own.issue("Người ký", PIN)
    own.revoke(identity.certificate_der, at(23) - SECOND)
    return identity, TrustList.from_pem(own.trust_pem())


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (expired, ("signer_not_authorised", "expired")),
        (revoked, ("signer_not_authorised", "revoked")),
        (of_an_unknown_authority, ("signature_invalid", "authority_unknown")),
    ],
)
def test_a_certificate_out_of_force_is_refused_though_it_is_registered(
    province: Province,
    tmp_path: Path,
    make: Callable[[], tuple[Identity, TrustList]],
    refusal: tuple[str, str],
) -> None:
    identity, by = make()
    head = province.holder(FACILITY, "head")
    manifest = prepare(province, head, at(23), province.certify(head, identity))
    cms = sign_outside(manifest.body, identity, tmp_path)
    assert refusal_of(province, head, manifest, cms, by) == refusal


def test_somebody_elses_certificate_signs_nothing(province: Province, tmp_path: Path) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    own, other = province.certify(head), province.certify(deputy)
    with pytest.raises(Refused) as caught:
        prepare(province, head, at(23), other)
    assert caught.value.decision.code == "wrong_person_certificate"
    manifest = prepare(province, head, at(23), own)
    cms = sign_outside(manifest.body, other, tmp_path)
    officer = province.officer(head, at(23))
    with pytest.raises(Refused) as caught:
        signing.accept_signature(province.session, officer, manifest.id, cms, trust(), at(23))
    assert caught.value.decision.code == "wrong_person_certificate"
    assert counts(province.session) == (1, 0, 0)


def test_a_prepared_list_is_signed_by_who_prepared_it(province: Province) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    manifest = prepare(province, head, at(23), province.certify(head))
    officer = province.officer(deputy, at(23))
    with pytest.raises(Missing):
        signing.sign_manifest(province.session, officer, manifest.id, PIN, trust(), at(23))
    with pytest.raises(Missing):
        sign_page.manifest_of(province.session, officer, manifest.id)


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


def test_a_wrong_pin_leaves_nothing(province: Province) -> None:
    head = province.holder(FACILITY, "head")
    with pytest.raises(KeystoreRefused) as caught:
        sign(province, head, at(23), pin="000000")
    assert caught.value.code == "wrong_pin"
    assert counts(province.session) == (0, 0, 0)
    events = text("select count(*) from audit_event where event like 'manifest%'")
    assert province.session.scalar(events) == 0


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


def test_a_certificate_is_registered_by_its_fingerprint(province: Province) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    (shown,) = desk(province, head, FACILITY, START).certificates
    assert (shown.sha256, shown.subject) == (identity.certificate_sha256, "Người ký")
    assert shown.has_keystore
