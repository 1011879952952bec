"""The demo has an account in every state, made by the application's own services."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.demo import province as demo
from province_app.demo.special_accounts import settle
from province_app.services import accounts
from province_app.services.sessions import Visit
from province_app.services.sign_in import with_password
from province_app.signing.pki import make_demo_pki
from tests.provinces import START, at
from tiers.units import Role


def test_there_is_an_account_of_every_kind(session: Session, tmp_path: Path) -> None:
    cast = demo.load(session, make_demo_pki(tmp_path, [], demo.SIGNING_PIN), 12, 120, START)
    settle(session, cast.special, at(28), at(28))
    found = {(one.state, one.role) for one in cast.special}
    assert found >= {
        ("second_of_province", Role.PROVINCE),
        ("unit_admin", Role.UNIT_ADMIN),
        ("limited", Role.PERSON),
        ("expired", Role.PERSON),
        ("waiting", Role.PERSON),
        ("restricted", Role.PERSON),
    }
    by_state = {one.state: one for one in cast.special}
    for state, usable in (("limited", True), ("expired", False), ("restricted", True)):
        one = by_state[state]
        visit = Visit("127.0.0.1")
        token = with_password(
            session, one.username, one.password or "", visit, at(28), system_now()
        )
        assert (token is not None) is usable, state
        assert one.totp_secret
    assert by_state["waiting"].password is None
    assert by_state["waiting"].code
    assert session.scalar(text("select count(*) from raised_level")) == 1
    limited = accounts.officer_named(session, by_state["limited"].username, at(28))
    assert limited is not None
    assert {one.limited for one in limited.grants or ()} == {True}
