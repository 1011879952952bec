"""The authenticator apps of the demo's people."""

import time
from threading import Lock

import pyotp

from province_app.clock import system_now
from province_app.services.totp import STEP_S

MARGIN_S = 20  # a slow machine's request must still come in time

_used: dict[str, int] = {}
_lock = Lock()


def next_code(secret: str) -> str:
    """Return a code that is good now and was not used by this process.

    Each counts once, and those of the step before and after count too: whoever signs in more often
    waits for the next one.
    """
    with _lock:
        soon = int(system_now().timestamp() + MARGIN_S) // STEP_S
        step = max(soon - 1, _used.get(secret, 0) + 1)
        _used[secret] = step
    while step > int(system_now().timestamp()) // STEP_S + 1:
        time.sleep(1)
    return pyotp.TOTP(secret).generate_otp(step)
