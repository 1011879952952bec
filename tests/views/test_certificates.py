"""The page of certificates: proposed by one, confirmed by another, ended by either."""

import io
from datetime import datetime
from html import unescape

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from province_app.services import signing
from province_app.services.errors import Refused
from province_app.signing.demo_authority import FIRST_DAY, DemoAuthority, Identity
from province_app.views.messages import message
from tests.admins import add_grant
from tests.desks import DEPARTMENT, ELSEWHERE, FACILITY, plain_member
from tests.provinces import PIN, Province, at, authority, load_province, trust
from tests.web import Site

END = at(1, month=7)  # within 60 days of 20 May, not within 30


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def officers(province: Province) -> tuple[str, str]:
    """Two people of the province's own office."""
    first, second = province.people(DEPARTMENT)[:2]
    for one in (first, second):
        add_grant(province, one, "H40", "province")
    return first, second


def username(province: Province, person_id: str) -> str:
    query = text("select username from account where person_id = :who")
    return str(province.session.scalar(query, {"who": person_id}))


def fresh(until: datetime = END, own: DemoAuthority | None = None, **more: object) -> Identity:
    return (own or authority()).issue("Nguyễn Văn Ký", PIN, valid=(FIRST_DAY, until), **more)


def form(name: str, identity: Identity, starts_on: str = "2024-05-20") -> dict[str, object]:
    pem = x509.load_der_x509_certificate(identity.certificate_der).public_bytes(Encoding.PEM)
    return {
        "username": name,
        "certificate": (io.BytesIO(pem), "chung-thu.pem"),
        "starts_on": starts_on,
        "basis": "Giấy đề nghị số 12/SNV",
    }


def propose(site: Site, province: Province, officer: str, identity: Identity) -> str:
    """Let the officer propose the certificate for the facility's head; return the proposal's id."""
    head = province.holder(FACILITY, "head")
    site.sign_in(officer)
    site.post("/certificates/propose", form(username(province, head), identity))
    query = text("select id from certificate_proposal where sha256 = :mark")
    return str(province.session.scalar(query, {"mark": identity.certificate_sha256}))


def decide(site: Site, proposal: str, answer: str = "confirm", status: int = 302) -> str:
    path = f"/certificates/proposals/{proposal}/decide"
    return unescape(site.post(path, {"answer": answer}, status).text)


def bound(session: Session, identity: Identity) -> int:
    session.rollback()
    query = text("select count(*) from signer_certificate where sha256 = :mark")
    return int(session.scalar(query, {"mark": identity.certificate_sha256}) or 0)


def test_one_proposes_and_another_confirms(
    site: Site, province: Province, officers: tuple[str, str], session: Session
) -> None:
    identity = fresh()
    proposal = propose(site, province, officers[0], identity)
    page = unescape(site.get("/certificates"))
    assert message("second_person_needed").rstrip(".") in page
    assert "Nguyễn Văn Ký" in page
    assert message("second_person_needed") in decide(site, proposal, status=409)
    assert bound(session, identity) == 0
    task = "Gắn chứng thư số"
    assert task not in unescape(site.get("/"))
    site.sign_in(officers[1])
    assert task in unescape(site.get("/"))  # Việc của tôi
    decide(site, proposal)
    assert bound(session, identity) == 1
    page = unescape(site.get("/certificates"))
    assert "còn 42 ngày" in page
    assert "Đã xác nhận chứng thư số." in page
    assert task not in unescape(site.get("/"))
    assert message("already_decided") in decide(site, proposal, status=409)
    events = session.scalars(
        text("select event from audit_event where event like 'certificate.%' order by id")
    ).all()
    assert list(events)[-2:] == ["certificate.proposed", "certificate.confirmed"]


def test_a_refused_proposal_binds_nothing_and_may_be_made_again(
    site: Site, province: Province, officers: tuple[str, str], session: Session
) -> None:
    identity = fresh()
    proposal = propose(site, province, officers[0], identity)
    site.sign_in(officers[1])
    decide(site, proposal, "refuse")
    assert bound(session, identity) == 0
    propose(site, province, officers[0], identity)
    query = text("select count(*) from certificate_proposal")
    assert session.scalar(query) == 2


