"""Which request acts: the id that events and logs of one request share.

Below the pages nobody sees Flask: they ask here. A tick of the scheduler has an id too.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex

from flask import g, has_request_context

_job: ContextVar[str | None] = ContextVar("job", default=None)


def of_request() -> str:
    """Return the id of the request that is being answered."""
    if "request_id" not in g:
        g.request_id = new()
    return str(g.request_id)


def current() -> str | None:
    """Return the id of the request, or of the tick; None for a command or a test."""
    return of_request() if has_request_context() else _job.get()


def new() -> str:
    """Return a fresh id: never taken from outside, so that nobody writes into the log with it."""
    return token_hex(6)


@contextmanager
def of_job() -> Iterator[None]:
    """Give what the block does an id of its own."""
    token = _job.set(new())
    try:
        yield
    finally:
        _job.reset(token)


def first_time(*what: Hashable) -> bool:
    """Say whether the request says this for the first time; always True outside of a request."""
    if not has_request_context():
        return True
    said: set[Hashable] = g.setdefault("said_once", set())
    if what in said:
        return False
    said.add(what)
    return True
