"""The log: JSON lines, one a record, without personal data, whatever is thrown at it."""

import ast
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config.settings import SettingError
from province_app.logs import KNOWN, JsonFormatter
from sync_jobs.national_gateway import NationalRefused, NationalUnavailable, fault_of
from tests.desks import FACILITY, plain_member
from tests.provinces import Province, at
from tests.sources import sources
from tests.web import PASSWORD, Site

NAME, NUMBER = "Nguyễn Thị Hoàng Yến", "036087000001"


class Lines(io.StringIO):
    """What was logged, line by line."""

    def read_all(self) -> list[dict[str, object]]:
        return [orjson.loads(line) for line in self.getvalue().splitlines()]


@contextmanager
def listening(logger: logging.Logger) -> Iterator[Lines]:
    """Yield everything that comes to the logger, down to DEBUG, as the log writes it."""
    stream = Lines()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.setLevel(level)
    logger.removeHandler(handler)


@pytest.fixture
def log() -> Iterator[Lines]:
    """What any logger says."""
    with listening(logging.getLogger()) as lines:
        yield lines


def test_a_line_is_one_object_with_its_time_and_its_values(log: Lines) -> None:
    extra = {"run": 7, "stage": "facility_to_department", "submission": UUID(int=1)}
    logging.getLogger("sync_jobs").info("stage done", extra=extra)
    (line,) = log.read_all()
    assert str(line.pop("at")).endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "sync_jobs",
        "message": "stage done",
        **extra,
        "submission": str(UUID(int=1)),
    }


