"""Passwords: hashed with argon2id, a few at a time."""

import os
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from province_app.models.people import Account

# OWASP's floor: 19 MiB, two passes, one lane. The parameters stand in each hash.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# However many come at once, memory and cores are not used up: the others wait their turn.
_TURNS = BoundedSemaphore(2 * (os.cpu_count() or 1))
# Verified when there is no hash, so that both answers take the same time.
_NOBODY = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    """Return the hash under which the password is kept."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password of the hash; without one it takes as long and is not."""
    with _TURNS:
        try:
            _HASHER.verify(kept or _NOBODY, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


@cache
def common() -> frozenset[str]:
    """Return the passwords that are tried first everywhere: the 30,000 of zxcvbn's list."""
    # Loaded when the first password is chosen: signing in needs none of it.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def keep_up(account: Account, password: str) -> None:
    """Hash the right password anew if its hash was made with other parameters than today's."""
    if account.password_hash and _HASHER.check_needs_rehash(account.password_hash):
        account.password_hash = hashed(password)


def _normal(password: str) -> str:
    """Return the password as it is hashed: keyboards compose Vietnamese letters in two ways."""
    return unicodedata.normalize("NFC", password)