def test_it_signs_from_its_first_day_until_it_is_ended(
    site: Site, province: Province, officers: tuple[str, str], session: Session
) -> None:
    """What was signed before stays; a list that is prepared and not signed yet is not taken."""
    identity, head = fresh(), province.holder(FACILITY, "head")
    site.sign_in(officers[0])
    asked = form(username(province, head), identity, "2024-05-24")
    site.post("/certificates/propose", asked)
    query = text("select id from certificate_proposal")
    site.sign_in(officers[1])
    decide(site, str(session.scalar(query)))
    unit, mark = province.unit(FACILITY), identity.certificate_sha256

    def prepare(moment: datetime):
        officer = province.officer(head, moment)
        return officer, signing.prepare_manifest(session, officer, unit, mark, moment)

    with pytest.raises(Refused, match="wrong_person_certificate"):
        prepare(at(23))
    officer, manifest = prepare(at(24))
    site.at(at(24, 12))
    site.post(f"/certificates/{mark}/end", {"basis": "Mất thiết bị, công văn số 3"})
    session.rollback()
    with pytest.raises(Refused, match="wrong_person_certificate"):
        signing.sign_manifest(session, officer, manifest.id, PIN, trust(), at(24, 13))
    assert identity.certificate_sha256[:16] not in site.get("/certificates")
    site.post(f"/certificates/{mark}/end", {"basis": "lần nữa"}, 409)
    site.post(f"/certificates/{'0' * 64}/end", {"basis": "lạ"}, 404)


def test_what_cannot_sign_is_not_bound(
    site: Site, province: Province, officers: tuple[str, str], session: Session
) -> None:
    head = username(province, province.holder(FACILITY, "head"))
    site.sign_in(officers[0])
    usage = frozenset({"key_encipherment"})
    own = username(province, officers[0])
    cases = [
        (form(head, fresh(own=DemoAuthority.create())), "authority_unknown"),
        (form(head, fresh(at(19))), "certificate_expired"),
        (form(head, fresh(usage=usage)), "certificate_unsuitable"),
        (form(head, fresh(), "2024-05-19"), "starts_in_the_past"),
        (form("khong.co", fresh()), "no_such_account"),
        (form(own, fresh()), "own_certificate"),
        ({**form(head, fresh()), "certificate": (io.BytesIO(b"x"), "x.pem")},
         "certificate_unreadable"),
        ({**form(head, fresh()), "certificate": ""}, "file_missing_certificate"),
        ({**form(head, fresh()), "basis": "  "}, "required"),
        ({**form(head, fresh()), "starts_on": "31/31/2024"}, "invalid_date"),
    ]  # fmt: skip
    for sent, code in cases:
        page = unescape(site.post("/certificates/propose", sent, 409).text)
        assert message(code) in page, code
    assert 'value="khong.co"' in unescape(
        site.post("/certificates/propose", form("khong.co", fresh()), 409).text
    )
    site.post("/certificates/propose", {**form(head, fresh()), "state": "confirmed"}, 400)
    assert session.scalar(text("select count(*) from certificate_proposal")) == 0


def test_a_certificate_is_bound_once(
    site: Site, province: Province, officers: tuple[str, str]
) -> None:
    identity = fresh()
    propose(site, province, officers[0], identity)
    other = username(province, plain_member(province, ELSEWHERE))
    page = unescape(site.post("/certificates/propose", form(other, identity), 409).text)
    assert message("certificate_bound") in page


def test_who_is_not_of_the_province_has_no_such_door(site: Site, province: Province) -> None:
    for post in ("head", "hr"):
        site.sign_in(province.holder(FACILITY, post))
        site.get("/certificates", 403)
        site.post("/certificates/propose", {}, 403)


def test_the_database_knows_the_two_persons_too(
    site: Site, province: Province, officers: tuple[str, str], session: Session
) -> None:
    proposal = propose(site, province, officers[0], fresh())
    holder = province.holder(FACILITY, "head")
    for decider, why in ((officers[0], "two_persons"), (holder, "not_own")):
        with pytest.raises(DBAPIError, match=why):
            session.execute(
                text("update certificate_proposal set state = 'confirmed', decided_by = :who,"
                     " decided_at = proposed_at where id = :id"), {"who": decider, "id": proposal},
            )  # fmt: skip
        session.rollback()
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("update signer_certificate set person_id = person_id"))
    session.rollback()
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("delete from certificate_proposal"))
