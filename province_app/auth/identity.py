"""The signed-in account, read anew for each request."""

from typing import cast

from flask_login import UserMixin, current_user

from province_app.clock import business_now
from province_app.extensions import db, login_manager
from province_app.models.people import Account
from province_app.services import accounts
from province_app.stores import scope
from tiers.calendar import local_day


class SignedIn(UserMixin):  # type: ignore[misc]
    """An account as Flask-Login wants it."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return the account's id; nothing personal stands in the cookie."""
        return str(self.account.id)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(account_id: str) -> SignedIn | None:
    """Return the account of the session, or None when it is gone; the rest is the person's."""
    session = db.session()
    scope.enter(session, scope.GATE)
    account = accounts.find(session, int(account_id))
    if account is None:
        return None
    day = local_day(business_now())
    scope.enter(session, scope.person_scope(account.person_id, day))
    return SignedIn(account)


def current_account() -> Account:
    """Return the signed-in account; only behind the guard."""
    return cast(SignedIn, current_user).account
