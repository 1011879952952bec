"""The code after the password: not skipped, not used twice, not guessed, set up once."""

import re
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app import sealing
from province_app.auth.routes import PUBLIC, action_of
from province_app.clock import system_now
from province_app.services import accounts, key_rotation, seed, sign_in, totp
from province_app.services.sessions import Visit
from province_app.stores.transaction import transaction
from tests.acts import key_change
from tests.databases import Database, as_owner
from tests.desks import FACILITY, at_once, plain_member
from tests.provinces import START, Province
from tests.services.test_sealing import everything, keys
from tests.views.test_sessions import account_of
from tests.web import PASSWORD, SECRET, Site, code_now
from tiers.sign_in import HALF

PLACE = Visit("198.51.100.7", "Firefox", "b" * 43)


@pytest.fixture
def hr(province: Province) -> str:
    return province.holder(FACILITY, "hr")


def password_given(site: Site, person: str) -> None:
    """Go as far as the page that asks for the code."""
    site.client.delete_cookie("session")
    form = {"username": site.give_password(person), "password": PASSWORD}
    assert site.post("/sign-in", form).location == "/sign-in/code"


def in_(site: Site) -> bool:
    return site.client.get("/unit").status_code == 200


def test_after_the_password_alone_nothing_is_open(site: Site, hr: str) -> None:
    """Every address that a stranger may not open, this browser may not open either."""
    password_given(site, hr)
    for rule in site.app.url_map.iter_rules():
        address = re.sub(r"<[^>]*>", "00000000-0000-0000-0000-000000000000", rule.rule)
        if "GET" in rule.methods and "<" not in rule.rule:
            answer = site.client.get(address)
            public = action_of(site.app, rule.endpoint) == PUBLIC or rule.endpoint == "static"
            assert public or answer.location.startswith("/sign-in?"), rule
    site.post("/my-record/send", {}, 302)
    site.post("/sign-in/code", {"code": code_now()})
    assert in_(site)


def test_the_token_of_a_half_session_is_no_session(site: Site, hr: str) -> None:
    """Put where the token of a whole one stands, it opens nothing."""
    password_given(site, hr)
    with site.client.session_transaction() as kept:
        kept["_user_id"] = kept["half"]
    assert not in_(site)


def test_verify_2fa_already_used_token(site: Site, hr: str) -> None:
    password_given(site, hr)
    code = code_now()
    site.post("/sign-in/code", {"code": code})
    assert in_(site)
    with site.app.test_client() as second:
        other = Site(site.app, second)
        name = account_name(site, hr)
        other.post("/sign-in", {"username": name, "password": PASSWORD})
        other.post("/sign-in/code", {"code": code}, 401)
        other.post("/sign-in/code", {"code": f" {code[:3]} {code[3:]} "}, 401)  # padded
        assert not in_(other)


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "1234567", "１２３４５６", "abcdef", "0" * 51, "' or 1=1"]
)
def test_what_is_no_code_is_refused(site: Site, hr: str, code: str) -> None:
    password_given(site, hr)
    site.post("/sign-in/code", {"code": code}, 401)
    assert not in_(site)


def test_a_right_code_after_a_failed_one(site: Site, hr: str) -> None:
    password_given(site, hr)
    site.post("/sign-in/code", {"code": "000000"}, 401)
    site.post("/sign-in/code", {"code": code_now()})
    assert in_(site)


def test_the_step_before_and_after_count_no_other(hr: str) -> None:
    now = system_now()
    codes = {
        steps: pyotp.TOTP(SECRET).at(now + timedelta(seconds=30 * steps)) for steps in range(-3, 4)
    }
    taken = {steps for steps, code in codes.items() if totp.step_of(SECRET, code, now) is not None}
    assert taken == {-1, 0, 1}


def test_the_same_code_twenty_times_at_once_enters_once(
    site: Site, province: Province, database: Database, hr: str
) -> None:
    name = site.give_password(hr)
    now = system_now()
    code = code_now()
    tokens = []
    for number in range(20):
        visit = Visit(f"198.51.100.{number}", "", "")
        token = sign_in.with_password(province.session, name, PASSWORD, visit, START, now)
        assert token
        tokens.append((token, visit))

    def act(token: str, visit: Visit):  # type: ignore[no-untyped-def]
        return lambda session: lambda: sign_in.with_code(session, token, code, visit, START, now)

    results = at_once(database, *(act(*one) for one in tokens))
    assert [type(one).__name__ for one in results if one is not None] == ["Done"]


def test_five_wrong_codes_then_a_wait_that_grows(site: Site, hr: str) -> None:
    password_given(site, hr)
    for _ in range(5):
        site.post("/sign-in/code", {"code": "000000"}, 401)
    refused = site.post("/sign-in/code", {"code": code_now()}, 429)
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    assert "Thử lại sau" in refused.text
    assert not in_(site)


def test_half_a_session_ends_after_ten_minutes(site: Site, province: Province, hr: str) -> None:
    password_given(site, hr)
    minutes = HALF.seconds // 60
    with transaction(province.session):
        province.session.execute(
            text("update web_session set started_at = started_at - make_interval(mins => :m)"),
            {"m": minutes},
        )
    answer = site.post("/sign-in/code", {"code": code_now()}, 401)
    assert "Đăng nhập lại từ đầu" in answer.text
    assert site.client.get("/sign-in/code").location.startswith("/sign-in")


