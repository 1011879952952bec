"""A few requests on their way at once: while the peer works on one, the next travels."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

CONNECTIONS = 4

T = TypeVar("T")
R = TypeVar("R")


def at_once(send: Callable[[T], R], things: Iterable[T]) -> Iterator[R]:
    """Yield what `send` returns for each thing, in their order; a few are on their way at once.

    The things are made here, a few at a time: they come from the caller's database session.
    """
    sending: deque[Future[R]] = deque()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for thing in things:  # the next one is made while the others are on their way
            sending.append(pool.submit(send, thing))
            if len(sending) > CONNECTIONS:
                yield sending.popleft().result()
        while sending:
            yield sending.popleft().result()
