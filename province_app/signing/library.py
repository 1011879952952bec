"""How this project calls pyHanko and asn1crypto."""

import logging
from collections.abc import Coroutine
from threading import Lock
from typing import TypeVar

Result = TypeVar("Result")

# asn1crypto parses lazily and fills shared objects and classes while it does, without a lock of
# its own; gunicorn's threads share the trust list. The work holds the GIL anyway, so one at a time
# costs nothing.
asn1_lock = Lock()

# Their warnings carry the signer's name and a traceback for each refusal; personal data has no
# place in a log, and the refusal itself says all that is needed.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


def result_of(coroutine: Coroutine[object, None, Result]) -> Result:
    """Return the result of a coroutine that never waits; RuntimeError when it would.

    pyHanko's functions are coroutines because they may fetch certificates. Ours may not fetch, so
    they end at the first step: no event loop is needed, and a running one is not in the way.
    """
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    coroutine.close()
    raise RuntimeError("the signature library tried to wait for something")
