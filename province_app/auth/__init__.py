"""Who is signed in, and the guard that every page has."""

from province_app.auth.guard import KeyOwed, current_officer, policy, public, require_policies
from province_app.auth.identity import (
    SignedIn,
    current_account,
    current_session,
    current_visit,
    load,
    remember_browser,
)

__all__ = [
    "KeyOwed",
    "SignedIn",
    "current_account",
    "current_officer",
    "current_session",
    "current_visit",
    "load",
    "policy",
    "public",
    "remember_browser",
    "require_policies",
]
