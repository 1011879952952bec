"""The codes of an authenticator app: set up, checked, each used once. RFC 6238.

The secret lies sealed and bound to its account. All functions but `new_secret` act inside the
caller's transaction; `now` is the system clock. Source: docs/adr/0015-sign-in.md.
"""

import binascii
import hmac
import re
from base64 import b32decode
from collections.abc import Mapping
from datetime import datetime
from secrets import choice

import pyotp
from sqlalchemy.orm import Session

from province_app.models.sign_in import TotpFactor
from province_app.sealing import ring
from province_app.stores import factors

STEP_S = 30
ISSUER = "Hồ sơ CBCCVC"
SECRET_LENGTH = 32  # of base32: 160 bits
SHORTEST_SECRET = 16  # of base32, in a seed that others made
RECOVERY_CODES = 10
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that look alike
_DIGITS = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return a random secret in base32."""
    return pyotp.random_base32(SECRET_LENGTH)


def read_secret(text: str) -> str:
    """Return a secret that a seed brings, as it is kept; ValueError when it is none."""
    secret = text.replace(" ", "").upper().rstrip("=")
    try:
        b32decode(secret + "=" * (-len(secret) % 8))
    except binascii.Error as error:
        raise ValueError("totp_secret is not base32") from error
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"totp_secret has fewer than {SHORTEST_SECRET} characters")
    return secret


def address_of(secret: str, username: str) -> str:
    """Return what the QR code says to the authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of the code, this one or the one before or after it; None when wrong."""
    typed = re.sub(r"\s", "", code)
    if not _DIGITS.fullmatch(typed):
        return None
    here = int(now.timestamp()) // STEP_S
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), typed):
            return step
    return None


def add(session: Session, secrets: Mapping[int, str], now: datetime, last_step: int = 0) -> None:
    """Give the accounts their secrets; IntegrityError when one has a factor already."""
    rows = [
        {
            "account_id": account_id,
            "secret": ring().seal(secret.encode(), TotpFactor.name_of(account_id)),
            "last_step": last_step,
            "since": now,
        }
        for account_id, secret in secrets.items()
    ]
    if rows:
        factors.add_totp(session, rows)


def shows(session: Session, account_id: int, code: str, now: datetime) -> bool:
    """Whether the code is right and was not used; it is used up now.

    Two who come with the same code at once do so one after the other, and the second is refused.
    """
    factor = factors.totp(session, account_id)
    if factor is None:
        return False
    secret = ring().open(bytes(factor.secret), TotpFactor.name_of(account_id)).decode()
    step = step_of(secret, code, now)
    if step is None or step <= factor.last_step:
        return factors.use_code(session, account_id, _digest(code), now)
    factor.last_step = step
    return True


def new_recovery_codes(session: Session, account_id: int) -> tuple[str, ...]:
    """Replace the account's recovery codes; return the new ones, which are shown only now."""
    codes = tuple(
        "-".join("".join(choice(_LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    )
    factors.set_codes(session, account_id, map(_digest, codes))
    return codes


def _digest(code: str) -> bytes:
    return ring().index("recovery_code", re.sub(r"[\s-]", "", code).lower())


def codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes are unused."""
    return factors.codes_left(session, account_id)
