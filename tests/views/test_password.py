"""The password: hashed by the rules of the day, changed by its person, checked a few at a time."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import passwords
from province_app.stores.transaction import transaction
from tests.desks import FACILITY
from tests.provinces import Province
from tests.views.test_sessions import account_of, another, out, token_in
from tests.web import PASSWORD, Site, code_now

NEW = "con mèo trên mái hiên"


def change(site: Site, new: str, status: int, old: str = PASSWORD, again: str = "") -> str:
    form = {"old": old, "new": new, "again": again or new}
    return str(site.post("/password", form, status).text)


def test_a_changed_password_ends_all_other_sessions(
    site: Site, province: Province, session: Session, hr: str
) -> None:
    copied = another(site)
    elsewhere = Site(site.app, site.app.test_client())
    named = {"username": account_of(session, hr).username, "password": PASSWORD}
    elsewhere.post("/sign-in", named, 302)
    elsewhere.post("/sign-in/code", {"code": code_now(1)}, 302)
    before = token_in(site)
    change(site, NEW, 302)
    assert not out(site)
    assert token_in(site) != before
    assert out(copied)
    assert out(elsewhere)
    with transaction(session):
        session.execute(text("update totp_factor set last_step = 0"))
    site.refused(account_of(session, hr).username)  # the old one
    form = {"username": account_of(session, hr).username}
    decomposed = unicodedata.normalize("NFD", NEW)  # as another keyboard composes it
    assert decomposed != NEW
    site.post("/sign-in", form | {"password": decomposed}, 302)
    site.post("/sign-in/code", {"code": code_now(1)}, 302)


@pytest.mark.parametrize(
    ("new", "again", "old", "status", "said"),
    [
        (NEW, NEW, "sai", 409, "đang dùng không đúng"),
        (NEW, NEW + "x", PASSWORD, 400, "không giống nhau"),
        ("ngủ trưa"[:7], "ngủ trưa"[:7], PASSWORD, 409, "ngắn hơn 8"),
        ("x" * 501, "x" * 501, PASSWORD, 409, "dài hơn 500"),
        ("football1", "football1", PASSWORD, 409, "hay bị thử trước"),
        ("namdinh2024", "namdinh2024", PASSWORD, 409, "dễ đoán"),
    ],
)
def test_a_password_that_may_not_be_taken(
    site: Site, session: Session, hr: str, new: str, again: str, old: str, status: int, said: str
) -> None:
    kept = account_of(session, hr).password_hash
    answer = change(site, new, status, old, again)
    assert said in answer
    assert new not in answer
    assert account_of(session, hr).password_hash == kept


def test_the_own_name_and_the_unit_s_are_no_passwords(
    site: Site, session: Session, province: Province, hr: str
) -> None:
    people = {row["id"]: row["full_name"] for row in province.document["persons"]}
    units = {row["code"]: row["name"] for row in province.document["units"]}
    for known in (people[hr], units[FACILITY], account_of(session, hr).username):
        assert "dễ đoán" in change(site, f"{known} 12", 409)


def test_five_hundred_characters_are_not_cut(site: Site, session: Session, hr: str) -> None:
    long = ("dài và khó đoán " * 40)[:500]
    change(site, long, 302)
    assert not passwords.is_right(account_of(session, hr).password_hash, long[:-1])
    assert passwords.is_right(account_of(session, hr).password_hash, long)


def test_the_list_is_long_enough() -> None:
    assert len(passwords.common()) >= 3_000
    assert {"123456789", "football1", "qwertyuiop"} <= passwords.common()


def test_the_hash_meets_the_floor_and_is_brought_up_at_sign_in(
    site: Site, province: Province, session: Session, hr: str
) -> None:
    def parameters() -> tuple[int, int, int]:
        said = extract_parameters(account_of(session, hr).password_hash or "")
        return said.memory_cost, said.time_cost, said.parallelism

    name = site.give_password(hr)
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
    with transaction(session):
        account_of(session, hr).password_hash = old.hash(PASSWORD)
    assert parameters()[0] < 19 * 1024
    site.post("/sign-in", {"username": name, "password": "sai"}, 401)
    assert parameters()[0] < 19 * 1024  # a wrong one brings nothing up
    site.post("/sign-in", {"username": name, "password": PASSWORD}, 302)
    memory, passes, lanes = parameters()
    assert (memory, passes, lanes) >= (19 * 1024, 2, 1)


def test_no_more_hashes_at_once_than_twice_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    cores = passwords.os.cpu_count() or 1
    lock, full, go = Lock(), Event(), Event()
    inside = most = 0

    class Slow:
        def hash(self, password: str) -> str:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
                if inside >= 2 * cores:
                    full.set()
            go.wait(30)
            with lock:
                inside -= 1
            return password

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    with ThreadPoolExecutor(4 * cores) as pool:
        results = [pool.submit(passwords.hashed, str(number)) for number in range(4 * cores)]
        assert full.wait(30)
        go.set()
        assert [one.result() for one in results] == [str(number) for number in range(4 * cores)]
    assert most == 2 * cores


def test_the_old_password_is_not_guessed_here_either(site: Site, session: Session, hr: str) -> None:
    """Whoever sits down at an open session; another browser's token buys no further tries."""
    for _ in range(5):
        site.client.delete_cookie("browser")
        change(site, NEW, 409, old="sai")
    site.client.delete_cookie("browser")
    change(site, NEW, 429)
