"""What the verifier accepts and says, and at which moments. Source: contract annex 9-15."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from province_app.signing.demo_authority import FIRST_DAY, LAST_DAY, DemoAuthority, make_crl
from province_app.signing.verifier import SignatureRefused, certificate_sha256_of, verify_detached
from tests.signing.authority import (
    AT,
    PIN,
    authority,
    head,
    rsa_head,
    trust,
    trusting,
    trusting_without_crl,
)
from tests.signing.forgery import CONTENT, Cms
from tests.signing.refusals import refusal

SECOND = timedelta(seconds=1)
FROM, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("signer", [head, rsa_head])
def test_a_right_signature_names_its_certificate(signer) -> None:
    verified = verify_detached(CONTENT, Cms(signer()).der(), trust(), AT)
    assert verified.certificate_sha256 == signer().certificate_sha256
    assert verified.signing_time == AT
    assert verified.holds_until == LAST_DAY
    assert verified.subject == {head: "Nguyễn Thị Hường", rsa_head: "Trần Văn Đệ"}[signer]


@pytest.mark.parametrize("usage", ["digital_signature", "content_commitment"])
def test_either_key_usage_is_enough(usage: str) -> None:
    """Annex 12: digitalSignature or nonRepudiation."""
    signer = authority().issue("Người ký", PIN, usage=frozenset({usage}))
    assert verify_detached(CONTENT, Cms(signer).der(), trust(), AT)


def test_the_signer_may_be_named_by_the_key_identifier() -> None:
    der = Cms(head(), by_key_identifier=True).der()
    assert certificate_sha256_of(der) == head().certificate_sha256
    assert verify_detached(CONTENT, der, trust(), AT)


def test_signature_over_other_bytes() -> None:
    assert refusal(Cms(head()).der(), content=CONTENT + b"\n") == (
        "signature_invalid",
        "content_changed",
    )


def test_line_ends_are_content() -> None:
    """Binary mode, no CRLF translation: annex 10."""
    assert refusal(Cms(head(), content=b"a\nb").der(), content=b"a\r\nb")[1] == "content_changed"


@pytest.mark.parametrize(
    ("at", "detail"),
    [
        (FROM - SECOND, "not_yet_valid"),
        (FROM, None),
        (UNTIL, None),
        (UNTIL + SECOND, "expired"),
    ],
)
def test_the_certificates_own_time(at: datetime, detail: str | None) -> None:
    """Judged at the given instant, never at the host's clock or the claimed signing time."""
    der = Cms(authority().issue("Người ký", PIN, valid=(FROM, UNTIL))).der()
    if detail is None:
        assert verify_detached(CONTENT, der, trust(), at).holds_until == UNTIL
    else:
        assert refusal(der, at=at) == ("signer_not_authorised", detail)


@pytest.mark.parametrize("at", [FIRST_DAY - SECOND, LAST_DAY + SECOND])
def test_outside_the_authoritys_time_nothing_chains(at: datetime) -> None:
    decades = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC))
    der = Cms(authority().issue("Người ký", PIN, valid=decades)).der()
    assert refusal(der, at=at)[0] == "signature_invalid"


@pytest.mark.parametrize("missing", ["root", "issuing"])
def test_a_missing_crl_refuses(missing: str) -> None:
    """Each CA of the path needs its own, the root included: annex 11."""
    by = trusting_without_crl(authority(), missing)
    assert refusal(Cms(head()).der(), by) == ("signature_invalid", "crl")


@pytest.mark.parametrize("ca", ["root", "issuing"])
@pytest.mark.parametrize(
    ("at", "current"),
    [(FROM - SECOND, False), (FROM, True), (UNTIL, True), (UNTIL + SECOND, False)],
)
def test_a_crl_counts_only_while_it_is_current(ca: str, at: datetime, current: bool) -> None:
    own = DemoAuthority.create()
    signer, one = own.issue("Người ký", PIN), getattr(own, ca)
    one.crl = make_crl(one.key, one.certificate.subject, 2, (), (FROM, UNTIL))
    der = Cms(signer).der()
    if current:
        assert verify_detached(CONTENT, der, trusting(own), at).holds_until == UNTIL
    else:
        assert refusal(der, trusting(own), at) == ("signature_invalid", "crl")


def test_the_offset_of_the_instant_does_not_matter() -> None:
    vietnam = AT.astimezone(timezone(timedelta(hours=7)))
    assert verify_detached(CONTENT, Cms(head()).der(), trust(), vietnam)


def test_a_naive_instant_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="aware"):
        verify_detached(CONTENT, Cms(head()).der(), trust(), AT.replace(tzinfo=None))


def test_refusals_leave_no_name_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    refusal(Cms(DemoAuthority.create().issue("Phạm Thị Bí Mật", PIN)).der())
    refusal(Cms(authority().issue("Phạm Thị Bí Mật", PIN, usage=frozenset())).der())
    assert "Bí Mật" not in caplog.text


def test_threads_may_share_a_trust_list() -> None:
    fresh = trusting(authority())  # nothing of it is parsed yet
    right = Cms(head()).der()
    wrong = Cms(DemoAuthority.create().issue("Lạ", PIN)).der()

    def ask(number: int) -> str:
        try:
            return verify_detached(CONTENT, (right, wrong)[number % 2], fresh, AT).subject
        except SignatureRefused as refused:
            return refused.detail

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(64)))
    assert answers == ["Nguyễn Thị Hường", "authority_unknown"] * 32


def test_a_running_event_loop_is_not_in_the_way() -> None:
    import asyncio

    async def inside() -> str:
        return verify_detached(CONTENT, Cms(head()).der(), trust(), AT).certificate_sha256

    assert asyncio.run(inside()) == head().certificate_sha256