def test_whoever_has_no_factor_sets_one_up_at_the_first_sign_in(
    site: Site, province: Province, session: Session
) -> None:
    person = plain_member(province, FACILITY)
    offered = offer(site, person)
    site.post("/sign-in/code", {"code": "000000"}, 401)
    page = site.post("/sign-in/code", {"code": pyotp.TOTP(offered).at(system_now())}, 200).text
    assert site.client.get("/").status_code == 200
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", page)
    assert len(set(codes)) == 10
    # A recovery code takes the place of the telephone, once.
    name = account_name(site, person)
    for status in (302, 401):
        site.client.delete_cookie("session")
        site.post("/sign-in", {"username": name, "password": PASSWORD})
        site.post("/sign-in/code", {"code": codes[3].upper()}, status)
    assert site.client.get("/").status_code == 302
    events = "select count(*) from audit_event where event = 'factor.added'"
    assert session.scalar(text(events)) == 1


def test_a_thief_with_an_old_offer_sets_nothing_up(site: Site, province: Province) -> None:
    """Two browsers at the first sign-in: when one has set the factor up, the other's is void."""
    person = plain_member(province, FACILITY)
    thief = Site(site.app, site.app.test_client())
    stolen = offer(thief, person)
    own = offer(site, person)
    assert own != stolen
    site.post("/sign-in/code", {"code": pyotp.TOTP(own).at(system_now())}, 200)
    thief.post("/sign-in/code", {"code": pyotp.TOTP(stolen).at(system_now())}, 401)
    assert thief.client.get("/").status_code == 302


def test_the_secret_lies_sealed_and_bound_to_its_account(
    site: Site, province: Province, database: Database, hr: str
) -> None:
    site.give_password(hr)
    head = province.holder(FACILITY, "head")
    site.give_password(head)
    assert SECRET.encode() not in everything(database)
    session = province.session
    first, second = account_of(session, hr).id, account_of(session, head).id
    swap = (
        "update totp_factor one set secret = other.secret from totp_factor other"
        " where one.account_id = :a and other.account_id = :b"
    )
    with transaction(session):
        session.execute(text(swap), {"a": first, "b": second})
    password_given_without_reset(site, account_name(site, hr))
    site.post("/sign-in/code", {"code": code_now()}, 500)
    assert not in_(site)


def test_a_new_master_key_seals_the_secrets_anew(
    site: Site, province: Province, hr: str, master_keys: Path
) -> None:
    """Afterwards the old key can go, and the same telephone still opens."""
    name = site.give_password(hr)
    lines = master_keys.read_text().split()
    newest = b64encode(bytes(range(32))).decode()
    sealing.install(keys(newest, *lines))
    assert key_rotation.rotate(province.session, key_change(province.session), START).factors == 1
    sealing.install(keys(newest, lines[-1]))
    password_given_without_reset(site, name)
    site.post("/sign-in/code", {"code": code_now()}, 302)
    assert in_(site)


@pytest.mark.parametrize("secret", ["not base32!", "JBSWY3DP", "1" * 32])
def test_a_seed_with_a_secret_that_is_none_is_refused(province: Province, secret: str) -> None:
    account = {"username": "x", "password": "y", "totp_secret": secret, "role": "person"}
    with pytest.raises(ValueError, match="totp_secret"):
        seed.load_accounts(province.session, [{**account, "person": "0" * 32}], START)


def test_a_seed_brings_the_factor(
    site: Site, province: Province, session: Session, database: Database
) -> None:
    person = plain_member(province, FACILITY)
    as_owner(
        database,
        "delete from account_grant"
        " where account_id = (select id from account where person_id = :p)",
        p=person,
    )
    as_owner(database, "delete from account where person_id = :p", p=person)
    row = {"username": "moi", "password": PASSWORD, "person": person, "role": "person"}
    seed.load_accounts(session, [{**row, "totp_secret": SECRET.lower()}], START)
    password_given_without_reset(site, "moi")
    site.post("/sign-in/code", {"code": code_now()}, 302)
    assert site.client.get("/").status_code == 200


def offer(site: Site, person: str) -> str:
    """Come to the page that sets the app up; return the secret that it shows."""
    name = site.give_password(person, factor=False)
    password_given_without_reset(site, name)
    page = site.get("/sign-in/code")
    assert '<svg class="qr-code"' in page
    found = re.search(r'id="khoa">([^<]+)<', page)
    assert found
    return found[1].replace(" ", "")


def password_given_without_reset(site: Site, name: str) -> None:
    site.client.delete_cookie("session")
    site.post("/sign-in", {"username": name, "password": PASSWORD})


def account_name(site: Site, person: str) -> str:
    with site.app.app_context():
        from province_app.extensions import db

        return account_of(db.session(), person).username


def test_an_account_opened_without_password_has_no_way_in(site: Site, province: Province) -> None:
    name = province.document["accounts"][0]["username"]
    assert accounts.NewAccount(name, START, "person").password is None  # type: ignore[arg-type]
    site.post("/sign-in", {"username": name, "password": ""}, 401)
    site.post("/sign-in", {"username": name, "password": "nobody has this password"}, 401)
