"""Reports of wrong fields: kept sealed, one at a time, answered inside the unit."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.key_files import new_keys, read_keys
from province_app import sealing
from province_app.models.corrections import CorrectionRequest
from province_app.services import corrections, inbox, key_rotation
from province_app.services.errors import Missing, Refused
from tests.acts import key_change
from tests.databases import Database
from tests.desks import DEPARTMENT, ELSEWHERE, at_once, plain_member
from tests.provinces import Province, at
from tiers.units import Officer, Role

PATH = "identity.staff_number"
RIGHT = "Theo quyết định là SNV-0412"


@pytest.fixture
def person(province: Province) -> Officer:
    return Officer(plain_member(province, DEPARTMENT), Role.PERSON)


@pytest.fixture
def hr(province: Province) -> Officer:
    return province.officer(province.holder(DEPARTMENT, "hr"))


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda error: error.decision.code == code)


def events(session: Session) -> list[tuple[str, dict[str, object]]]:
    query = text(
        "select event, detail from audit_event where event like 'correction.%' order by id"
    )
    return [tuple(row) for row in session.execute(query)]


def test_a_report_reaches_hr_and_the_answer_the_person(
    session: Session, province: Province, person: Officer, hr: Officer
) -> None:
    asked = corrections.ask(session, person, PATH, f"  {RIGHT} ", at(20))
    (waiting,) = corrections.waiting_for(session, hr, at(20))
    assert (waiting.request.id, waiting.request.said) == (asked.id, RIGHT)
    assert len(inbox.inbox_of(session, hr, at(20)).reports) == 1
    assert inbox.owed(session, hr, at(20)) == inbox.inbox_of(session, hr, at(20)).owed
    corrections.answer(session, hr, asked.id, "kept", "Số hiệu theo sổ đăng ký", at(21))
    report = corrections.own_reports(session, person)[PATH]
    assert (report.request.answer, report.request.reason) == ("kept", "Số hiệu theo sổ đăng ký")
    assert report.answered_by
    assert corrections.waiting_for(session, hr, at(21)) == []
    assert events(session) == [
        ("correction.asked", {"path": PATH}),
        ("correction.answered", {"answer": "kept"}),
    ]


def test_one_open_report_a_field(session: Session, person: Officer, hr: Officer) -> None:
    first = corrections.ask(session, person, PATH, RIGHT, at(20))
    with refused("correction_open"):
        corrections.ask(session, person, PATH, RIGHT, at(20))
    corrections.ask(session, person, "identity.national_cbccvc_code", RIGHT, at(20))
    corrections.answer(session, hr, first.id, "mended", "", at(21))
    corrections.ask(session, person, PATH, "Vẫn sai", at(22))
    assert corrections.own_reports(session, person)[PATH].request.said == "Vẫn sai"


def test_of_two_reports_at_once_one_is_kept(
    database: Database, session: Session, person: Officer
) -> None:
    def act(own: Session) -> object:
        return lambda: corrections.ask(own, person, PATH, RIGHT, at(20))

    results = at_once(database, act, act)
    assert sorted(type(one) for one in results if isinstance(one, Refused)) == [Refused]
    assert session.scalar(text("select count(*) from correction_request")) == 1


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("identity.phone", RIGHT, "correction_own_field"),
        (PATH, " \u200b ", "correction_empty"),
        (PATH, "x" * 501, "too_long"),
    ],
)
def test_what_is_no_report(
    session: Session, person: Officer, path: str, said: str, code: str
) -> None:
    with refused(code):
        corrections.ask(session, person, path, said, at(20))
    assert events(session) == []


@pytest.mark.parametrize("path", ["identity.nothing", "contract.annexes"])
def test_a_field_that_is_not_asked_of_the_person_is_not_found(
    session: Session, person: Officer, path: str
) -> None:
    with pytest.raises(Missing):
        corrections.ask(session, person, path, RIGHT, at(20))


def test_other_units_are_told_that_there_is_nothing(
    session: Session, province: Province, person: Officer
) -> None:
    asked = corrections.ask(session, person, PATH, RIGHT, at(20))
    stranger = province.officer(province.holder(ELSEWHERE, "hr"))
    for act in (
        lambda: corrections.report_desk(session, stranger, asked.id, at(20)),
        lambda: corrections.answer(session, stranger, asked.id, "mended", "", at(20)),
    ):
        with pytest.raises(Missing):
            act()
    assert corrections.waiting_for(session, stranger, at(20)) == []


def test_nobody_answers_the_own_report(session: Session, province: Province, hr: Officer) -> None:
    asked = corrections.ask(session, hr, PATH, RIGHT, at(20))
    with refused("own_record"):
        corrections.answer(session, hr, asked.id, "mended", "", at(20))
    with refused("own_record"):
        corrections.report_desk(session, hr, asked.id, at(20))


@pytest.mark.parametrize(
    ("word", "reason", "code"),
    [
        ("kept", " ", "correction_reason"),
        ("", "Vì sao", "correction_no_answer"),
        ("kept", "x" * 501, "too_long"),
    ],
)
def test_what_is_no_answer(
    session: Session, person: Officer, hr: Officer, word: str, reason: str, code: str
) -> None:
    asked = corrections.ask(session, person, PATH, RIGHT, at(20))
    with refused(code):
        corrections.answer(session, hr, asked.id, word, reason, at(21))
    corrections.answer(session, hr, asked.id, "mended", "", at(21))
    with refused("correction_answered"):
        corrections.answer(session, hr, asked.id, "kept", "Đổi ý", at(21))


def test_it_lies_sealed_and_comes_under_a_new_key(
    session: Session, person: Officer, hr: Officer, ring: sealing.Ring, tmp_path: object
) -> None:
    asked = corrections.ask(session, person, PATH, RIGHT, at(20))
    corrections.answer(session, hr, asked.id, "kept", "Số SNV-0413 là đúng", at(21))
    rows = text("select said, reason from correction_request")
    for sealed in session.execute(rows).one():
        assert b"SNV" not in bytes(sealed)
        assert bytes(sealed).startswith(bytes.fromhex(ring.newest))
    path = tmp_path / "keys"  # type: ignore[operator]
    path.write_text(new_keys())
    newer, *_ = read_keys(path)
    sealing.install([newer, *ring._masters.values(), ring._index])
    assert key_rotation.rotate(session, key_change(session), at(22)).reports == 1
    assert key_rotation.rotate(session, key_change(session), at(22)).reports == 0
    for sealed in session.execute(rows).one():
        assert bytes(sealed).startswith(bytes.fromhex(sealing.ring().newest))
    session.expire_all()
    assert session.get_one(CorrectionRequest, asked.id).said == RIGHT