def test_nobody_forges_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source: ASVS 16.4.1. A report cannot carry half a character, so nobody else hears it."""
    forged = 'x"}\n{"level": "critical", "message": "forged\x1b[2J\u2028\ud800'
    logger = logging.getLogger("a")
    monkeypatch.setattr(logger, "propagate", False)
    with listening(logger) as log:
        logger.info(forged)
        logger.info("said", extra={"code": forged})
    lines = log.read_all()
    assert [line["level"] for line in lines] == ["info", "info"]
    assert len(log.getvalue().splitlines()) == len(log.getvalue().split("\n")) - 1 == 2


def test_a_value_under_an_unknown_name_is_left_out_and_said_to_be(log: Lines) -> None:
    logging.getLogger("a").info("x", extra={"full_name": NAME, "code": f"tel {NUMBER}"})
    (line,) = log.read_all()
    assert line["left_out"] == ["full_name"]
    assert line["code"] == "tel [digits]"
    assert NAME not in log.getvalue()


def test_ids_and_digests_stay_whole(log: Lines) -> None:
    ids = {"submission": "0d1f0000-0000-4000-8000-036087000001", "manifest": "ab" + "1" * 62}
    logging.getLogger("a").info("x", extra=ids)
    (line,) = log.read_all()
    assert {name: line[name] for name in ids} == ids


def test_of_an_exception_its_kind_and_its_places_are_told_and_never_its_text(log: Lines) -> None:
    try:
        try:
            raise ValueError(f"{NAME} {NUMBER}")
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError:
        logging.getLogger("a").exception("failed")
    (line,) = log.read_all()
    chain = line["exception"]
    assert isinstance(chain, list)
    assert [one["kind"] for one in chain] == ["KeyError", "ValueError"]
    assert "tests/test_logs.py:" in chain[0]["places"][0]
    assert NAME not in log.getvalue()
    assert NUMBER not in log.getvalue()


def test_a_refused_setting_is_told(log: Lines) -> None:
    """It names what the operator has to mend."""
    try:
        raise SettingError("PORT must be a number")
    except SettingError:
        logging.getLogger("a").exception("failed")
    assert "PORT must be a number" in log.getvalue()


def test_a_statement_that_failed_keeps_its_values_to_itself(log: Lines, session: Session) -> None:
    insert = text("insert into person (id, full_name, sort_key) values (:id, :name, :name)")
    with pytest.raises(IntegrityError):
        session.execute(insert, {"id": UUID(int=1), "name": f"{NAME} {NUMBER}"})
    try:
        session.rollback()
        session.execute(insert, {"id": UUID(int=1), "name": f"{NAME} {NUMBER}"})
    except IntegrityError:
        logging.getLogger("a").exception("failed")
    assert NAME not in log.getvalue()
    assert log.read_all()[-1]["exception"][0]["sqlstate"].startswith("23")  # type: ignore[index]


def test_of_a_library_the_pattern_is_told_with_numbers_alone(log: Lines) -> None:
    logging.getLogger("library").warning("cannot parse %s", NAME)
    logging.getLogger("library").warning("booting %d", 7)
    assert [line["message"] for line in log.read_all()] == ["cannot parse %s", "booting 7"]


def test_the_peers_words_stay_out_of_the_log() -> None:
    assert fault_of(NationalRefused(409, "not_open", NAME)) == "refused 409 not_open"
    assert fault_of(NationalRefused(409, f"{NAME}\n", NAME)) == "refused 409"
    error = NationalUnavailable(f"no answer for {NAME}")
    error.__cause__ = TimeoutError(NAME)
    assert fault_of(error) == "unavailable TimeoutError"


def test_every_name_in_the_sources_is_known_and_every_message_constant() -> None:
    """House style §6. What is built elsewhere is looked at by hand: it is listed here."""
    built = set()
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) != "logger":
                continue
            message = node.args[1 if node.func.attr == "log" else 0]
            assert isinstance(message, ast.Constant), f"{path}: {ast.unparse(node)}"
            for keyword in node.keywords:
                if keyword.arg == "extra" and isinstance(keyword.value, ast.Dict):
                    keys = {
                        key.value for key in keyword.value.keys if isinstance(key, ast.Constant)
                    }
                    assert keys <= KNOWN, f"{path}: {keys - KNOWN}"
                elif keyword.arg == "extra":
                    built.add(path)
    assert built == {
        "province_app/exchange/authentication.py",
        "province_app/hardening.py",
        "sync_jobs/national_push.py",
    }


def test_a_day_of_requests_leaves_no_name_no_number_and_no_password(
    site: Site, province: Province, log: Lines
) -> None:
    """Names, CCCD, what was typed, searched for and refused. Source: ASVS 16.2.5."""
    canaries = {row["full_name"] for row in province.document["persons"]}
    canaries |= {row["fields"]["identity.personal_id"] for row in province.document["persons"]}
    canaries |= {
        row["fields"].get("identity.phone", NUMBER) for row in province.document["persons"]
    }
    canaries |= {row["username"] for row in province.document["accounts"]}
    canaries |= {PASSWORD, "canary-in-the-query", "canary-typed", NAME, NUMBER}
    person = plain_member(province, FACILITY)
    hr, head = province.holder(FACILITY, "hr"), province.holder(FACILITY, "head")
    province.send(FACILITY)
    log.truncate(0)
    site.client.get(f"/?q=canary-in-the-query&name={NAME}")
    site.post("/sign-in", {"username": NAME, "password": "canary-typed"}, 401)
    for who, paths in (
        (person, ("/", "/my-record", "/my-record/identity", "/catalogues/dan_toc/search?q=canary")),
        (hr, ("/", "/unit", f"/unit/people/{person}", f"/records/{person}/history", "/imports")),
        (head, ("/", "/signing", f"/records/{NAME}/history")),
    ):
        site.sign_in(who)
        for path in paths:
            site.client.get(path)
        site.post("/my-record/identity", {"identity.phone": "canary-typed"}, 400)
        site.post(
            f"/unit/people/{person}", {"revision": NUMBER, "x": NAME}, 400 if who == hr else 403
        )
    site.at(at(23))
    site.client.get("/signing?unit=1&shown=canary-in-the-query")
    lines = log.read_all()
    requests = [line for line in lines if line["message"] == "request"]
    assert len(requests) > 20
    assert all(line["request_id"] for line in requests)
    assert {line["route"] for line in requests} >= {"/unit/people/<uuid:person_id>", "/sign-in"}
    found = {canary for canary in canaries if str(canary) in log.getvalue()}
    assert found == set()
    written = log.getvalue()
    assert str(person) not in written  # not even the address
